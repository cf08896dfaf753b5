import AWSServices
import SlipwayDomain

extension TargetGroupFact {
    /// - Parameter name: for answers without one.
    init(_ group: ELBv2.TargetGroup, called name: String) {
        self.init(
            arn: group.targetGroupArn ?? "", name: group.targetGroupName ?? name,
            targetType: group.targetType?.rawValue ?? "instance", port: group.port, proto: group.`protocol`?.rawValue,
            health: TargetGroupHealth(group), loadBalancers: group.loadBalancerArns ?? [])
        vpc = group.vpcId
        protocolVersion = group.protocolVersion
    }
}

extension TargetGroupHealth {
    init(_ group: ELBv2.TargetGroup) {
        self.init(
            enabled: group.healthCheckEnabled ?? true, path: group.healthCheckPath,
            port: group.healthCheckPort ?? "traffic-port", proto: group.healthCheckProtocol?.rawValue ?? "HTTP",
            interval: .seconds(group.healthCheckIntervalSeconds ?? 30),
            timeout: .seconds(group.healthCheckTimeoutSeconds ?? 5), healthy: group.healthyThresholdCount ?? 5,
            unhealthy: group.unhealthyThresholdCount ?? 2, statuses: group.matcher?.httpCode ?? "200")
    }
}

extension LoadBalancerFact {
    init(_ balancer: ELBv2.LoadBalancer) {
        self.init(
            arn: balancer.loadBalancerArn ?? "", name: balancer.loadBalancerName ?? "",
            dnsName: balancer.dnsName ?? "", state: balancer.state?.code?.rawValue ?? "active",
            scheme: balancer.scheme?.rawValue ?? "")
        type = balancer.type?.rawValue ?? "application"
        vpc = balancer.vpcId
        zones = (balancer.availabilityZones ?? []).compactMap(\.zoneName)
        subnets = (balancer.availabilityZones ?? []).compactMap(\.subnetId)
        securityGroups = balancer.securityGroups ?? []
    }
}

extension ListenerFact {
    /// With its default action as the only rule.
    init(_ listener: ELBv2.Listener) {
        let targets = WeightedTarget.all(in: listener.defaultActions ?? [])
        let arn = listener.listenerArn ?? ""
        self.init(
            arn: arn, port: listener.port ?? 0, proto: listener.`protocol`?.rawValue ?? "",
            targetGroups: Set(targets.map(\.targetGroup)).sorted())
        rules = [RuleFact(arn: arn, priority: "default", targets: targets)]
        certificates = (listener.certificates ?? []).compactMap(\.certificateArn)
    }
}

extension RuleFact {
    init(_ rule: ELBv2.Rule) {
        self.init(
            arn: rule.ruleArn ?? "", priority: rule.priority ?? "default",
            targets: WeightedTarget.all(in: rule.actions ?? []))
        hosts = (rule.conditions ?? []).filter { $0.field == "host-header" }
            .flatMap { $0.hostHeaderConfig?.values ?? $0.values ?? [] }
    }
}

extension WeightedTarget {
    /// Of the actions that forward.
    static func all(in actions: [ELBv2.Action]) -> [WeightedTarget] {
        actions.filter { $0.type.rawValue == "forward" }.flatMap { action -> [WeightedTarget] in
            let groups = action.forwardConfig?.targetGroups ?? []
            // AWS gives a single group in both forms.
            if groups.isEmpty { return action.targetGroupArn.map { [WeightedTarget(targetGroup: $0)] } ?? [] }
            return groups.compactMap { group in
                group.targetGroupArn.map { WeightedTarget(targetGroup: $0, weight: group.weight ?? 1) }
            }
        }
    }
}

extension CertificateFact {
    init(_ certificate: ACM.CertificateDetail, arn: String) {
        let names = [certificate.domainName].compactMap(\.self) + (certificate.subjectAlternativeNames ?? [])
        var seen: Set<String> = []
        self.init(
            arn: arn, status: certificate.status?.rawValue ?? "", endsAt: certificate.notAfter?.moment,
            domains: names.filter { seen.insert($0).inserted })
        var found: [ValidationRecordFact] = []
        for record in (certificate.domainValidationOptions ?? []).compactMap(\.resourceRecord) {
            // Names of one zone share a record.
            let fact = ValidationRecordFact(name: record.name, value: record.value)
            if !found.contains(fact) { found.append(fact) }
        }
        records = found
    }
}
