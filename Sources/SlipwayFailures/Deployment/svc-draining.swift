import SlipwayDomain

extension FailureMode {
    static let serviceNotDeployable = FailureMode(
        id: "svc-draining", title: "the service cannot be deployed to", nature: .cannotHeal, withoutUs: "the API refuses it after the pipeline has built and pushed everything",
        foresee: { facts, plan in
            guard let service = facts.service?.value else { return [] }
            let subject = Subject.service(plan.service.name)
            if service.status == "DRAINING" {
                return [
                    Foreseen(
                        subject, cause: "the service is being deleted and still drains; ECS refuses its name until then",
                        evidence: [Evidence(source: "ecs:DescribeServices", field: "services[0].status", text: "DRAINING")],
                        fix: "wait until it is INACTIVE (its tasks end), or choose another service name")
                ]
            }
            guard service.controller == "ECS" else {
                return [
                    Foreseen(
                        subject, cause: "the service is driven by \(service.controller), so ECS refuses updates of its tasks",
                        evidence: [
                            Evidence(
                                source: "ecs:DescribeServices", field: "services[0].deploymentController.type",
                                text: service.controller)
                        ], fix: "move the service to the deployment controller ECS, or deploy it with \(service.controller)")
                ]
            }
            return []
        })
}
