import SlipwayDomain

extension FailureMode {
    static let networkMissing = FailureMode(
        "td-network-configuration-mismatch", title: "a new service has no network", nature: .cannotHeal,
        explanation:
            "Tasks on Fargate stand in subnets of your own. A service that exists keeps the ones it has; a new one "
            + "needs them from the manifest.",
        withoutUs: "ECS would have refused the service",
        foresee: { plan, facts in
            guard plan.network == nil else { return [] }
            switch facts.service {
            case .missing?, .planned?: break
            case .known?, .denied?, .unknown?, nil: return []
            }
            return [
                Foresight(
                    .fail, "network",
                    "\(plan.service.name) is new, and slipway.yml does not say in which subnets it runs",
                    fix: "in slipway.yml: network: { subnets: [subnet-…], securityGroups: [sg-…] }")
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.has("network configuration must be provided") else { return nil }
                return Recognition(
                    "the service has no network", fix: "in slipway.yml: network: { subnets: [subnet-…] }")
            }
        ])
}
