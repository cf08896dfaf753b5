import SlipwayDomain

/// What the failures of the network share.
enum NetworkWords {
    static func subject(_ subnet: SubnetFact) -> Words {
        Words("way out of \(subnet.id) (\(subnet.zone))", ko: "\(subnet.id) (\(subnet.zone)) 서브넷의 외부 경로")
    }

    static func list(_ needs: [NetworkPath.Need]) -> String { TemplateWords.list(needs.map(\.name)) }

    /// What was read of a subnet.
    static func evidence(_ subnet: SubnetFact) -> Evidence {
        let text =
            switch subnet.egress {
            case .internetGateway: "0.0.0.0/0 to an internet gateway"
            case .nat(let id, let state): "0.0.0.0/0 to \(id), \(state)"
            case .elsewhere(let target): "0.0.0.0/0 to \(target)"
            case .blackhole: "0.0.0.0/0 to a blackhole"
            case .none: "no default route"
            }
        return Evidence(source: "ec2:DescribeRouteTables", field: subnet.id, text: text)
    }

    /// The cause and the fix of what stands in the way.
    static func tell(_ flaw: NetworkPath.Flaw, groups: [String]) -> (cause: Words, fix: Words, evidence: [Evidence]) {
        switch flaw {
        case .noPublicAddress(let subnet, let needs):
            return (
                Words(
                    "\(subnet.id) leads to an internet gateway, and the tasks get no public address; out of reach: "
                        + list(needs),
                    ko: "\(subnet.id) 서브넷은 인터넷 게이트웨이로 나가는데 태스크에 퍼블릭 IP가 없습니다. 연결할 수 없는 곳: \(list(needs))"),
                Words(
                    "in slipway.yml: network: { publicIP: true }, or name private subnets with a NAT route",
                    ko: "slipway.yml에서: network: { publicIP: true } (또는 NAT 경로가 있는 프라이빗 서브넷을 쓰십시오)"),
                [evidence(subnet)]
            )
        case .noRoute(let subnet, let needs): return (noRoute(subnet, needs), route(subnet), [evidence(subnet)])
        case .endpointMissing(let subnet, let needs):
            return (
                Words(
                    "only endpoints lead out of \(subnet.id), and there is none that works for: \(list(needs))",
                    ko: "\(subnet.id) 서브넷은 엔드포인트로만 나갈 수 있는데 다음 서비스의 엔드포인트가 없거나 동작하지 않습니다: \(list(needs))"),
                make(needs, subnet), [evidence(subnet)]
            )
        case .endpointClosed(let endpoint, let subnet):
            let group = endpoint.securityGroups.first ?? "sg-…"
            return (
                Words(
                    "the endpoint \(endpoint.id) (\(endpoint.service)) lets nothing in on port 443 from tasks in \(subnet.id)",
                    ko: "\(endpoint.id) (\(endpoint.service)) 엔드포인트가 \(subnet.id) 태스크의 443 포트 접근을 허용하지 않습니다"),
                open(group, to: groups.first ?? "TASK_SG"),
                [Evidence(source: "ec2:DescribeSecurityGroups", field: group, text: "no inbound rule for TCP 443")]
            )
        case .egressClosed(let needs):
            let group = groups.first ?? "TASK_SG"
            return (
                Words(
                    "the tasks' security groups let nothing out on port 443 to: \(list(needs))",
                    ko: "태스크 보안 그룹이 다음 대상으로 나가는 443 포트를 허용하지 않습니다: \(list(needs))"),
                letOut(group),
                [Evidence(source: "ec2:DescribeSecurityGroups", field: group, text: "no outbound rule for TCP 443")]
            )
        case .aclClosed(let subnet):
            return (
                Words(
                    "the network ACL of \(subnet.id) lets no HTTPS out, or its answers not in",
                    ko: "\(subnet.id) 서브넷의 네트워크 ACL이 HTTPS 송신이나 그 응답을 막습니다"),
                Words(
                    "allow TCP 443 out and TCP 1024-65535 in: aws ec2 describe-network-acls --filters "
                        + "Name=association.subnet-id,Values=\(subnet.id)",
                    ko: "TCP 443 송신과 TCP 1024-65535 수신을 허용하십시오: aws ec2 describe-network-acls --filters "
                        + "Name=association.subnet-id,Values=\(subnet.id)"),
                [Evidence(source: "ec2:DescribeNetworkAcls", field: subnet.id, text: "HTTPS is not open")]
            )
        }
    }

