import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of health checks") struct HealthForesightTests {
    static func said(_ facts: Facts, _ plan: ServicePlan) -> [String] { Foreseen.said(.health, facts, plan) }

    /// What is neither in order nor skipped.
    static func bad(_ facts: Facts, _ plan: ServicePlan) -> [String] {
        said(facts, plan).filter { !$0.hasPrefix("ok") }
    }

    static func group(_ change: (inout TargetGroupFact) -> Void = { _ in }) -> Facts {
        var group = TargetGroupFact(
            arn: "arn:tg", name: "web", targetType: "ip", port: 8080, proto: "HTTP",
            health: TargetGroupHealth(path: "/health"))
        change(&group)
        return Foreseen.facts { $0.targetGroup = .known(group) }
    }

    // MARK: P-LB-2

    @Test("what the load balancer asks for is shown; what may not be looked at is unknown")
    func shown() throws {
        let plan = try Foreseen.plan()
        #expect(Self.said(Self.group(), plan) == ["ok hc-elb-404"])
        let denied = Foreseen.facts { $0.targetGroup = .denied(action: "elasticloadbalancing:DescribeTargetGroups") }
        #expect(Self.said(denied, plan) == ["unknown hc-elb-404"])
        #expect(Self.said(Foreseen.facts { $0.targetGroup = .missing }, plan) == [])
        #expect(Self.said(Foreseen.facts(), plan) == [])
        #expect(Self.said(Self.group(), try Foreseen.plan { $0.targetGroup = nil }) == [])
    }

    @Test("protocols that contradict each other, and statuses that are errors, are warnings")
    func contradictions() throws {
        let plan = try Foreseen.plan()
        #expect(Self.bad(Self.group { $0.health.proto = "HTTPS" }, plan) == ["warn hc-elb-protocol-mismatch"])
        #expect(Self.bad(Self.group { $0.protocolVersion = "GRPC" }, plan) == ["warn hc-elb-protocol-mismatch"])
        #expect(
            Self.bad(
                Self.group {
                    $0.protocolVersion = "GRPC"
                    $0.health.statuses = "12"
                }, plan) == [])
        #expect(Self.bad(Self.group { $0.health.statuses = "200-499" }, plan) == ["warn hc-shallow"])
        #expect(Self.bad(Self.group { $0.health.statuses = "200-399" }, plan) == [])
    }

    // MARK: P-LB-3

    @Test("a grace period shorter than the usual start fails, for the load balancer and for the container")
    func grace() throws {
        let plan = try Foreseen.plan { $0.health.grace = .seconds(30) }
        func facts(_ boot: Int?) -> Facts { Foreseen.facts { $0.usualBoot = boot.map { .seconds($0) } } }
        #expect(Self.said(facts(90), plan) == ["fail hc-elb-grace-too-short"])
        #expect(Self.said(facts(20), plan) == ["ok hc-elb-grace-too-short"])
        #expect(Self.said(facts(nil), plan) == [])
        let none = try Foreseen.plan { $0.health.grace = .zero }
        #expect(Self.said(facts(nil), none) == ["warn hc-elb-grace-too-short"])
        let container = try Foreseen.plan {
            $0.health.path = nil
            $0.targetGroup = nil
            $0.health.grace = .seconds(10)
            $0.health.command = ["CMD", "/check"]
        }
        #expect(Self.said(facts(90), container) == ["fail hc-container-start-period-short"])
        #expect(Self.said(facts(20), container) == ["ok hc-container-start-period-short"])
        let fix = Foreseen.findings(.health, facts(90), plan).first?.fix.en
        #expect(fix == "in slipway.yml: health: { grace: 3m1s }")
    }

    // MARK: P-HC-1

    static func contents(_ change: (inout ImageContentsFact) -> Void) -> Facts {
        var contents = ImageContentsFact()
        change(&contents)
        return Foreseen.facts { $0.imageContents = .known(contents) }
    }

    static func checked(_ command: [String]) throws -> ServicePlan {
        try Foreseen.plan { $0.health.command = command }
    }

    @Test("the programs of the container's check must be in the image")
    func programs() throws {
        let plan = try Self.checked(["CMD-SHELL", "curl -f http://127.0.0.1:8080/health || exit 1"])
        let missing = Self.contents { $0.programs = ["curl": .missing, "/bin/sh": .fine(path: "/bin/sh")] }
        #expect(Self.bad(missing, plan) == ["fail hc-container-unhealthy"])
        let fine = Self.contents { $0.programs = ["curl": .fine(path: "/usr/bin/curl")] }
        #expect(Self.said(fine, plan) == ["ok hc-container-unhealthy"])
        let noShell = Self.contents { $0.programs = ["/bin/sh": .missing] }
        #expect(Self.bad(noShell, plan) == ["fail hc-container-unhealthy"])
        let denied = Foreseen.facts { $0.imageContents = .denied(action: "ecr:BatchGetImage") }
        #expect(Self.said(denied, plan) == ["unknown hc-container-unhealthy"])
        #expect(Self.said(Self.contents { _ in }, plan) == [])
    }

    @Test("CMD and CMD-SHELL are told apart, and the check asks the application's own port")
    func form() throws {
        let facts = Foreseen.facts()
        #expect(
            Self.bad(facts, try Self.checked(["CMD", "curl -f http://localhost:8080/"])) == [
                "fail hc-container-unhealthy"
            ])
        #expect(Self.bad(facts, try Self.checked(["CMD-SHELL", "curl", "-f", "x"])) == ["fail hc-container-unhealthy"])
        #expect(
            Self.bad(facts, try Self.checked(["CMD", "curl", "http://localhost:3000/"])) == [
                "warn hc-container-unhealthy"
            ])
        #expect(Self.bad(facts, try Self.checked(["CMD", "nc", "-z", "localhost", "8080"])) == [])
        #expect(Self.bad(facts, try Self.checked(["CMD", "/check"])) == [])
    }

    @Test("a HEALTHCHECK of the image is a warning where nothing else checks")
    func ignored() throws {
        let facts = Self.contents { $0.hasHealthCheck = true }
        let worker = try Foreseen.plan {
            $0.targetGroup = nil
            $0.health.path = nil
        }
        #expect(Self.said(facts, worker) == ["warn hc-docker-healthcheck-ignored"])
        #expect(Self.said(facts, try Foreseen.plan()) == [])
        #expect(Self.said(Self.contents { _ in }, worker) == [])
    }

    // MARK: P-NET-4

    static func reach(_ inbound: [TrafficRule], _ change: (inout Facts) -> Void = { _ in }) -> Facts {
        var balancer = LoadBalancerFact(arn: "arn:lb", name: "public", dnsName: "d")
        balancer.securityGroups = ["sg-lb"]
        balancer.subnets = ["subnet-p"]
        var facts = Foreseen.facts {
            $0.loadBalancers = .known([balancer])
            $0.network = .known(
                NetworkFact(
                    vpc: VPCFact(id: "vpc-1"), subnets: [],
                    securityGroups: [
                        SecurityGroupFact(id: "sg-app", vpc: "vpc-1", inbound: inbound),
                        SecurityGroupFact(id: "sg-lb", vpc: "vpc-1"),
                    ]))
        }
        change(&facts)
        return facts
    }

    @Test("the load balancer's group must be let in on the container's port")
    func groups() throws {
        let plan = try Foreseen.plan()
        let from = TrafficRule(ports: 8080...8080, peer: .group("sg-lb"))
        #expect(Self.said(Self.reach([from]), plan) == ["ok hc-elb-timeout"])
        #expect(Self.said(Self.reach([]), plan) == ["fail hc-elb-timeout"])
        let other = TrafficRule(ports: 80...80, peer: .group("sg-lb"))
        #expect(Self.said(Self.reach([other]), plan) == ["fail hc-elb-timeout"])
        // Whose addresses these are is not known.
        #expect(Self.said(Self.reach([TrafficRule(ports: nil, peer: .addresses("10.0.0.0/16"))]), plan) == [])
        let fix = Foreseen.findings(.health, Self.reach([]), plan).first?.fix.en
        #expect(fix?.contains("--group-id sg-app --protocol tcp --port 8080 --source-group sg-lb") == true)
    }

    @Test("the load balancer's own group must let it out, and other ports of checks count as well")
    func outward() throws {
        let plan = try Foreseen.plan()
        let from = TrafficRule(ports: 8080...8080, peer: .group("sg-lb"))
        let closed = Self.reach([from]) {
            guard case .known(var network)? = $0.network else { return }
            network.securityGroups[1].outbound = [TrafficRule(ports: 443...443, peer: .addresses("0.0.0.0/0"))]
            $0.network = .known(network)
        }
        #expect(Self.said(closed, plan) == ["fail hc-elb-timeout"])
        let otherPort = Self.reach([from]) {
            $0.targetGroup = .known(
                TargetGroupFact(
                    arn: "arn:tg", name: "web", targetType: "ip", health: TargetGroupHealth(path: nil, port: "9090")))
        }
        #expect(Self.bad(otherPort, plan) == ["fail hc-elb-timeout"])
    }

    @Test("a network that may not be looked at is unknown; a load balancer without groups is not judged")
    func unseen() throws {
        let plan = try Foreseen.plan()
        #expect(
            Self.said(Self.reach([]) { $0.network = .denied(action: "ec2:DescribeSecurityGroups") }, plan) == [
                "unknown hc-elb-timeout"
            ])
        #expect(Self.said(Self.reach([]) { $0.network = nil }, plan) == [])
        let plain = Self.reach([]) {
            $0.loadBalancers = .known([LoadBalancerFact(arn: "a", name: "nlb", dnsName: "d")])
        }
        #expect(Self.said(plain, plan) == [])
    }

    // MARK: P-IMG-3

    @Test("a port that the image does not expose is a warning, where it exposes any")
    func exposed() throws {
        let plan = try Foreseen.plan()
        #expect(Self.said(Self.contents { $0.exposedPorts = [3000] }, plan) == ["warn hc-elb-connection-refused"])
        #expect(Self.said(Self.contents { $0.exposedPorts = [3000, 8080] }, plan) == ["ok hc-elb-connection-refused"])
        #expect(Self.said(Self.contents { _ in }, plan) == [])
    }
}
