import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing what fails of load balancers") struct LoadBalancerForesightTests {
    static let group = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/1"
    static let other = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/green/2"
    static let balancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/3"
    static let listener = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/3/4"
    static let rule = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/shop/3/4/5"
    static let certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/6"

    /// A target group behind a load balancer in two zones, wired rightly.
    static func facts(_ change: (inout Facts) -> Void = { _ in }) -> Facts {
        Foreseen.facts { facts in
            facts.targetGroup = .known(
                TargetGroupFact(
                    arn: group, name: "web", targetType: "ip", port: 80, proto: "HTTP",
                    health: TargetGroupHealth(path: "/health"), deregistrationDelay: .seconds(30),
                    loadBalancers: [balancer]))
            var listening = ListenerFact(arn: listener, port: 80, proto: "HTTP", targetGroups: [group])
            listening.rules = [RuleFact(arn: rule, priority: "1", targets: [WeightedTarget(targetGroup: group)])]
            var shop = LoadBalancerFact(arn: balancer, name: "shop", dnsName: "shop.example", listeners: [listening])
            shop.zones = ["eu-west-1a", "eu-west-1b"]
            shop.idleTimeout = .seconds(60)
            facts.loadBalancers = .known([shop])
            facts.network = .known(
                NetworkFact(
                    vpc: VPCFact(id: "vpc-1"),
                    subnets: [
                        SubnetFact(id: "subnet-a", vpc: "vpc-1", zone: "eu-west-1a", egress: .internetGateway),
                        SubnetFact(id: "subnet-b", vpc: "vpc-1", zone: "eu-west-1b", egress: .internetGateway),
                    ], securityGroups: []))
            change(&facts)
        }
    }

    static func edit(_ facts: inout Facts, _ change: (inout TargetGroupFact) -> Void) {
        guard var group = facts.targetGroup?.value else { return }
        change(&group)
        facts.targetGroup = .known(group)
    }

    static func edit(_ facts: inout Facts, balancer change: (inout LoadBalancerFact) -> Void) {
        guard var balancers = facts.loadBalancers?.value, !balancers.isEmpty else { return }
        change(&balancers[0])
        facts.loadBalancers = .known(balancers)
    }

    /// What is neither in order nor planned nor beside the point.
    static func bad(_ facts: Facts, _ plan: ServicePlan) -> [String] {
        Foreseen.findings(.loadBalancer, facts, plan).filter { ![.ok, .planned, .skipped].contains($0.severity) }
            .map { "\($0.severity) \($0.failure)" }
    }

    @Test("nothing is wrong where nothing is, and each thing looked at is told once")
    func fine() throws {
        let findings = Foreseen.findings(.loadBalancer, Self.facts(), try Foreseen.plan())
        #expect(findings.allSatisfy { $0.severity == .ok }, "\(findings.map(\.cause.en))")
        let subjects = findings.map(\.title.en)
        #expect(Set(subjects).count == subjects.count, "\(subjects)")
        #expect(subjects.contains("target group web") && subjects.contains("zones of shop"))
    }

    @Test("nothing is said of load balancers where the service has none, or nobody asked")
    func none() throws {
        #expect(Foreseen.said(.loadBalancer, Self.facts(), try Foreseen.plan { $0.targetGroup = nil }) == [])
        #expect(Foreseen.said(.loadBalancer, Foreseen.facts(), try Foreseen.plan()) == [])
    }

    @Test("each failure is foreseen from the fact that tells it")
    func foresees() throws {
        let cases: [(String, (inout Facts) -> Void)] = [
            ("fail lb-target-group-missing", { $0.targetGroup = .missing }),
            ("unknown lb-target-group-missing", { $0.targetGroup = .denied(action: "elasticloadbalancing:Describe*") }),
            ("fail lb-target-type-mismatch", { Self.edit(&$0) { $0.targetType = "instance" } }),
            ("fail lb-target-group-unattached", { Self.edit(&$0) { $0.loadBalancers = [] } }),
            (
                "fail lb-target-not-in-use",
                { Self.edit(&$0, balancer: { $0.listeners[0].rules[0].targets[0].weight = 0 }) }
            ),
            (
                "fail lb-target-not-in-use",
                {
                    Self.edit(
                        &$0,
                        balancer: {
                            $0.listeners[0].targetGroups = []
                            $0.listeners[0].rules = []
                        })
                }
            ),
            ("fail lb-target-not-in-use", { Self.edit(&$0, balancer: { $0.zones = ["eu-west-1a"] }) }),
            ("unknown lb-target-not-in-use", { $0.loadBalancers = .denied(action: "elasticloadbalancing:Describe*") }),
            ("fail lb-target-port-mismatch", { Self.edit(&$0) { $0.health.port = "9999" } }),
            ("warn lb-target-port-mismatch", { Self.edit(&$0) { $0.health.path = "/" } }),
            ("warn lb-deregistration-slow", { Self.edit(&$0) { $0.deregistrationDelay = .seconds(300) } }),
        ]
        for (wanted, change) in cases {
            #expect(Self.bad(Self.facts(change), try Foreseen.plan()) == [wanted])
        }
    }

    @Test("a type that fits the network mode is in order: instances for tasks on the host's network")
    func types() throws {
        let facts = Self.facts {
            Self.edit(&$0) { $0.targetType = "instance" }
            $0.definition = Foreseen.definition { $0.networkMode = "bridge" }
        }
        #expect(Self.bad(facts, try Foreseen.plan()) == [])
    }

    @Test("an ARN of another region is told before anybody is asked")
    func region() throws {
        let plan = try Foreseen.plan {
            $0.targetGroup = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/1"
        }
        let finding = try #require(Foreseen.findings(.loadBalancer, Foreseen.facts(), plan).first)
        #expect(finding.failure == "lb-target-group-missing" && finding.severity == .fail)
        #expect(finding.cause.en.contains("us-east-1"))
    }

    @Test("requests that last longer than the load balancer waits are cut")
    func slowRequests() throws {
        func said(_ delay: Int, _ slow: Int, stop: Int = 30) throws -> [String] {
            let facts = Self.facts {
                Self.edit(&$0) {
                    $0.deregistrationDelay = .seconds(delay)
                    $0.responseTime99 = .seconds(slow)
                }
            }
            return Self.bad(facts, try Foreseen.plan { $0.stopTimeout = .seconds(stop) })
        }
        #expect(try said(30, 2) == [])
        #expect(try said(30, 45) == ["warn lb-5xx-during-deploy"])
        #expect(try said(30, 90) == ["warn lb-5xx-during-deploy", "warn lb-stop-timeout-kills-requests"])
        // A long delay that the requests need is not too long.
        #expect(try said(120, 60) == [])
        #expect(try said(120, 10) == ["warn lb-deregistration-slow"])
        #expect(try said(30, 2, stop: 121) == ["fail lb-stop-timeout-kills-requests"])
    }

    @Test("no task that has to stay, and connections closed too early, lose requests")
    func answers() throws {
        let gone = try Foreseen.plan { $0.deployment.percent = PercentBounds(minimum: 0, maximum: 100) }
        #expect(Self.bad(Self.facts(), gone) == ["warn lb-5xx-during-deploy"])
        for (value, wanted) in [("30", 1), ("5000", 1), ("75", 0), ("120000", 0), ("yes", 0)] {
            let plan = try Foreseen.plan {
                $0.variables = [PlainVariable(name: "HTTP_KEEP_ALIVE_TIMEOUT", value: value)]
            }
            #expect(Self.bad(Self.facts(), plan).count == wanted, "\(value)")
        }
    }

    @Test("a certificate must be issued, of this region, and not about to end")
    func certificates() throws {
        let week = Duration.seconds(7 * 86400)
        let cases: [(String?, Fact<CertificateFact>?, [String])] = [
            (nil, .known(CertificateFact(arn: Self.certificate, status: "ISSUED")), []),
            ("fail lb-certificate-missing", nil, ["none"]),
            ("fail lb-certificate-missing", .missing, []),
            ("unknown lb-certificate-missing", .denied(action: "acm:DescribeCertificate"), []),
            (
                "fail lb-certificate-missing", .known(CertificateFact(arn: Self.certificate, status: "EXPIRED")), []
            ),
            (
                "fail lb-certificate-validation-stuck",
                .known(CertificateFact(arn: Self.certificate, status: "PENDING_VALIDATION")), []
            ),
            (
                "warn lb-certificate-missing",
                .known(
                    CertificateFact(
                        arn: Self.certificate, status: "ISSUED",
                        endsAt: Foreseen.now.advanced(by: week - .seconds(1)))), []
            ),
            (
                "fail lb-certificate-missing",
                .known(CertificateFact(arn: Self.certificate, status: "ISSUED", endsAt: Foreseen.now)), []
            ),
            (
                "warn lb-certificate-missing",
                .known(CertificateFact(arn: Self.certificate, status: "ISSUED", domains: ["*.shop.example"])),
                ["a.b.shop.example"]
            ),
            (
                nil, .known(CertificateFact(arn: Self.certificate, status: "ISSUED", domains: ["*.shop.example"])),
                ["api.shop.example"]
            ),
        ]
        for (wanted, fact, hosts) in cases {
            let facts = Self.facts { facts in
                Self.edit(
                    &facts,
                    balancer: {
                        $0.listeners[0].proto = "HTTPS"
                        $0.listeners[0].certificates = hosts == ["none"] ? [] : [Self.certificate]
                        $0.listeners[0].rules[0].hosts = hosts == ["none"] ? [] : hosts
                    })
                if let fact { facts.certificates[Self.certificate] = fact }
            }
            #expect(Self.bad(facts, try Foreseen.plan()) == [wanted].compactMap(\.self), "\(String(describing: fact))")
        }
    }

    @Test("the record that the certificate waits for is named")
    func validation() throws {
        let facts = Self.facts { facts in
            Self.edit(
                &facts,
                balancer: {
                    $0.listeners[0].proto = "HTTPS"
                    $0.listeners[0].certificates = [Self.certificate]
                })
            var certificate = CertificateFact(arn: Self.certificate, status: "PENDING_VALIDATION")
            certificate.records = [
                ValidationRecordFact(name: "_a.shop.example.", value: "_b.acm-validations.aws.", isPublished: false)
            ]
            facts.certificates[Self.certificate] = .known(certificate)
        }
        let finding = try #require(
            Foreseen.findings(.loadBalancer, facts, try Foreseen.plan()).first { $0.severity == .fail })
        #expect(finding.fix.en.contains("_a.shop.example. CNAME _b.acm-validations.aws."))
    }

    // MARK: Stacks and strategies

    @Test("a rule's number is free, its own, or taken; and there is room for new rules")
    func priorities() throws {
        func said(_ priority: String, own: String?, limit: Double = 100) throws -> [String] {
            let facts = Self.facts { facts in
                var stack = StackFact(name: "shop-dev", status: "UPDATE_COMPLETE")
                stack.listenerRules = [
                    StackRuleFact(logicalID: "Rule", listener: Self.listener, priority: priority, rule: own)
                ]
                facts.stacks = ["shop-dev": .known(stack)]
                facts.quotas = [QuotaFact(kind: .rulesPerLoadBalancer, limit: .known(limit), used: .known(1))]
            }
            return Self.bad(facts, try Foreseen.plan())
        }
        #expect(try said("2", own: nil) == [])
        #expect(try said("1", own: Self.rule) == [])
        #expect(try said("1", own: nil) == ["fail lb-listener-priority-in-use"])
        #expect(try said("2", own: nil, limit: 1) == ["fail lb-rule-limits"])
    }

    @Test("a quota that we may not read is unknown")
    func unreadQuota() throws {
        let facts = Self.facts {
            $0.quotas = [
                QuotaFact(
                    kind: .rulesPerLoadBalancer, limit: .denied(action: "servicequotas:GetServiceQuota"),
                    used: .known(1))
            ]
        }
        #expect(Self.bad(facts, try Foreseen.plan()) == ["unknown lb-rule-limits"])
    }

    @Test("names that are taken, target groups still used, and what must come first are told of stacks")
    func stacks() throws {
        func said(_ change: (inout StackFact) -> Void) throws -> [String] {
            let facts = Self.facts { facts in
                var stack = StackFact(name: "shop-dev", status: "UPDATE_COMPLETE")
                stack.types = [
                    "Web": "AWS::ElasticLoadBalancingV2::TargetGroup",
                    "Rule": "AWS::ElasticLoadBalancingV2::ListenerRule", "Logs": "AWS::Logs::LogGroup",
                ]
                change(&stack)
                facts.stacks = ["shop-dev": .known(stack)]
            }
            return Self.bad(facts, try Foreseen.plan())
        }
        #expect(try said { _ in } == [])
        #expect(
            try said { $0.takenNames = [PlainVariable(name: "Web", value: "web")] } == ["fail lb-duplicate-name"])
        // The names of other things are told elsewhere.
        #expect(try said { $0.takenNames = [PlainVariable(name: "Logs", value: "/ecs/web")] } == [])
        let removal = StackRemovalFact(
            logicalID: "Web", type: "AWS::ElasticLoadBalancingV2::TargetGroup", physicalID: Self.group)
        #expect(try said { $0.removals = [removal] } == ["fail lb-target-group-in-use"])
        #expect(
            try said {
                let rule = StackRemovalFact(
                    logicalID: "Rule", type: "AWS::ElasticLoadBalancingV2::ListenerRule", physicalID: Self.rule)
                $0.removals = [removal, rule]
            } == [])
        #expect(
            try said { $0.missingDependencies = [PlainVariable(name: "Service", value: "Rule")] }
                == ["warn lb-target-group-unattached"])
    }

    @Test("rules that shift traffic are wired rightly, or told why not")
    func trafficShifts() throws {
        func said(
            _ production: String?, test: String? = nil,
            weights: [(String, Int)] = [(Self.group, 100), (Self.other, 0)], type: String = "application"
        ) throws -> [String] {
            let facts = Self.facts { facts in
                Self.edit(
                    &facts,
                    balancer: {
                        $0.type = type
                        $0.listeners[0].rules[0].targets = weights.map {
                            WeightedTarget(targetGroup: $0.0, weight: $0.1)
                        }
                    })
                var service = ServiceFact(
                    arn: "s", name: "web", status: "ACTIVE",
                    settings: ServiceSettings(taskDefinition: "td:1", desiredCount: 1))
                service.strategy = "BLUE_GREEN"
                service.trafficShifts = [
                    TrafficShiftFact(
                        targetGroup: Self.group, alternateTargetGroup: Self.other, productionRule: production,
                        testRule: test)
                ]
                facts.service = .known(service)
            }
            return Self.bad(facts, try Foreseen.plan())
        }
        let wrong = ["fail lb-bluegreen-misconfigured"]
        #expect(try said(Self.rule) == [])
        #expect(try said(nil) == wrong)
        #expect(try said(Self.rule, test: Self.rule) == wrong)
        #expect(try said(Self.listener) == wrong)
        #expect(try said(Self.listener, type: "network") == [])
        #expect(try said(Self.rule, type: "network") == wrong)
        #expect(try said(Self.rule + "x") == wrong)
        #expect(try said(Self.rule, weights: [(Self.group, 50), (Self.other, 50)]) == wrong)
        #expect(try said(Self.rule, weights: [(Self.group, 100)]) == wrong)
    }
}
