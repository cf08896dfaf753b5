import SlipwayDomain

/// What the failures of load balancers share.
enum LoadBalancerWords {
    static let groups = "elasticloadbalancing:DescribeTargetGroups"
    static let rules = "elasticloadbalancing:DescribeRules"
    /// A target group's ARN, for texts of faults.
    static let exampleGroup = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/6d0ecf831eec9f09"

    static func subject(_ plan: ServicePlan) -> Words {
        let name = name(ofARN: plan.targetGroup ?? "")
        return Words("target group \(name)", ko: "대상 그룹 \(name)")
    }

    /// The plan's target group, where it has one and AWS showed it.
    static func group(_ plan: ServicePlan, _ facts: Facts) -> TargetGroupFact? {
        plan.targetGroup == nil ? nil : facts.targetGroup?.value
    }

    /// What people call the thing that an ARN of a load balancer's part names; any other text as it is.
    static func name(ofARN text: String) -> String {
        guard text.hasPrefix("arn:"), let path = text.split(separator: ":", maxSplits: 5).last else { return text }
        let parts = path.split(separator: "/")
        switch parts.first {
        case "targetgroup": return parts.count > 1 ? String(parts[1]) : text
        case "loadbalancer", "listener", "listener-rule": return parts.count > 2 ? String(parts[2]) : text
        default: return text
        }
    }

    /// The target group that a reason names, or the words for one. In Korean it ends in 그룹, for a particle to follow.
    static func group(in reason: Reason) -> Words {
        guard let arn = reason.arn(of: "elasticloadbalancing"), arn.contains(":targetgroup/") else {
            return Words("the target group", ko: "대상 그룹")
        }
        let name = name(ofARN: arn)
        return Words("the target group \(name)", ko: "\(name) 대상 그룹")
    }

    /// An ARN's region; nothing for a name.
    static func region(ofARN text: String) -> String? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 3 && parts[0] == "arn" && !parts[3].isEmpty ? String(parts[3]) : nil
    }

    /// How long the target group lets open requests finish, where that is known.
    static func drain(_ plan: ServicePlan, _ facts: Facts) -> Duration? {
        group(plan, facts)?.deregistrationDelay
    }

    /// The command that changes how long a target group lets open requests finish.
    static func setDrain(_ delay: Duration, of arn: String) -> String {
        "aws elbv2 modify-target-group-attributes --target-group-arn \(arn) "
            + "--attributes Key=deregistration_delay.timeout_seconds,Value=\(delay.wholeSeconds)"
    }
}

/// The check P-LB-1: whether tasks can register with the plan's target group and whether it then gets any traffic.
enum TargetGroupCheck {
    enum Verdict {
        case otherRegion(String)
        /// Its type and the type that tasks of this network mode need.
        case otherType(String, needed: String)
        case unattached
        /// No rule forwards to it.
        case unused
        /// Every rule that names it gives it a weight of 0.
        case weightless
        /// The load balancer that forwards to it, where its rules could be read.
        case fine(String?)
    }

    /// Nothing where the plan has no target group or AWS did not show it.
    static func verdict(_ plan: ServicePlan, _ facts: Facts) -> Verdict? {
        guard let name = plan.targetGroup else { return nil }
        if let region = LoadBalancerWords.region(ofARN: name), region != plan.service.region {
            return .otherRegion(region)
        }
        guard let group = facts.targetGroup?.value else { return nil }
        let needed = facts.definition?.networkMode ?? "awsvpc" == "awsvpc" ? "ip" : "instance"
        if group.targetType != needed { return .otherType(group.targetType, needed: needed) }
        if group.loadBalancers.isEmpty { return .unattached }
        guard let balancers = facts.loadBalancers?.value else { return .fine(nil) }
        let rules = balancers.flatMap(\.listeners).flatMap(\.rules)
        let weights = rules.flatMap(\.targets).filter { $0.targetGroup == group.arn }.map(\.weight)
        let holder = balancers.first { balancer in
            balancer.listeners.contains { $0.targetGroups.contains(group.arn) }
        }
        if weights.isEmpty, holder == nil, !balancers.isEmpty { return .unused }
        if !weights.isEmpty, weights.allSatisfy({ $0 == 0 }) { return .weightless }
        return .fine((holder ?? balancers.first)?.name)
    }
}
