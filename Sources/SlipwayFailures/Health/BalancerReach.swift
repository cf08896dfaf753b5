import SlipwayDomain

/// P-NET-4: whether the security groups let the load balancer reach the tasks.
enum BalancerReach {
    static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard plan.targetGroup != nil, let port = plan.port, let network = facts.network, network != .missing,
            let balancers = facts.loadBalancers?.value, !balancers.isEmpty,
            let own = plan.network?.securityGroups, !own.isEmpty
        else { return [] }
        let subject = Words("load balancer to port \(port)", ko: "로드 밸런서에서 포트 \(port)")
        let unseen = Foresight(.unknown, subject, Words("the network was not looked at", ko: "네트워크를 확인하지 않았습니다"))
        var ports = [port]
        if let check = facts.targetGroup?.value.flatMap({ Int($0.health.port) }), check != port { ports.append(check) }
        return balancers.compactMap { balancer in
            network.foresight(subject, missing: unseen) { network in
                judge(balancer, ports, own, subject, network)
            }
        }
    }

    private static func judge(
        _ balancer: LoadBalancerFact, _ ports: [Int], _ own: [String], _ subject: Words, _ network: NetworkFact
    ) -> Foresight? {
        // Without groups of its own, what reaches the tasks carries the client's address or the balancer's.
        let theirs = balancer.securityGroups
        let ours = own.compactMap(network.securityGroup)
        guard !theirs.isEmpty, ours.count == own.count else { return nil }
        let ranges = balancer.subnets.compactMap { id in network.subnets.first { $0.id == id }?.cidr }
            .filter { !$0.isEmpty }
        let known = ranges.count == balancer.subnets.count ? ranges : []
        for port in ports {
            switch ours.letsIn(tcp: port, from: theirs, ranges: known) {
            case true?: break
            case nil: return nil
            case false?:
                let command =
                    "aws ec2 authorize-security-group-ingress --group-id \(own[0]) --protocol tcp --port \(port) "
                    + "--source-group \(theirs[0])"
                return Foresight(
                    .fail, subject,
                    Words(
                        "\(own.joined(separator: ", ")) lets nobody of \(balancer.name) in on port \(port)",
                        ko:
                            "\(own.joined(separator: ", ")) 보안 그룹에 \(balancer.name) 로드 밸런서의 \(port)번 포트 접근을 허용하는 규칙이 없습니다"
                    ),
                    fix: Words(same: command),
                    evidence: [
                        Evidence(
                            source: "ec2:DescribeSecurityGroups", field: own[0],
                            text: ours.flatMap(\.inbound).map(\.text).joined(separator: "; "))
                    ])
            }
        }
        return outward(balancer, ports, own, subject, network)
            ?? Foresight(
                .ok, subject,
                Words("\(balancer.name) reaches the tasks", ko: "\(balancer.name) 로드 밸런서가 태스크에 연결할 수 있습니다"))
    }

    /// What the load balancer's own groups let out.
    private static func outward(
        _ balancer: LoadBalancerFact, _ ports: [Int], _ own: [String], _ subject: Words, _ network: NetworkFact
    ) -> Foresight? {
        let groups = balancer.securityGroups.compactMap(network.securityGroup)
        guard groups.count == balancer.securityGroups.count else { return nil }
        let ranges = network.subnets.map(\.cidr).filter { !$0.isEmpty }
        guard let port = ports.first(where: { groups.letsOut(tcp: $0, to: own, ranges: ranges) == false }) else {
            return nil
        }
        let command =
            "aws ec2 authorize-security-group-egress --group-id \(groups[0].id) --protocol tcp --port \(port) "
            + "--source-group \(own[0])"
        return Foresight(
            .fail, subject,
            Words(
                "the security groups of \(balancer.name) let nothing out to port \(port) of the tasks",
                ko: "\(balancer.name) 로드 밸런서의 보안 그룹이 태스크의 \(port)번 포트로 나가는 트래픽을 허용하지 않습니다"),
            fix: Words(same: command))
    }
}
