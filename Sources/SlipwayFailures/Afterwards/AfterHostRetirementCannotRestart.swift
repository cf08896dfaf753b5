import SlipwayDomain

extension FailureMode {
    static let afterHostRetirementCannotRestart = FailureMode(
        "after-host-retirement-cannot-restart", .afterwards,
        title: Words("a task moved to another host, which may not work", ko: "호스트 유지 관리로 교체되는 태스크"), nature: .mayPass,
        breaker: .blind, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-6", "P-SEC-1"],
        faults: [
            .runningTaskStops(
                reason: "ECS is performing maintenance on the underlying infrastructure hosting the task",
                code: "ServiceSchedulerInitiated"), .image(.digestRemoved),
        ],
        explanation: Words(
            "From time to time AWS retires hosts: it stops the tasks on them, and ECS starts others. That fails where an "
                + "image, a secret, a role or a subnet was removed since the deployment: nobody needed it while the old tasks "
                + "ran.",
            ko: "AWS는 때때로 호스트를 교체하면서 그 위의 태스크를 중지하고 ECS가 새 태스크를 시작합니다. 배포 이후 이미지, 시크릿, 역할, 서브넷이 "
                + "삭제되었다면 이때 실패합니다. 이전 태스크가 실행되는 동안에는 아무도 필요로 하지 않았기 때문입니다."),
        remedy: Words(
            "Check regularly whether what runs could be started again, before AWS does it.",
            ko: "AWS가 교체하기 전에, 실행 중인 것을 다시 시작할 수 있는지 정기적으로 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "after-host-lost",
                Words("AWS planned this stop and announced it", ko: "AWS가 미리 예고한 중지입니다")),
            LookAlike(
                "after-user-stopped", Words("it was AWS that stopped the task", ko: "태스크를 중지한 것은 AWS입니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-maintenance.html",
            "https://repost.aws/knowledge-center/ecs-task-stopped",
        ],
        foresee: { _, facts in foresee(facts) },
        recognisers: [
            .text([.reason, .event], ["maintenance", "retiring", "retirement", "retired"]) { reason, scene in
                // Only a task's own reason may use the words loosely.
                guard AfterwardsWords.isMaintenance(reason.text),
                    scene.place == .reason || reason.has("underlying infrastructure")
                else { return nil }
                return Recognition(
                    Words(
                        "AWS stopped the task to work on its host; what matters is whether the next one starts",
                        ko: "AWS가 호스트 유지 관리를 위해 태스크를 중지했습니다. 다음 태스크가 시작되는지가 중요합니다"),
                    fix: Words(
                        "slipway check says whether another task would start",
                        ko: "다른 태스크가 시작될 수 있는지 slipway check로 확인하십시오"),
                    confidence: reason.has("performing maintenance") ? .certain : .likely, isWarning: true)
            },
            .rule { signals in
                let tasks = signals.observation.tasks
                return tasks.filter { AfterwardsWords.isMaintenance($0.stoppedReason ?? "") }.prefix(1).compactMap {
                    failedReplacement(of: $0, among: tasks)
                }
            },
        ])

    private static func failedReplacement(of old: TaskObservation, among tasks: [TaskObservation]) -> Recognition? {
        let stopped = old.stoppingAt ?? old.stoppedAt
        let failed = tasks.filter { task in
            task.taskDefinition == old.taskDefinition && task.stopCode == "TaskFailedToStart"
                && stopped.flatMap { stopped in task.createdAt.map { stopped <= $0 } } ?? true
        }
        guard let first = failed.first else { return nil }
        return Recognition(
            Words(
                "the task \(old.id) was stopped for maintenance, and what shall replace it cannot start",
                ko: "태스크 \(old.id): 유지 관리로 중지되었으며, 대신할 태스크가 시작되지 못하고 있습니다"),
            fix: Words(
                "bring back what the new task lacks: the other findings name it; slipway check looks for more",
                ko: "새 태스크에 없는 것을 되돌리십시오. 무엇인지는 다른 결과에 나와 있으며, slipway check로 더 확인할 수 있습니다"),
            confidence: .likely, subject: "replacement",
            evidence: [
                Evidence(
                    source: "ecs:DescribeTasks", field: "task \(old.id) stoppedReason", text: old.stoppedReason ?? ""),
                Evidence(
                    source: "ecs:DescribeTasks", field: "task \(first.id) stoppedReason",
                    text: first.stoppedReason ?? ""),
            ], tasks: failed.map(\.arn))
    }

    /// Whether what runs now could be started again (recipes P-IMG-6 and P-SEC-1 for the running revision).
    private static func foresee(_ facts: Facts) -> [Foresight] {
        let subject = Words("another start of what runs now", ko: "현재 실행 중인 것의 재시작")
        guard let running = facts.taskDefinition?.value else { return [] }
        func warn(_ cause: Words, fix: Words, _ source: String, _ field: String, _ text: String) -> [Foresight] {
            [Foresight(.warn, subject, cause, fix: fix, evidence: [Evidence(source: source, field: field, text: text)])]
        }
        let secrets = secrets(of: running, facts)
        if let (arn, _) = secrets.first(where: { isGone($0.fact) }) {
            return warn(
                Words(
                    "\(arn) is gone: tasks that run could not be replaced", ko: "\(arn) 시크릿이 없어져, 실행 중인 태스크를 교체할 수 없습니다"
                ),
                fix: Words(
                    "restore it: aws secretsmanager restore-secret --secret-id \(arn)",
                    ko: "복원하십시오: aws secretsmanager restore-secret --secret-id \(arn)"), "ecs:DescribeTaskDefinition",
                running.arn, arn)
        }
        let repository = facts.repository?.value
        // This release's own image is told by another failure.
        let own = facts.image?.value?.digest.description
        if let repository, let digest = repository.expiring.first(where: { $0 != own }) {
            let command =
                "aws ecr put-lifecycle-policy --repository-name \(repository.name) --lifecycle-policy-text "
                + "file://policy.json"
            return warn(
                Words(
                    "a lifecycle rule of \(repository.name) is going to remove \(digest), which is running",
                    ko: "\(repository.name) 수명 주기 규칙에 따라 실행 중인 이미지가 삭제될 예정입니다: \(digest)"),
                fix: Words("keep more images: \(command)", ko: "이미지를 더 많이 보관하십시오: \(command)"),
                "ecr:GetLifecyclePolicy", "expiring", digest)
        }
        if let (_, unseen) = secrets.first(where: { $0.fact.value == nil }) {
            return [unseen.foresight(subject, missing: Foresight(.unknown, subject, .none)) { _ in nil }]
                .compactMap(\.self)
        }
        guard !secrets.isEmpty || repository != nil else { return [] }
        return [Foresight(.ok, subject, Words("nothing that it needs is gone", ko: "필요한 것이 모두 있습니다"))]
    }

    /// The secrets of Secrets Manager that the running revision names, as far as they were looked at.
    private static func secrets(
        of running: TaskDefinitionFact, _ facts: Facts
    ) -> [(arn: String, fact: Fact<SecretFact>)] {
        let known = facts.secrets.sorted { $0.key < $1.key }.compactMap { entry in
            entry.value.value.map { ($0.arn, entry.value) }
        }
        let byARN = Dictionary(known) { first, _ in first }
        let named = Set(running.containers.flatMap(\.secrets).map { SecretWords.arn(ofValue: $0.value) })
        return named.sorted().filter { $0.contains(":secretsmanager:") }.compactMap { arn in
            (facts.secrets[arn] ?? byARN[arn]).map { (arn, $0) }
        }
    }

    private static func isGone(_ fact: Fact<SecretFact>) -> Bool {
        switch fact {
        case .missing: true
        case .known(let secret): secret.deletedAt != nil
        case .denied, .unknown, .planned: false
        }
    }
}
