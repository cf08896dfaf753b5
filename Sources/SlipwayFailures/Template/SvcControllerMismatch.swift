import SlipwayDomain

extension FailureMode {
    static let svcControllerMismatch = FailureMode(
        "svc-controller-mismatch", .template,
        title: Words("another controller drives the service", ko: "다른 배포 컨트롤러가 관리하는 서비스"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-DEP-3"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message:
                    "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS "
                    + "CodeDeploy to trigger a new deployment.")
        ],
        explanation: Words(
            "The service was made for CodeDeploy or for an external controller. Then ECS takes neither a task definition "
                + "nor a network nor a load balancer from anybody else.",
            ko: "CodeDeploy나 외부 컨트롤러용으로 만들어진 서비스입니다. 이런 서비스에는 다른 주체가 태스크 정의, 네트워크, 로드 밸런서를 바꿀 수 없습니다."),
        remedy: Words(
            "Deploy it with that controller, or change the service's deployment controller to ECS.",
            ko: "해당 컨트롤러로 배포하거나 서비스의 배포 컨트롤러를 ECS로 바꾸십시오."),
        lookAlikes: [
            LookAlike(
                "dep-codedeploy-failed",
                Words("CodeDeploy never began: ECS refused the update", ko: "CodeDeploy가 시작되기 전에 ECS가 업데이트를 거부했습니다"))
        ],
        links: [TemplateWords.guide("deployment-types")],
        foresee: { plan, facts in
            guard let service = facts.service?.value, service.controller != "ECS" else { return [] }
            return [
                Foresight(
                    .fail, Words("service \(plan.service.name)", ko: "서비스 \(plan.service.name)"),
                    driven(by: service.controller),
                    fix: change(plan.service, service.controller),
                    evidence: [
                        Evidence(
                            source: "ecs:DescribeServices", field: "deploymentController", text: service.controller)
                    ])
            ]
        },
        recognisers: [
            .text(TemplateWords.refusals, ["deployment controller"]) { reason, scene in
                // Another sentence about controllers is no refusal for being driven by one.
                guard reason.has("services with a") || reason.hasAny("code_deploy", "external deployment controller")
                else {
                    return nil
                }
                let controller = reason.value(after: "with a ") ?? "CODE_DEPLOY"
                return Recognition(
                    driven(by: controller), fix: change(scene.workload.service, controller), subject: controller)
            }
        ])

    private static func driven(by controller: String) -> Words {
        Words(
            "the service is driven by \(controller), not by ECS itself",
            ko: "ECS가 아니라 \(controller) 컨트롤러가 관리하는 서비스입니다")
    }

    private static func change(_ service: Service?, _ controller: String) -> Words {
        let command =
            "aws ecs update-service --cluster \(service?.cluster ?? "CLUSTER") --service \(service?.name ?? "SERVICE") "
            + "--deployment-controller type=ECS"
        return Words(
            "\(command), or deploy it with \(controller)",
            ko: "\(command) 명령으로 바꾸거나 \(controller) 컨트롤러로 배포하십시오")
    }
}
