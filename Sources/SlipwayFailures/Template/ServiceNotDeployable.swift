import SlipwayDomain

extension FailureMode {
    static let serviceNotDeployable = FailureMode(
        "svc-draining", title: "the service cannot be deployed to", nature: .cannotHeal,
        explanation:
            "A service that is being deleted keeps its name until its last task has ended, and takes no update until "
            + "then. One that another controller drives takes none from us at all.",
        withoutUs: "ECS would have refused the call",
        foresee: { plan, facts in
            guard let service = facts.service?.value else { return [] }
            let subject = "service \(plan.service.name)"
            if service.status == "DRAINING" {
                return [
                    Foresight(
                        .fail, subject, "the service is being deleted and keeps its name until its tasks have ended",
                        fix: "aws ecs wait services-inactive --cluster \(plan.service.cluster) --services "
                            + plan.service.name,
                        evidence: [Evidence(source: "ecs:DescribeServices", field: "status", text: service.status)])
                ]
            }
            guard service.controller == "ECS" else {
                return [
                    Foresight(
                        .fail, subject, "the service is driven by \(service.controller), not by ECS itself",
                        fix: "change its deployment controller to ECS, or deploy it with \(service.controller)",
                        evidence: [
                            Evidence(
                                source: "ecs:DescribeServices", field: "deploymentController", text: service.controller)
                        ])
                ]
            }
            return [Foresight(.ok, subject, "\(service.runningCount) tasks run")]
        },
        recognisers: [
            .call { reason in
                guard
                    reason.hasAny("service was not active", "still draining")
                        || reason.field == "ServiceNotActiveException"
                else { return nil }
                return Recognition(
                    "the service is being deleted, or is deleted", fix: "wait until it is gone, then run this again")
            }
        ])
}
