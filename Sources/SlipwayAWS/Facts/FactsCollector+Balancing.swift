import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// - Parameter name: a target group's name or ARN.
    func targetGroup(_ name: String) async -> Fact<TargetGroupFact> {
        let missing: Set = ["TargetGroupNotFound", "TargetGroupNotFoundException"]
        let found: ELBv2.TargetGroup
        do {
            let input =
                name.hasPrefix("arn:")
                ? ELBv2.DescribeTargetGroupsInput(targetGroupArns: [name])
                : ELBv2.DescribeTargetGroupsInput(names: [name])
            let answer = try await clients.elb.describeTargetGroups(input)
            guard let group = answer.targetGroups?.first else { return .missing }
            found = group
        } catch {
            return error.fact("elasticloadbalancing:DescribeTargetGroups", missing: missing)
        }
        let arn = found.targetGroupArn ?? ""
        var delay: Duration?
        do {
            let answer = try await clients.elb.describeTargetGroupAttributes(
                ELBv2.DescribeTargetGroupAttributesInput(targetGroupArn: arn))
            delay = (answer.attributes ?? []).first { $0.key == "deregistration_delay.timeout_seconds" }?
                .value.flatMap { Int64($0) }.map { .seconds($0) }
        } catch {
            // Only the expected length of a deployment needs it: without the permission it stays unknown.
            guard error.isDenied else { return error.fact("elasticloadbalancing:DescribeTargetGroupAttributes") }
        }
        return .known(
            TargetGroupFact(
                arn: arn, name: found.targetGroupName ?? name, targetType: found.targetType?.rawValue ?? "instance",
                port: found.port, proto: found.protocol?.rawValue, health: TargetGroupHealth(found),
                deregistrationDelay: delay, loadBalancers: found.loadBalancerArns ?? []))
    }

    func loadBalancers(of group: TargetGroupFact) async -> Fact<[LoadBalancerFact]> {
        guard !group.loadBalancers.isEmpty else { return .known([]) }
        var facts: [LoadBalancerFact] = []
        do {
            let answer = try await clients.elb.describeLoadBalancers(
                ELBv2.DescribeLoadBalancersInput(loadBalancerArns: group.loadBalancers))
            for balancer in answer.loadBalancers ?? [] {
                facts.append(
                    LoadBalancerFact(
                        arn: balancer.loadBalancerArn ?? "", name: balancer.loadBalancerName ?? "",
                        dnsName: balancer.dnsName ?? "", state: balancer.state?.code?.rawValue ?? "active",
                        scheme: balancer.scheme?.rawValue ?? ""))
            }
        } catch {
            return error.fact("elasticloadbalancing:DescribeLoadBalancers")
        }
        for index in facts.indices {
            do {
                let answer = try await clients.elb.describeListeners(
                    ELBv2.DescribeListenersInput(loadBalancerArn: facts[index].arn))
                facts[index].listeners = (answer.listeners ?? []).map(ListenerFact.init)
            } catch {
                return error.fact("elasticloadbalancing:DescribeListeners")
            }
        }
        return .known(facts)
    }
}

extension ListenerFact {
    init(_ listener: ELBv2.Listener) {
        let actions = listener.defaultActions ?? []
        let groups = actions.flatMap { action in
            [action.targetGroupArn].compactMap(\.self)
                + (action.forwardConfig?.targetGroups ?? []).compactMap(\.targetGroupArn)
        }
        self.init(
            arn: listener.listenerArn ?? "", port: listener.port ?? 0, proto: listener.protocol?.rawValue ?? "",
            targetGroups: Array(Set(groups)).sorted())
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
