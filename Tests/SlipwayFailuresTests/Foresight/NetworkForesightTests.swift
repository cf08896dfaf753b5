import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of the network") struct NetworkForesightTests {
    /// Two private subnets with a NAT gateway, and a group that lets everything out.
    static func network(_ change: (inout NetworkFact) -> Void = { _ in }) -> Fact<NetworkFact> {
        func subnet(_ letter: String, _ number: Int) -> SubnetFact {
            var subnet = SubnetFact(
                id: "subnet-\(letter)", vpc: "vpc-1", zone: "eu-west-1\(letter)",
                egress: .nat(id: "nat-\(letter)", state: "available"))
            subnet.cidr = "10.0.\(number).0/24"
            subnet.freeAddresses = 100
            return subnet
        }
        var vpc = VPCFact(id: "vpc-1")
        vpc.cidr = "10.0.0.0/16"
        var network = NetworkFact(
            vpc: vpc, subnets: [subnet("a", 1), subnet("b", 2)],
            securityGroups: [SecurityGroupFact(id: "sg-app", vpc: "vpc-1")])
        change(&network)
        return .known(network)
    }

    static let ecr = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1"

    /// What is neither in order nor skipped.
    static func said(
        _ network: Fact<NetworkFact>?, image: String = ecr, _ facts: (inout Facts) -> Void = { _ in },
        _ plan: (inout ServicePlan) throws -> Void = { _ in }
    ) throws -> [String] {
        try all(network, image: image, facts, plan).filter { !$0.hasPrefix("ok ") }
    }

    static func all(
        _ network: Fact<NetworkFact>?, image: String = ecr, _ facts: (inout Facts) -> Void = { _ in },
        _ plan: (inout ServicePlan) throws -> Void = { _ in }
    ) throws -> [String] {
        let made = Foreseen.facts {
            $0.network = network
            $0.definition = Foreseen.definition {
                $0.containers[0].image = image
                $0.containers[0].logDriver = "awslogs"
            }
            facts(&$0)
        }
        return Foreseen.said(.network, made, try Foreseen.plan(plan))
    }

    static func each(_ egress: SubnetFact.Egress) -> Fact<NetworkFact> {
        network { for index in $0.subnets.indices { $0.subnets[index].egress = egress } }
    }

    /// Subnets without a route, and the endpoints of these services.
    static func sealed(
        _ services: [String], storage: Bool = true, _ change: (inout NetworkFact) -> Void = { _ in }
    ) -> Fact<NetworkFact> {
        network {
            for index in $0.subnets.indices {
                $0.subnets[index].egress = .none
                if storage { $0.subnets[index].gatewayEndpoints = ["s3"] }
            }
            $0.endpoints = services.map {
                EndpointFact(
                    id: "vpce-\($0)", service: $0, isGateway: false, subnets: ["subnet-a"], securityGroups: ["sg-ep"])
            }
            $0.securityGroups.append(
                SecurityGroupFact(
                    id: "sg-ep", vpc: "vpc-1",
                    inbound: [TrafficRule(ports: 443...443, peer: .group("sg-app"))]))
            change(&$0)
        }
    }

    @Test("a sound network is told as sound, in one row a subject")
    func sound() throws {
        #expect(try Self.said(Self.network()) == [])
        let rows = try Self.all(Self.network())
        #expect(rows.filter { $0 == "ok net-no-egress-route" }.count == 2)
        for id in [
            "net-sg-egress-blocked", "net-dns-disabled", "net-subnet-ip-exhausted", "net-subnet-sg-inconsistent",
        ] {
            #expect(rows.filter { $0 == "ok \(id)" }.count == 1, "\(id)")
        }
        #expect(try Self.all(nil) == [])
    }

    @Test("a network that nobody may look at is unknown, never fine")
    func denied() throws {
        let wanted = ["net-no-egress-route", "net-subnet-ip-exhausted", "net-subnet-sg-inconsistent"]
        let rows = try Self.all(.denied(action: "ec2:DescribeSubnets"))
        #expect(rows == wanted.map { "unknown \($0)" })
        #expect(try Self.said(.missing).contains("fail net-subnet-sg-inconsistent"))
    }

    @Test("every subnet's way out is judged, by its route and by public addresses")
    func ways() throws {
        let noPublic = ["fail net-public-subnet-no-public-ip", "fail net-public-subnet-no-public-ip"]
        #expect(try Self.said(Self.each(.internetGateway)) == noPublic)
        let publicly: (inout ServicePlan) -> Void = { $0.network?.assignPublicIP = true }
        #expect(try Self.said(Self.each(.internetGateway), { _ in }, publicly) == [])
        let noRoute = ["fail net-no-egress-route", "fail net-no-egress-route"]
        #expect(try Self.said(Self.each(.none)) == noRoute)
        #expect(try Self.said(Self.each(.blackhole)) == noRoute)
        #expect(try Self.said(Self.each(.nat(id: "nat-1", state: "deleted"))) == noRoute)
        let unseen = ["unknown net-no-egress-route", "unknown net-no-egress-route"]
        #expect(try Self.said(Self.each(.elsewhere("tgw-1"))) == unseen)
        #expect(try Self.said(Self.network { $0.subnets[1].egress = .none }) == ["fail net-no-egress-route"])
    }

    @Test("instances fetch images themselves, so their tasks' subnets are not judged")
    func instances() throws {
        let rows = try Self.said(Self.each(.none)) { facts in
            facts.service = .known(
                ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "web:1", desiredCount: 1, launchType: "EC2")))
        }
        #expect(rows == ["skipped net-no-egress-route"])
    }

    @Test("a sealed subnet needs each endpoint that the task definition asks for")
    func endpoints() throws {
        let full = ["ecr.api", "ecr.dkr", "logs"]
        #expect(try Self.said(Self.sealed(full)) == [])
        #expect(try Self.all(Self.sealed(full)).contains("ok net-endpoint-incomplete"))
        let missing = ["fail net-endpoint-incomplete", "fail net-endpoint-incomplete"]
        #expect(try Self.said(Self.sealed(["ecr.api", "ecr.dkr"])) == missing)
        #expect(try Self.said(Self.sealed(full, storage: false)) == missing)
        #expect(try Self.said(Self.sealed(full) { $0.endpoints[0].hasPrivateNames = false }) == missing)
        #expect(try Self.said(Self.sealed(full) { $0.endpoints[0].state = "pending" }) == missing)
        let secret: (inout Facts) -> Void = {
            let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"
            $0.definition?.containers[0].secrets = [PlainVariable(name: "URL", value: arn)]
        }
        #expect(try Self.said(Self.sealed(full), secret) == missing)
        #expect(try Self.said(Self.sealed(full + ["secretsmanager"]), secret) == [])
        let outside = ["fail net-no-egress-route", "fail net-no-egress-route"]
        #expect(try Self.said(Self.sealed(full), image: "nginx:1.27") == outside)
        let narrow = Self.sealed(full) { $0.endpoints[0].isPolicyOpen = false }
        #expect(try Self.said(narrow) == ["unknown net-endpoint-incomplete"])
    }

    @Test("an endpoint's security group must let the tasks in, whatever else leads out")
    func closedEndpoints() throws {
        let full = ["ecr.api", "ecr.dkr", "logs"]
        func inbound(_ peer: TrafficRule.Peer) -> (inout NetworkFact) -> Void {
            { $0.securityGroups[1].inbound = [TrafficRule(ports: 443...443, peer: peer)] }
        }
        #expect(try Self.said(Self.sealed(full, inbound(.addresses("10.0.0.0/16")))) == [])
        let closed = try Self.said(Self.sealed(full, inbound(.group("sg-other"))))
        #expect(Set(closed) == ["fail net-endpoint-sg-blocks"])
        let oneZone = try Self.said(
            Self.sealed(["ecr.api"]) {
                inbound(.addresses("10.0.1.0/24"))(&$0)
                for index in $0.subnets.indices { $0.subnets[index].egress = .nat(id: "nat", state: "available") }
            })
        #expect(oneZone == ["fail net-endpoint-sg-blocks"])
    }

    @Test("the tasks' own security group must let HTTPS out, and the network ACL too")
    func egress() throws {
        func outbound(_ rules: [TrafficRule]) -> (inout NetworkFact) -> Void {
            { $0.securityGroups[0].outbound = rules }
        }
        let inside = TrafficRule(ports: nil, peer: .addresses("10.0.0.0/16"))
        let layers = TrafficRule(ports: 443...443, peer: .prefixList("pl-s3"))
        let blocked = ["fail net-sg-egress-blocked"]
        #expect(try Self.said(Self.network(outbound([]))) == blocked)
        #expect(try Self.said(Self.network(outbound([inside]))) == blocked)
        #expect(try Self.said(Self.sealed(["ecr.api", "ecr.dkr", "logs"], outbound([inside]))) == blocked)
        #expect(try Self.said(Self.sealed(["ecr.api", "ecr.dkr", "logs"], outbound([inside, layers]))) == [])
        let some = TrafficRule(ports: 443...443, peer: .addresses("52.94.0.0/16"))
        #expect(try Self.said(Self.network(outbound([some]))) == [])
        #expect(try Self.said(Self.network { $0.subnets[0].isACLOpen = false }) == blocked)
        let unread = try Self.said(Self.network { $0.securityGroups = [] })
        #expect(unread == ["unknown net-sg-egress-blocked"])
    }

    @Test("the VPC's DNS must be on, and its host names where private endpoints need them")
    func names() throws {
        #expect(try Self.said(Self.network { $0.vpc.resolvesNames = false }) == ["fail net-dns-disabled"])
        #expect(try Self.said(Self.network { $0.vpc.givesNames = false }) == ["warn net-dns-disabled"])
        let sealed = Self.sealed(["ecr.api", "ecr.dkr", "logs"]) { $0.vpc.givesNames = false }
        #expect(try Self.said(sealed) == ["fail net-dns-disabled"])
    }

    @Test("ids must exist, lie in one VPC and be few enough")
    func ids() throws {
        let bad = ["fail net-subnet-sg-inconsistent"]
        #expect(try Self.said(Self.network { $0.missing = ["subnet-gone"] }) == bad)
        #expect(try Self.said(Self.network { $0.subnets[1].vpc = "vpc-2" }) == bad)
        #expect(try Self.said(Self.network { $0.securityGroups[0].vpc = "vpc-2" }) == bad)
        let group: (inout Facts) -> Void = {
            var group = TargetGroupFact(arn: "tg", name: "web", targetType: "ip")
            group.vpc = "vpc-2"
            $0.targetGroup = .known(group)
        }
        #expect(try Self.said(Self.network(), group) == bad)
        let many: (inout ServicePlan) -> Void = { $0.network?.subnets = (1...17).map { "subnet-\($0)" } }
        #expect(try Self.said(Self.network(), { _ in }, many) == bad)
    }

    @Test("each zone must have addresses for the tasks that the update adds")
    func addresses() throws {
        func free(_ count: Int) -> Fact<NetworkFact> { Self.network { $0.subnets[1].freeAddresses = count } }
        let ten: (inout ServicePlan) -> Void = { $0.count = 10 }
        #expect(try Self.said(free(10), { _ in }, ten) == [])
        #expect(try Self.said(free(9), { _ in }, ten) == ["warn net-subnet-ip-exhausted"])
        #expect(try Self.said(free(4), { _ in }, ten) == ["fail net-subnet-ip-exhausted"])
        let half: (inout ServicePlan) -> Void = {
            $0.count = 10
            $0.deployment.percent = PercentBounds(minimum: 50, maximum: 100)
        }
        let running: (inout Facts) -> Void = {
            $0.service = .known(
                ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "web:1", desiredCount: 10), runningCount: 10))
        }
        #expect(try Self.said(free(0), running, half) == [])
    }

    @Test("zones that Fargate is not in, where a region has such")
    func zones() throws {
        let tokyo: (inout ServicePlan) -> Void = { $0.service.region = "ap-northeast-1" }
        func zoned(_ ids: [String]) -> Fact<NetworkFact> {
            Self.network { for index in $0.subnets.indices { $0.subnets[index].zoneID = ids[index] } }
        }
        #expect(try Self.said(zoned(["apne1-az1", "apne1-az4"]), { _ in }, tokyo) == [])
        #expect(try Self.said(zoned(["apne1-az1", "apne1-az3"]), { _ in }, tokyo) == ["warn net-az-unsupported"])
        let both = try Self.said(zoned(["apne1-az3", "apne1-az3"]), { _ in }, tokyo)
        #expect(both == ["fail net-az-unsupported", "fail net-az-unsupported"])
        #expect(try Self.said(zoned(["euw1-az1", "euw1-az9"])) == [])
    }
}