    private static func noRoute(_ subnet: SubnetFact, _ needs: [NetworkPath.Need]) -> Words {
        let out = Words("; out of reach: \(list(needs))", ko: ". 연결할 수 없는 곳: \(list(needs))")
        return switch subnet.egress {
        case .nat(let id, let state):
            Words(
                "\(subnet.id) leads out by \(id), which is \(state)",
                ko: "\(subnet.id) 서브넷의 \(id) NAT 게이트웨이 상태: \(state)")
                + out
        case .blackhole:
            Words(
                "the default route of \(subnet.id) leads to something that is gone",
                ko: "\(subnet.id) 서브넷의 기본 경로가 사라진 대상을 가리킵니다") + out
        case .internetGateway, .elsewhere, .none:
            Words("\(subnet.id) has no way out", ko: "\(subnet.id) 서브넷에 외부로 나가는 경로가 없습니다") + out
        }
    }

    private static func route(_ subnet: SubnetFact) -> Words {
        Words(
            "give it a route: aws ec2 create-route --route-table-id RTB --destination-cidr-block 0.0.0.0/0 "
                + "--nat-gateway-id NAT; aws ec2 describe-route-tables --filters "
                + "Name=association.subnet-id,Values=\(subnet.id) names the table",
            ko: "경로를 추가하십시오: aws ec2 create-route --route-table-id RTB --destination-cidr-block 0.0.0.0/0 "
                + "--nat-gateway-id NAT. 라우팅 테이블 확인: aws ec2 describe-route-tables --filters "
                + "Name=association.subnet-id,Values=\(subnet.id)")
    }

    private static func make(_ needs: [NetworkPath.Need], _ subnet: SubnetFact) -> Words {
        let commands = needs.prefix(2).map { need in
            let head =
                "aws ec2 create-vpc-endpoint --vpc-id \(subnet.vpc) --service-name com.amazonaws.REGION.\(need.name)"
            return need == .storage
                ? "\(head) --route-table-ids RTB"
                : "\(head) --vpc-endpoint-type Interface --private-dns-enabled --subnet-ids \(subnet.id) "
                    + "--security-group-ids SG"
        }
        let text = commands.joined(separator: "; ")
        return Words("make each of them: \(text)", ko: "각각 만드십시오: \(text)")
    }

    /// Lets tasks into an endpoint.
    static func open(_ group: String, to tasks: String) -> Words {
        let command =
            "aws ec2 authorize-security-group-ingress --group-id \(group) --protocol tcp --port 443 --source-group \(tasks)"
        return Words("let the tasks in: \(command)", ko: "태스크의 접근을 허용하십시오: \(command)")
    }

    /// Lets tasks out.
    static func letOut(_ group: String) -> Words {
        let command =
            "aws ec2 authorize-security-group-egress --group-id \(group) --protocol tcp --port 443 --cidr 0.0.0.0/0"
        return Words(
            "\(command), or narrower: to the endpoints' groups and to S3's prefix list",
            ko: "\(command) (더 좁게 하려면 엔드포인트의 보안 그룹과 S3 접두사 목록으로)")
    }

    /// One foresight for each flaw that passes, the same one told once.
    static func foresee(
        _ plan: ServicePlan, _ facts: Facts, _ passes: (NetworkPath.Flaw) -> Words?
    ) -> [Foresight] {
        guard let path = NetworkPath(plan, facts) else { return [] }
        var seen: Set<NetworkPath.Flaw> = []
        return path.network.subnets.flatMap(path.flaws).compactMap { flaw in
            guard let subject = passes(flaw), seen.insert(flaw).inserted else { return nil }
            let told = tell(flaw, groups: path.groups)
            return Foresight(.fail, subject, told.cause, fix: told.fix, evidence: told.evidence)
        }
    }
}
