import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing what fails of deployments") struct DeploymentForesightTests {
    /// A service that runs, with the circuit breaker on and a release to go back to.
    static func facts(
        _ change: (inout Facts) -> Void = { _ in }, service edit: (inout ServiceFact) -> Void = { _ in }
    ) -> Facts {
        Foreseen.facts { facts in
            var settings = ServiceSettings(taskDefinition: "td:1", desiredCount: 1)
            settings.circuitBreaker = CircuitBreakerSettings(enable: true, rollback: true)
            var service = ServiceFact(arn: "s", name: "web", status: "ACTIVE", settings: settings, runningCount: 1)
            edit(&service)
            facts.service = .known(service)
            facts.lastGood = .known(LastGoodFact(serviceDeployment: "sd", taskDefinition: "task-definition/web:1"))
            facts.targetGroup = .known(
                TargetGroupFact(
                    arn: LoadBalancerForesightTests.group, name: "web", targetType: "ip", proto: "HTTP",
                    health: TargetGroupHealth(interval: .seconds(10)), deregistrationDelay: .seconds(30),
                    loadBalancers: ["lb"]))
            change(&facts)
        }
    }

    static func bad(_ facts: Facts, _ plan: ServicePlan) -> [String] {
        Foreseen.findings(.deployment, facts, plan).filter { ![.ok, .planned, .skipped].contains($0.severity) }
            .map { "\($0.severity) \($0.failure)" }
    }

    @Test("nothing is wrong where nothing is, and each thing looked at is told once")
    func fine() throws {
        let findings = Foreseen.findings(.deployment, Self.facts(), try Foreseen.plan())
        #expect(findings.allSatisfy { $0.severity == .ok }, "\(findings.map(\.cause.en))")
        let subjects = findings.map(\.title.en)
        #expect(Set(subjects).count == subjects.count, "\(subjects)")
        for subject in ["percents 100/200 of 1", "circuit breaker", "way back", "length of the deployment"] {
            #expect(subjects.contains(subject), "\(subjects)")
        }
    }

    @Test("each failure is foreseen from the fact that tells it")
    func foresees() throws {
        let cases: [(String, (inout Facts) -> Void)] = [
            ("warn dep-no-rollback-candidate", { $0.lastGood = .missing }),
            ("unknown dep-no-rollback-candidate", { $0.lastGood = .denied(action: "ecs:ListServiceDeployments") }),
            (
                "warn dep-no-rollback-candidate",
                {
                    $0.lastGood = .known(
                        LastGoodFact(
                            serviceDeployment: "sd", taskDefinition: "web:1", taskDefinitionStatus: "INACTIVE"))
                }
            ),
            (
                "warn dep-no-rollback-candidate",
                {
                    var last = LastGoodFact(serviceDeployment: "sd", taskDefinition: "web:1")
                    last.goneImages = ["shop@sha256:1"]
                    $0.lastGood = .known(last)
                }
            ),
            ("warn dep-alarm-ineffective", { $0.alarms = .known([AlarmFact(name: "5xx", state: "ALARM")]) }),
            ("warn dep-alarm-ineffective", { $0.alarms = .known([AlarmFact(name: "5xx", state: nil)]) }),
            (
                "warn dep-alarm-ineffective",
                { $0.alarms = .known([AlarmFact(name: "5xx", state: "INSUFFICIENT_DATA")]) }
            ),
            ("unknown dep-alarm-ineffective", { $0.alarms = .denied(action: "cloudwatch:DescribeAlarms") }),
            (
                "warn dep-task-protection-blocks",
                { $0.protectedTasks = ["task/a": Foreseen.now.advanced(by: .seconds(7200))] }
            ),
            ("fail dep-desired-count-reset", { $0.scaling = .known(ScalingFact(minimum: 2, maximum: 10)) }),
            ("unknown dep-desired-count-reset", { $0.scaling = .unknown(reason: "a time-out") }),
        ]
        for (wanted, change) in cases {
            #expect(Self.bad(Self.facts(change), try Foreseen.plan()) == [wanted])
        }
        #expect(
            Self.bad(Self.facts { $0.alarms = .known([AlarmFact(name: "5xx", state: "OK")]) }, try Foreseen.plan())
                == [])
        let soon = Self.facts { $0.protectedTasks = ["task/a": Foreseen.now.advanced(by: .seconds(5))] }
        #expect(Self.bad(soon, try Foreseen.plan()) == [])
    }

    @Test("what the service itself is set to is judged")
    func service() throws {
        let cases: [(String, (inout ServiceFact) -> Void)] = [
            ("warn dep-never-stabilises", { $0.settings.circuitBreaker = nil }),
            (
                "warn dep-never-stabilises",
                { $0.settings.circuitBreaker = CircuitBreakerSettings(enable: true, rollback: false) }
            ),
            ("warn dep-superseded", { $0.isDeploying = true }),
            (
                "warn dep-declared-healthy-early",
                { $0.earlySuccess = EarlySuccessFact(percent: 50, isCleanupDeferred: true) }
            ),
        ]
        for (wanted, edit) in cases {
            let plan = try Foreseen.plan { $0.count = 2 }
            let facts = Self.facts(service: {
                $0.settings.desiredCount = 2
                edit(&$0)
            })
            #expect(Self.bad(facts, plan) == [wanted])
        }
        // ECS names the last deployment for good, also when it has long ended.
        let ended = Self.facts(service: { $0.currentServiceDeployment = "sd-2" })
        #expect(Self.bad(ended, try Foreseen.plan()) == [])
        let own = try Foreseen.plan {
            $0.deployment.circuitBreaker = CircuitBreakerSettings(enable: true, rollback: true)
        }
        #expect(Self.bad(Self.facts(service: { $0.settings.circuitBreaker = nil }), own) == [])
        #expect(Self.bad(Self.facts({ $0.service = .missing }), own) == [])
    }

    @Test("the plan alone tells of percents, of what ECS sees, and of a count that auto scaling chose")
    func plan() throws {
        let stuck = try Foreseen.plan { $0.deployment.percent = PercentBounds(minimum: 100, maximum: 150) }
        let findings = Foreseen.findings(.deployment, Self.facts(), stuck).filter { $0.severity == .fail }
        #expect(findings.map(\.failure) == ["dep-minmax-deadlock"])
        #expect(findings.first?.fix.en == "in slipway.yml: deployment: { maximum: 200 }")
        let blind = try Foreseen.plan { $0.targetGroup = nil }
        #expect(Self.bad(Self.facts(), blind) == ["warn dep-breaker-blind-crash-loop"])
        let checked = Self.facts {
            $0.definition = Foreseen.definition { $0.containers[0].healthCommand = ["CMD", "true"] }
        }
        #expect(Self.bad(checked, blind) == [])
        let scaled = Self.facts(
            { $0.scaling = .known(ScalingFact(minimum: 1, maximum: 10)) },
            service: { $0.settings.desiredCount = 6 })
        #expect(Self.bad(scaled, try Foreseen.plan()) == ["warn dep-desired-count-reset"])
        #expect(Self.bad(scaled, try Foreseen.plan { $0.count = 6 }) == [])
    }

    @Test("a DAEMON service is judged by its own percents")
    func daemon() throws {
        func said(_ minimum: Int, _ maximum: Int, instances: Int = 2) throws -> [String] {
            let facts = Self.facts(
                { facts in
                    facts.instances = .known(
                        (0..<instances).map {
                            InstanceFact(
                                arn: "i-\($0)", remainingCPU: 0, remainingMemory: 0, registeredCPU: 0,
                                registeredMemory: 0)
                        })
                }, service: { $0.scheduling = "DAEMON" })
            return Self.bad(
                facts, try Foreseen.plan { $0.deployment.percent = PercentBounds(minimum: minimum, maximum: maximum) }
            ).filter { $0.contains("daemon") || $0.contains("minmax") }
        }
        #expect(try said(0, 100) == [])
        #expect(try said(50, 100) == [])
        #expect(try said(50, 100, instances: 1) == ["warn dep-daemon-maxpercent"])
        #expect(try said(100, 200) == ["fail dep-daemon-maxpercent"])
    }

    @Test("a hook's function must be there and may be called")
    func hooks() throws {
        let function = "arn:aws:lambda:eu-west-1:111122223333:function:smoke"
        func said(_ state: Fact<String>, allowed: Fact<Bool>? = nil) throws -> [String] {
            let facts = Self.facts(
                {
                    if let allowed {
                        $0.permissions = [
                            PermissionFact(
                                principal: "role/hook", action: "lambda:InvokeFunction", resource: function,
                                allowed: allowed)
                        ]
                    }
                },
                service: {
                    $0.hooks = [
                        HookFact(
                            target: function, stages: ["POST_SCALE_UP"], role: "role/hook", function: state),
                        HookFact(target: nil, stages: ["POST_TEST_TRAFFIC_SHIFT"]),
                    ]
                })
            return Self.bad(facts, try Foreseen.plan())
        }
        #expect(try said(.known("Active")) == [])
        #expect(try said(.known("Active"), allowed: .known(true)) == [])
        #expect(try said(.known("Active"), allowed: .known(false)) == ["fail dep-lifecycle-hook-failed"])
        #expect(try said(.known("Failed")) == ["fail dep-lifecycle-hook-failed"])
        #expect(try said(.missing) == ["fail dep-lifecycle-hook-failed"])
        #expect(try said(.denied(action: "lambda:GetFunction")) == ["unknown dep-lifecycle-hook-failed"])
    }

    @Test("a deployment that is longer than its budget, or than anybody waits, is told with what shortens it")
    func length() throws {
        let slow = Self.facts { facts in
            LoadBalancerForesightTests.edit(&facts) { $0.deregistrationDelay = .seconds(300) }
        }
        let finding = try #require(
            Foreseen.findings(.deployment, slow, try Foreseen.plan()).first { $0.failure == "dep-waiter-timeout" })
        #expect(finding.severity == .warn)
        #expect(finding.cause.en.contains("300 s") || finding.cause.en.contains("5 min for draining"))
        #expect(finding.cause.en.hasSuffix("the budget is 5 min"))
        #expect(finding.fix.en.contains("deregistration_delay.timeout_seconds,Value=30"))
        let roomy = try Foreseen.plan { $0.deployment.budget = .seconds(900) }
        #expect(Self.bad(slow, roomy) == [])
    }

    @Test("a stack that reports before things are ready is told")
    func express() throws {
        let facts = Self.facts {
            var stack = StackFact(name: "shop-dev", status: "UPDATE_COMPLETE")
            stack.types = ["Service": "AWS::ECS::Service"]
            stack.mode = "EXPRESS"
            $0.stacks = ["shop-dev": .known(stack)]
        }
        #expect(Self.bad(facts, try Foreseen.plan()) == ["warn dep-declared-healthy-early"])
    }
}
