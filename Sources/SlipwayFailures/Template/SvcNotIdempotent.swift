import SlipwayDomain

extension FailureMode {
    static let svcNotIdempotent = FailureMode(
        "svc-not-idempotent", .template,
        title: Words("there is a service of that name already", ko: "같은 이름의 서비스가 이미 있음"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [
            .call(
                "ecs:CreateService", refusedWith: "InvalidParameterException",
                message: "Creation of service was not idempotent.")
        ],
        explanation: Words(
            "Something creates a service that exists with other settings: made by hand, by another stack, or by a run that "
                + "failed half-way.",
            ko: "다른 설정으로 이미 존재하는 서비스를 만들려고 했습니다. 수동으로, 다른 스택이, 또는 중간에 실패한 실행이 만들어 둔 것입니다."),
        remedy: Words(
            "Adopt the service that is there: update it, import it into the stack, or delete it first.",
            ko: "있는 서비스를 이어받으십시오. 업데이트하거나 스택으로 가져오거나, 먼저 삭제하십시오."),
        lookAlikes: [
            LookAlike("svc-draining", Words("the other service is alive", ko: "기존 서비스는 삭제 중이 아니라 살아 있습니다")),
            LookAlike(
                "cfn-resource-already-exists",
                Words("it is ECS that refuses, not CloudFormation", ko: "CloudFormation이 아니라 ECS가 거부했습니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html"],
        recognisers: [
            .text(TemplateWords.refusals, ["creation of service was not idempotent"]) { _, scene in
                let service = scene.workload.service
                let name = service?.name ?? "SERVICE"
                let command =
                    "aws ecs describe-services --cluster \(service?.cluster ?? "CLUSTER") --services \(name) --include TAGS"
                return Recognition(
                    Words(
                        "a service \(service?.name ?? "of that name") exists already, with other settings",
                        ko: "설정이 다른 서비스가 이미 있습니다: \(service?.name ?? "같은 이름")"),
                    fix: Words(
                        "\(command) shows who made it; `slipway deploy` updates a service that is there",
                        ko: "누가 만들었는지 확인: \(command). `slipway deploy`는 있는 서비스를 업데이트합니다"),
                    subject: service?.name ?? "")
            }
        ])
}
