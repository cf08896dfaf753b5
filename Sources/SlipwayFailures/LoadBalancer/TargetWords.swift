import SlipwayDomain

/// What the failures of target groups share.
enum TargetWords {
    static let alone = "ECS would have refused the service"

    static func subject(_ plan: ServicePlan) -> String { "target group \(plan.targetGroup ?? "")" }
}
