import SlipwayDomain

extension FailureMode {
    static let svcDraining = FailureMode(
        "svc-draining", .template,
        title: Words("the service is still being deleted", ko: "삭제가 진행 중인 서비스"), nature: .cannotHeal,
        breaker: .refused,
        givesUp: .other(
            Words(
                "ECS would have refused every call until the last old task had ended",
                ko: "마지막 태스크가 끝날 때까지 ECS가 모든 호출을 거부했을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [
            .call(
                "ecs:CreateService", refusedWith: "InvalidParameterException",
                message: "Unable to Start a service that is still Draining.")
        ],
        explanation: Words(
            "A service that is being deleted keeps its name until its last task has ended, and takes no update until then. "
                + "It comes of deleting and creating under one name, often by a template that replaces the service.",
            ko: "삭제 중인 서비스는 마지막 태스크가 끝날 때까지 이름을 유지하며 그동안 업데이트를 받지 않습니다. 같은 이름으로 삭제 후 생성할 때, 특히 템플릿이 "
                + "서비스를 교체할 때 생깁니다."),
        remedy: Words(
            "Wait until it is gone: the load balancer's deregistration delay and stopTimeout say how long that takes. Or "
                + "take another name.",
            ko: "사라질 때까지 기다리십시오. 걸리는 시간은 로드 밸런서의 등록 취소 지연과 stopTimeout에 달려 있습니다. 다른 이름을 쓰는 방법도 있습니다."),
        lookAlikes: [
            LookAlike("svc-inactive", Words("it is on its way out, not gone yet", ko: "삭제 중이며 아직 남아 있습니다")),
            LookAlike(
                "svc-not-idempotent", Words("the old service takes no update either", ko: "기존 서비스는 업데이트도 받지 않습니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html"],
        foresee: { plan, facts in
            guard let service = facts.service?.value, service.status == "DRAINING" else { return [] }
            let left = service.runningCount
            return [
                Foresight(
                    .fail, Words("service \(plan.service.name)", ko: "서비스 \(plan.service.name)"),
                    Words(
                        "it is being deleted and keeps its name until its tasks have ended; \(left) still run",
                        ko: "삭제 중이며 태스크가 끝날 때까지 이름을 유지합니다. 아직 \(left)개가 실행 중입니다"),
                    fix: wait(plan.service),
                    evidence: [Evidence(source: "ecs:DescribeServices", field: "status", text: service.status)])
            ]
        },
        recognisers: [
            .text(TemplateWords.refusals, ["service that is still draining"]) { _, scene in
                let name = scene.workload.service?.name
                return Recognition(
                    Words(
                        "\(name.map { "the service \($0)" } ?? "a service of that name") is still being deleted",
                        ko: "\(name.map { "\($0) " } ?? "같은 이름의 ")서비스가 아직 삭제되는 중입니다"),
                    fix: wait(scene.workload.service), subject: name ?? "")
            }
        ])

    private static func wait(_ service: Service?) -> Words {
        let command =
            "aws ecs wait services-inactive --cluster \(service?.cluster ?? "CLUSTER") "
            + "--services \(service?.name ?? "SERVICE")"
        return Words("\(command), then run this again", ko: "\(command) 명령이 끝난 뒤 다시 실행하십시오")
    }
}
