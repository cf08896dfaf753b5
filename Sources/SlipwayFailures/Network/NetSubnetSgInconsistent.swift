import SlipwayDomain

extension FailureMode {
    static let netSubnetSgInconsistent = FailureMode(
        "net-subnet-sg-inconsistent", .network,
        title: Words("subnets and security groups do not belong together", ko: "서브넷과 보안 그룹이 서로 맞지 않음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-NET-6"],
        faults: [
            .network(.otherVPC),
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message:
                    "Error retrieving subnet information for [subnet-0a1b2c3d]: The subnet ID 'subnet-0a1b2c3d' does "
                    + "not exist (ErrorCode: InvalidSubnetID.NotFound)"),
        ],
        explanation: Words(
            "An id is that of another environment or of something deleted, or subnets, security groups and the target group lie in "
                + "different VPCs. ECS takes up to 16 subnets and 5 security groups, all of one VPC.",
            ko:
                "다른 환경의 ID이거나 삭제된 리소스의 ID이거나, 서브넷, 보안 그룹, 대상 그룹이 서로 다른 VPC에 있습니다. ECS는 같은 VPC의 서브넷 16개, 보안 그룹 5개까지 받습니다."
        ),
        remedy: Words("Correct the ids; all of them must be of one VPC.", ko: "ID를 바로잡으십시오. 모두 같은 VPC에 있어야 합니다."),
        lookAlikes: [
            LookAlike(
                "td-network-configuration-mismatch",
                Words("the network is given, and one of its ids is wrong", ko: "네트워크는 지정되었고 그중 ID 하나가 잘못되었습니다"))
        ],
        links: [TemplateWords.guide("task-networking-awsvpc")],
        foresee: { plan, facts in NetworkIDs.foresee(plan, facts) },
        recognisers: [
            .text(
                [.call, .stack, .event, .reason],
                [
                    "invalidsubnetid", "the subnet id '", "retrieving subnet information", "invalidgroup.notfound",
                    "retrieving security group information", "security group '", "not belong to the vpc",
                    "not belong to the same vpc", "belong to different", "different vpc", "in a different network",
                ]
            ) { reason, _ in recognise(reason) }
        ])

    private static func recognise(_ reason: Reason) -> Recognition? {
        let subnet = id("subnet-", reason)
        let group = id("sg-", reason)
        if reason.hasAny("not belong to", "belong to different", "different vpc", "different network") {
            let which = [group, subnet].compactMap(\.self).joined(separator: ", ")
            // Which of these words ECS uses is remembered, not documented.
            return Recognition(
                Words(
                    "subnets and security groups of the service lie in different VPCs\(which.isEmpty ? "" : ": \(which)")",
                    ko: "서비스의 서브넷과 보안 그룹이 서로 다른 VPC에 있습니다\(which.isEmpty ? "" : ": \(which)")"),
                fix: NetworkIDs.fix, confidence: .likely, subject: which)
        }
        guard reason.hasAny("does not exist", "do not exist", "notfound", "not found", "malformed") else { return nil }
        let isGroup = reason.hasAny("security group", "invalidgroup")
        let which = isGroup ? group : subnet
        return Recognition(
            isGroup
                ? Words(
                    "the security group \(which ?? "") does not exist in this account and region",
                    ko: "이 계정과 리전에 없는 보안 그룹입니다: \(which ?? "")")
                : Words(
                    "the subnet \(which ?? "") does not exist in this account and region",
                    ko: "이 계정과 리전에 없는 서브넷입니다: \(which ?? "")"),
            fix: NetworkIDs.fix, subject: which ?? "")
    }

    private static func id(_ prefix: String, _ reason: Reason) -> String? {
        reason.value(after: prefix, until: [" ", "'", "\"", "]", ")", ",", ".", ":"]).map { prefix + $0 }
    }
}

/// Whether the ids of a service's network belong together (recipe P-NET-6).
enum NetworkIDs {
    static let fix = TemplateWords.inManifest("network: { subnets: [subnet-…], securityGroups: [sg-…] }")

    static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let fact = facts.network else { return [] }
        let subject = Words("subnets and security groups", ko: "서브넷과 보안 그룹")
        let gone = Foresight(
            .fail, subject,
            Words("none of the subnets exists in this account and region", ko: "이 계정과 리전에 있는 서브넷이 하나도 없습니다"),
            fix: fix)
        guard let network = fact.value else {
            return [fact.foresight(subject, missing: gone) { _ in nil }].compactMap(\.self)
        }
        let problems = problems(network, TemplateWords.network(plan, facts), facts)
        if problems.isEmpty {
            return [Foresight(.ok, subject, Words("all in \(network.vpc.id)", ko: "모두 \(network.vpc.id) 안에 있습니다"))]
        }
        return problems.map { cause, text in
            Foresight(
                .fail, subject, cause, fix: fix,
                evidence: [Evidence(source: "ec2:DescribeSubnets", field: "network", text: text)])
        }
    }

    private static func problems(
        _ network: NetworkFact, _ settings: NetworkSettings?, _ facts: Facts
    ) -> [(Words, String)] {
        var found = network.missing.map { id in
            (Words("\(id) does not exist in this account and region", ko: "이 계정과 리전에 없습니다: \(id)"), id)
        }
        if let settings, settings.subnets.count > 16 || settings.securityGroups.count > 5 {
            let text = "\(settings.subnets.count) subnets, \(settings.securityGroups.count) security groups"
            found.append(
                (
                    Words(
                        "ECS takes 16 subnets and 5 security groups, and there are \(text)",
                        ko: "ECS는 서브넷 16개, 보안 그룹 5개까지 허용합니다: \(text)"),
                    text
                ))
        }
        for subnet in network.subnets where subnet.vpc != network.vpc.id {
            found.append(elsewhere(subnet.id, subnet.vpc, network.vpc.id))
        }
        for id in settings?.securityGroups ?? [] {
            guard let group = network.securityGroup(id), group.vpc != network.vpc.id else { continue }
            found.append(elsewhere(id, group.vpc, network.vpc.id))
        }
        if let group = facts.targetGroup?.value, let vpc = group.vpc, vpc != network.vpc.id {
            found.append(elsewhere(group.name, vpc, network.vpc.id))
        }
        return found
    }

    private static func elsewhere(_ id: String, _ vpc: String, _ other: String) -> (Words, String) {
        (
            Words(
                "\(id) lies in \(vpc), and the service's subnets in \(other)",
                ko: "서비스의 서브넷과 VPC가 다릅니다: \(id) (\(vpc)), 서브넷 (\(other))"),
            "\(id): \(vpc)"
        )
    }
}
