import SlipwayDomain

extension FailureMode {
    static let depTaskProtectionBlocks = FailureMode(
        "dep-task-protection-blocks", .deployment,
        title: Words("protected tasks hold the deployment up", ko: "보호된 태스크가 배포를 막음"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have waited until the protection ends, up to 48 h", ko: "ECS는 보호가 끝날 때까지, 최대 48시간을 기다렸을 것입니다"
            )),
        reproduction: .modelled, recipes: ["P-DEP-5"],
        faults: [
            .serviceSays(
                event:
                    "was unable to reach steady state because task set (ecs-svc/1) was unable to scale in. "
                    + "Reason: The number of protected tasks are more than the desired count of tasks.")
        ],
        explanation: Words(
            "A task that protects itself from scale-in is not stopped by a deployment either. Workers do so for the time of a "
                + "job, two hours unless they say otherwise, and some forget to end it.",
            ko: "스케일 인으로부터 자신을 보호한 태스크는 배포 때도 중지되지 않습니다. 워커는 작업하는 동안(따로 지정하지 않으면 두 시간) 보호를 걸며, "
                + "해제를 잊는 경우도 있습니다."),
        remedy: Words(
            "Wait for the work to end, or take the protection off; let workers protect themselves only while a job runs.",
            ko: "작업이 끝나기를 기다리거나 보호를 해제하십시오. 워커는 작업이 실행되는 동안에만 보호를 걸어야 합니다."),
        lookAlikes: [
            LookAlike(
                "dep-minmax-deadlock",
                Words("the percents leave room; protected tasks do not go", ko: "비율에는 여유가 있으나 보호된 태스크가 남아 있습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
        ],
        foresee: { plan, facts in held(plan, facts) },
        recognisers: [
            .text([.event, .call, .stack], ["number of protected tasks", "deployment_blocked", "under protection"]) {
                reason, scene in
                let count = reason.value(after: "(reason ").flatMap { Int($0) }
                return Recognition(
                    count.map {
                        Words(
                            "\($0) protected tasks keep the old release running",
                            ko: "보호된 태스크 \($0)개가 이전 릴리스를 유지하고 있습니다")
                    } ?? Words("protected tasks keep the old release running", ko: "보호된 태스크가 이전 릴리스를 유지하고 있습니다"),
                    fix: unprotect("TASK", in: ServiceName(scene.workload).cluster))
            }
        ])

    private static func unprotect(_ task: String, in cluster: String) -> Words {
        let command =
            "aws ecs update-task-protection --no-protection-enabled --cluster \(cluster) --tasks \(task)"
        return Words("wait, or take the protection off: \(command)", ko: "기다리거나 보호를 해제하십시오: \(command)")
    }

    /// The check P-DEP-5: whether the protection outlasts the deployment.
    private static func held(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard !facts.protectedTasks.isEmpty else { return [] }
        let subject = Words("protected tasks", ko: "보호된 태스크")
        var expected = plan.deployment.budget
        if case .takes(let length)? = LengthForecast.of(plan, facts) { expected = min(expected, length.least) }
        let end = facts.takenAt.advanced(by: expected)
        let late = facts.protectedTasks.filter { $0.value > end }.sorted { $0.key < $1.key }
        guard let longest = late.map(\.value).max() else {
            return [
                Foresight(
                    .ok, subject,
                    Words(
                        "\(facts.protectedTasks.count), free again before the deployment ends",
                        ko: "\(facts.protectedTasks.count)개이며 배포가 끝나기 전에 해제됩니다"))
            ]
        }
        let wait = facts.takenAt.duration(to: longest)
        let names = late.map { $0.key.split(separator: "/").last.map(String.init) ?? $0.key }.joined(separator: " ")
        return [
            Foresight(
                .warn, subject,
                Words(
                    "\(late.count) tasks are protected for up to \(wait.words) more: the deployment cannot end before",
                    ko: "태스크 \(late.count)개가 앞으로 최대 \(wait.koreanWords) 동안 보호되어 배포가 그 전에 끝날 수 없습니다"),
                fix: unprotect(names, in: plan.service.cluster),
                evidence: [Evidence(source: "ecs:GetTaskProtection", field: "protectedTasks", text: names)])
        ]
    }
}
