import SlipwayDomain

/// P-NET-7: whether the network lets the tasks reach the databases that they are told of.
enum ReachingDatabases {
    static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard !facts.addresses.isEmpty, let databases = facts.databases, databases != .missing else { return [] }
        guard let known = databases.value else {
            let subject = Words("databases", ko: "데이터베이스")
            let unseen = Foresight(.unknown, subject, Words("they were not looked at", ko: "확인하지 않았습니다"))
            return [databases.foresight(subject, missing: unseen) { _ in nil }].compactMap(\.self)
        }
        return facts.addresses.compactMap { address in
            known.first { $0.host.lowercased() == address.host.lowercased() }
                .flatMap { look(at: $0, address, plan, facts.network) }
        }
    }

    private static func look(
        at database: DatabaseFact, _ address: AddressFact, _ plan: ServicePlan, _ network: Fact<NetworkFact>?
    ) -> Foresight? {
        let subject = DatabaseWords.subject(address)
        let name = database.name
        let evidence = [Evidence(source: "rds", field: name, text: "\(database.status), port \(database.port)")]
        if database.status != "available" {
            return Foresight(
                isPassing(database.status) ? .warn : .fail, subject,
                Words("\(name) is \(database.status)", ko: "\(name) 상태: \(database.status)"),
                fix: Words(
                    "wait until it is available, or start it: aws rds start-db-instance --db-instance-identifier \(name)",
                    ko: "사용 가능해질 때까지 기다리거나 시작하십시오: aws rds start-db-instance --db-instance-identifier \(name)"),
                evidence: evidence)
        }
        if database.port != address.port {
            return Foresight(
                .fail, subject,
                Words(
                    "\(name) listens on \(database.port), and \(address.variable) says \(address.port)",
                    ko: "\(name) 포트는 \(database.port)번인데 \(address.variable) 변수에는 \(address.port)번으로 되어 있습니다"),
                fix: Words(
                    "correct the port in \(address.variable) to \(database.port)",
                    ko: "\(address.variable) 변수의 포트를 \(database.port)번으로 고치십시오"), evidence: evidence)
        }
        guard let network else { return nil }
        let unseen = Foresight(.unknown, subject, Words("its network was not looked at", ko: "네트워크를 확인하지 않았습니다"))
        return network.foresight(subject, missing: unseen) { network in
            judge(database, subject, plan, network)
        }
    }

    /// States in which a database works, or soon will.
    private static func isPassing(_ status: String) -> Bool {
        [
            "backing-up", "modifying", "starting", "rebooting", "configuring-enhanced-monitoring", "maintenance",
            "storage-optimization", "upgrading", "renaming", "creating", "snapshotting",
        ].contains(status)
    }

    private static func judge(
        _ database: DatabaseFact, _ subject: Words, _ plan: ServicePlan, _ network: NetworkFact
    ) -> Foresight? {
        let own = plan.network?.securityGroups ?? []
        if let vpc = database.vpc, vpc != network.vpc.id {
            return Foresight(
                .warn, subject,
                Words(
                    "\(database.name) stands in \(vpc) and the tasks in \(network.vpc.id): only peering or a transit "
                        + "gateway joins them",
                    ko: "\(database.name) 데이터베이스는 \(vpc) 안에 있고 태스크는 \(network.vpc.id) 안에 있습니다. "
                        + "피어링이나 전송 게이트웨이가 있어야만 연결됩니다"),
                fix: Words(
                    "check the way between the two VPCs, or use subnets of \(vpc)",
                    ko: "두 VPC 사이의 경로를 확인하거나 \(vpc) 서브넷을 사용하십시오"))
        }
        let groups = database.securityGroups.compactMap(network.securityGroup)
        guard !own.isEmpty, !groups.isEmpty, groups.count == database.securityGroups.count else { return nil }
        let ranges = network.subnets.map(\.cidr).filter { !$0.isEmpty }
        switch groups.letsIn(tcp: database.port, from: own, ranges: ranges) {
        case true?:
            return Foresight(
                .ok, subject,
                Words("\(database.name) lets the tasks in", ko: "\(database.name) 보안 그룹이 태스크의 접근을 허용합니다"))
        case nil: return nil
        case false?:
            let (theirs, ours) = (groups[0].id, own[0])
            let command =
                "aws ec2 authorize-security-group-ingress --group-id \(theirs) --protocol tcp --port \(database.port) "
                + "--source-group \(ours)"
            return Foresight(
                .fail, subject,
                Words(
                    "\(database.name) lets nobody of \(own.joined(separator: ", ")) in on port \(database.port)",
                    ko: "\(database.name) 보안 그룹에 \(own.joined(separator: ", ")) 그룹의 \(database.port)번 포트 접근을 "
                        + "허용하는 규칙이 없습니다"),
                fix: Words(same: command) + Words(" lets them in", ko: " 명령으로 허용하십시오"),
                evidence: [
                    Evidence(
                        source: "ec2:DescribeSecurityGroups", field: theirs,
                        text: groups.flatMap(\.inbound).map(\.text).joined(separator: "; "))
                ])
        }
    }
}

extension TrafficRule {
    /// For evidence: `tcp 5432 from sg-app`.
    var text: String {
        let range =
            ports.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" } ?? "all ports"
        let other =
            switch peer {
            case .addresses(let cidr): cidr
            case .group(let id), .prefixList(let id): id
            }
        return "\(proto == "-1" ? "all" : proto) \(range) with \(other)"
    }
}
