import SlipwayDomain

extension FailureMode {
    static let netSubnetIpExhausted = FailureMode(
        "net-subnet-ip-exhausted", .network,
        title: Words("a subnet has no free addresses", ko: "서브넷에 남은 IP 주소가 없음"), nature: .mayPass,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-NET-5"],
        faults: [
            .network(.addressesUsedUp),
            .taskStops(
                reason:
                    "InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to "
                    + "satisfy the request."),
        ],
        explanation: Words(
            "Each task takes an address of its subnet, and a rolling update runs old and new tasks side by side. Small subnets "
                + "that are shared with functions, load balancers or other services run out just then; interfaces that "
                + "nobody uses any more do the rest.",
            ko: "태스크마다 서브넷 주소를 하나씩 쓰며, 롤링 업데이트 동안에는 이전 태스크와 새 태스크가 함께 실행됩니다. Lambda, 로드 밸런서, 다른 서비스와 공유하는 작은 서브넷은 이때 "
                + "주소가 부족해집니다. 사용되지 않는 인터페이스가 남아 있는 경우도 있습니다."),
        remedy: Words(
            "Add subnets or larger ones, or lower the deployment's maximum percent.",
            ko: "서브넷을 추가하거나 더 큰 서브넷을 쓰고, 또는 배포의 최대 비율을 낮추십시오."),
        lookAlikes: [
            LookAlike(
                "net-eni-provision-timeout",
                Words("EC2 says that there is no address, not that it is slow", ko: "EC2가 느린 것이 아니라 주소가 없다고 알렸습니다")),
            LookAlike(
                "place-eni-limit",
                Words("it is the subnet that is full, not an instance", ko: "인스턴스가 아니라 서브넷이 가득 찼습니다")),
        ],
        links: [TemplateWords.guide("task-networking-awsvpc")],
        foresee: { plan, facts in SubnetRoom.foresee(plan, facts) },
        recognisers: [
            .text(
                [.reason, .event, .stack, .call],
                [
                    "insufficientfreeaddressesinsubnet", "enough free addresses", "enough free ip addresses",
                    "not enough ip space available",
                ]
            ) { reason, scene in
                let named = reason.value(after: "subnet-", until: [" ", "'", "\"", ".", ",", ")"]).map {
                    "subnet-\($0)"
                }
                let subnet = named ?? scene.task?.task.subnet
                return Recognition(
                    Words(
                        "\(subnet ?? "a subnet of the service") has no free address left",
                        ko: "남은 IP 주소가 없습니다: \(subnet ?? "서비스의 서브넷")"),
                    fix: SubnetRoom.fix(subnet), subject: subnet ?? "")
            }
        ])
}

/// Whether the subnets have addresses for the tasks that a deployment adds (recipe P-NET-5).
enum SubnetRoom {
    static func isAbout(_ reason: Reason) -> Bool {
        reason.hasAny("insufficientfreeaddresses", "enough free addresses", "enough free ip addresses")
    }

    static func fix(_ subnet: String?) -> Words {
        let command =
            "aws ec2 describe-network-interfaces --filters Name=subnet-id,Values=\(subnet ?? "SUBNET") shows who takes them"
        return Words(
            "in slipway.yml: network: { subnets: […] } with more or larger ones; \(command)",
            ko: "slipway.yml에서: network: { subnets: […] }에 서브넷을 더하거나 더 큰 서브넷을 쓰십시오. 사용 중인 인터페이스 확인: "
                + "aws ec2 describe-network-interfaces --filters Name=subnet-id,Values=\(subnet ?? "SUBNET")")
    }

    /// Tasks that a deployment starts beside what runs.
    private static func extra(_ plan: ServicePlan, _ facts: Facts) -> Int {
        let running = facts.service?.value?.runningCount ?? 0
        return max(0, min(plan.count, plan.deployment.percent.upper(of: plan.count) - running))
    }

    static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let fact = facts.network else { return [] }
        let subject = Words("free addresses of the subnets", ko: "서브넷의 남은 주소")
        let missing = Foresight(.unknown, subject, Words("the network is not there", ko: "네트워크가 없습니다"))
        guard let network = fact.value else {
            return [fact.foresight(subject, missing: missing) { _ in nil }].compactMap(\.self)
        }
        let extra = extra(plan, facts)
        var zones: [String: Int] = [:]
        for subnet in network.subnets {
            // What nobody counted cannot be judged.
            guard let free = subnet.freeAddresses else { return [] }
            zones[subnet.zone, default: 0] += free
        }
        guard extra > 0, !zones.isEmpty else { return [] }
        let share = (extra + zones.count - 1) / zones.count
        let (zone, free) = zones.sorted { ($0.value, $0.key) < ($1.value, $1.key) }[0]
        let evidence = [
            Evidence(source: "ec2:DescribeSubnets", field: "AvailableIpAddressCount", text: "\(zone): \(free)")
        ]
        if free < share {
            return [
                Foresight(
                    .fail, subject,
                    Words(
                        "\(zone) has \(free) free addresses, and the update starts \(share) more tasks there",
                        ko: "\(zone) 가용 영역에 남은 주소가 \(free)개인데 업데이트가 태스크 \(share)개를 더 시작합니다"),
                    fix: fix(network.subnets.first { $0.zone == zone }?.id), evidence: evidence)
            ]
        }
        if free < 2 * share {
            return [
                Foresight(
                    .warn, subject,
                    Words(
                        "\(zone) has only \(free) free addresses for \(share) more tasks, and the number changes by the minute",
                        ko: "\(zone) 가용 영역에 남은 주소가 \(free)개뿐입니다. 태스크 \(share)개가 더 필요하며 이 수는 수시로 바뀝니다"),
                    fix: fix(network.subnets.first { $0.zone == zone }?.id), evidence: evidence)
            ]
        }
        return [
            Foresight(
                .ok, subject, Words("at least \(free) in each zone", ko: "가용 영역마다 최소 \(free)개"), evidence: evidence)
        ]
    }
}
