import SlipwayDomain

extension FailureMode {
    static let tdInactive = FailureMode(
        "td-inactive", .template,
        title: Words("the task definition was deregistered", ko: "등록 취소된 태스크 정의"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [
            .call("ecs:UpdateService", refusedWith: "ClientException", message: "TaskDefinition is inactive")
        ],
        explanation: Words(
            "The revision that a deployment, a task or a restore names was deregistered, mostly by an eager clean-up, or "
                + "it lies in another region or account. Services that run it go on; nothing new can be started from it.",
            ko: "배포, 태스크, 복원이 가리키는 개정이 등록 취소되었거나(대개 지나친 정리 작업) 다른 리전이나 계정에 있습니다. 이미 실행 중인 서비스는 "
                + "계속되지만 새로 시작할 수는 없습니다."),
        remedy: Words(
            "Register a new revision with the same content, and never deregister one that a service or schedule may go "
                + "back to.",
            ko: "같은 내용으로 새 개정을 등록하십시오. 서비스나 일정이 되돌아갈 수 있는 개정은 등록 취소하지 마십시오."),
        lookAlikes: [
            LookAlike(
                "dep-no-rollback-candidate",
                Words("it is the revision itself that is gone", ko: "사라진 것은 개정 자체입니다"))
        ],
        links: [TemplateWords.guide("deregister-task-definition-v2")],
        foresee: { plan, facts in
            guard let running = facts.taskDefinition?.value, facts.service?.value != nil else { return [] }
            let subject = Words("running task definition", ko: "실행 중인 태스크 정의")
            let name = "\(running.family):\(running.revision)"
            if running.status == "ACTIVE" {
                return [Foresight(.ok, subject, Words("\(name) is active", ko: "\(name) 개정이 활성 상태입니다"))]
            }
            return [
                Foresight(
                    .warn, subject,
                    Words(
                        "\(name) is \(running.status): ECS cannot start tasks of it any more, not even to go back to it",
                        ko: "\(name) 개정이 \(running.status) 상태입니다. ECS가 이 개정으로는 태스크를 더 시작할 수 없어 되돌릴 수도 없습니다"),
                    fix: again(name),
                    evidence: [
                        Evidence(source: "ecs:DescribeTaskDefinition", field: "status", text: running.status)
                    ])
            ]
        },
        recognisers: [
            .text(
                [.call, .stack, .event],
                ["taskdefinition is inactive", "unable to describe task definition", "taskdefinition not found"]
            ) { reason, scene in
                let name =
                    reason.arn(of: "ecs").flatMap { $0.split(separator: "/").last.map(String.init) }
                    ?? scene.workload.settings?.taskDefinition.split(separator: "/").last.map(String.init)
                let which = name ?? "the task definition"
                return Recognition(
                    reason.has("inactive")
                        ? Words("\(which) is deregistered", ko: "\(name ?? "태스크 정의") 개정이 등록 취소되었습니다")
                        : Words(
                            "\(which) does not exist in this account and region",
                            ko: "이 계정과 리전에 \(name ?? "태스크 정의") 개정이 없습니다"),
                    fix: again(name), subject: name ?? "")
            }
        ])

    private static func again(_ name: String?) -> Words {
        let command = "aws ecs describe-task-definition --task-definition \(name ?? "FAMILY:REVISION")"
        return Words(
            "run `slipway deploy` again: it registers a new revision; to look at the old one: \(command)",
            ko: "`slipway deploy`를 다시 실행하면 새 개정이 등록됩니다. 이전 개정 확인: \(command)")
    }
}
