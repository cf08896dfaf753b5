import SlipwayDomain

extension FailureMode {
    static let networkMissing = FailureMode(
        id: "td-network-configuration-mismatch", title: "no network for a new service", nature: .cannotHeal,
        withoutUs: "the API refuses it after the pipeline has built and pushed everything",
        foresee: { facts, plan in
            guard plan.network == nil else { return [] }
            switch facts.service {
            case .missing?, .planned?:
                return [
                    Foreseen(
                        .network, cause: "\(plan.service.name) is new, and slipway.yml does not say in which subnets it runs",
                        fix: "in slipway.yml: network: { subnets: [subnet-…], securityGroups: [sg-…] }")
                ]
            case .known?, .denied?, .unknown?, nil: return []
            }
        })
}
