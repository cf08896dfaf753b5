import AWSRuntime
import LocalAWS
import Testing

/// A store with a load balancer `web`, a target group `blue`, and a listener on port 80 that forwards to it.
struct BalancingWorld {
    var store = ELB.Store()
    let scope = ELB.Scope(account: "000000000000", region: "ap-northeast-2")
    var balancer = ""
    var group = ""
    var listener = ""
    private var lastID = 0

    init() throws {
        balancer = try addBalancer("web")
        group = try addGroup("blue")
        listener = try addListener(port: 80, .forward([.init(arn: group)]))
    }

    mutating func id() -> String {
        lastID += 1
        let digits = String(lastID, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    mutating func addBalancer(_ name: String) throws -> String {
        try store.createLoadBalancer(
            .init(name: name, subnets: ["subnet-1", "subnet-2"]), id: id(), at: Timestamp(millisecondsSinceEpoch: 0),
            in: scope
        ).arn
    }

    mutating func addGroup(_ name: String, healthCheck: ELB.HealthCheckChange = .init()) throws -> String {
        try store.createTargetGroup(
            .init(name: name, port: 8080, vpc: "vpc-1", targetType: .ip, healthCheck: healthCheck), id: id(), in: scope
        ).arn
    }

    mutating func addListener(port: Int, _ action: ELB.Action) throws -> String {
        try store.createListener(
            loadBalancer: balancer, port: port, action: action, id: id(), ruleID: id(), in: scope
        ).arn
    }

    mutating func addRule(_ priority: Int, _ conditions: [ELB.Condition], _ action: ELB.Action) throws -> String {
        try store.createRule(
            listener: listener, priority: priority, conditions: conditions, action: action, id: id(), in: scope
        ).arn
    }

    mutating func register(_ address: String, _ port: Int? = nil, in group: String? = nil) throws {
        try store.registerTargets([.init(id: address, port: port)], in: group ?? self.group, scope)
    }

    mutating func deregister(_ address: String, _ port: Int? = nil, at uptime: Duration = .zero, pace: Int = 1) throws {
        try store.deregisterTargets([.init(id: address, port: port)], from: group, at: uptime, pace: pace, scope)
    }

    mutating func setDelay(_ seconds: Int) throws {
        _ = try store.modifyTargetGroupAttributes(
            group, [("deregistration_delay.timeout_seconds", String(seconds))], in: scope)
    }

    func health(_ address: String, _ port: Int? = nil) throws -> ELB.HealthReport? {
        try store.describeTargetHealth([.init(id: address, port: port)], in: group, scope).first?.health
    }

    func number(_ address: String, _ port: Int = 8080) -> Int? {
        store.targetGroup(group)?.targets.first { $0.target == Target(id: address, port: port) }?.number
    }

    mutating func check(_ result: ELB.ProbeResult, _ address: String, _ port: Int = 8080) {
        if let number = number(address, port) { _ = store.recordCheck(result, for: number, isExtra: false) }
    }
}

@Suite("The load balancing store")
struct BalancingStoreTests {
    @Test("gives ARNs of AWS's form")
    func arns() throws {
        var world = try BalancingWorld()
        let rule = try world.addRule(5, [.path([.init("/a", ignoresCase: false)])], .forward([.init(arn: world.group)]))
        let prefix = "arn:aws:elasticloadbalancing:ap-northeast-2:000000000000:"
        #expect(world.balancer == prefix + "loadbalancer/app/web/0000000000000001")
        #expect(world.group == prefix + "targetgroup/blue/0000000000000002")
        #expect(world.listener == prefix + "listener/app/web/0000000000000001/0000000000000003")
        #expect(rule == prefix + "listener-rule/app/web/0000000000000001/0000000000000003/0000000000000005")
    }

    @Test("finds what was created with the same settings, and refuses the name with others")
    func idempotence() throws {
        var world = try BalancingWorld()
        #expect(try world.addBalancer("web") == world.balancer)
        #expect(try world.addGroup("blue") == world.group)
        #expect(try world.addListener(port: 80, .forward([.init(arn: world.group)])) == world.listener)
        let other = #expect(throws: ELB.Refusal.self) {
            try world.addGroup("blue", healthCheck: .init(path: "/health"))
        }
        #expect(other?.code == .duplicateTargetGroupName)
        #expect(other?.message == "A target group with the same name 'blue' exists, but with different settings")
        let scope = world.scope
        let balancer = #expect(throws: ELB.Refusal.self) {
            try world.store.createLoadBalancer(
                .init(name: "web", subnets: ["subnet-1", "subnet-3"]), id: "f",
                at: Timestamp(millisecondsSinceEpoch: 0),
                in: scope)
        }
        #expect(balancer?.code == .duplicateLoadBalancerName)
        let listener = #expect(throws: ELB.Refusal.self) {
            try world.addListener(port: 80, .fixedResponse(.init(status: 200)))
        }
        #expect(listener?.code == .duplicateListener)
    }

    @Test("keeps accounts and regions apart")
    func scopes() throws {
        let world = try BalancingWorld()
        let elsewhere = ELB.Scope(account: "000000000000", region: "us-east-1")
        #expect(try world.store.describeLoadBalancers(in: elsewhere).isEmpty)
        let refusal = #expect(throws: ELB.Refusal.self) {
            try world.store.describeTargetGroups(arns: [world.group], in: elsewhere)
        }
        #expect(refusal == .init(.targetGroupNotFound, "One or more target groups not found"))
    }

    @Test(
        "refuses names that AWS refuses",
        arguments: ["", "-a", "a-", "a_b", "internal-a", String(repeating: "a", count: 33)])
    func names(name: String) throws {
        var world = try BalancingWorld()
        let refusal = #expect(throws: ELB.Refusal.self) { try world.addBalancer(name) }
        #expect(refusal?.code == .validationError)
    }

    @Test("says which load balancers it does not know")
    func unknownNames() throws {
        let world = try BalancingWorld()
        let refusal = #expect(throws: ELB.Refusal.self) {
            try world.store.describeLoadBalancers(names: ["web", "nope"], in: world.scope)
        }
        #expect(refusal == .init(.loadBalancerNotFound, "Load balancers '[nope]' not found"))
    }

    @Test("does not delete a target group in use, and a protected load balancer")
    func inUse() throws {
        var world = try BalancingWorld()
        let (group, balancer, scope) = (world.group, world.balancer, world.scope)
        let refusal = #expect(throws: ELB.Refusal.self) { try world.store.deleteTargetGroup(group, in: scope) }
        #expect(refusal == .init(.resourceInUse, "Target group '\(group)' is currently in use by a listener or a rule"))
        _ = try world.store.modifyLoadBalancerAttributes(balancer, [("deletion_protection.enabled", "true")], in: scope)
        let protected = #expect(throws: ELB.Refusal.self) { try world.store.deleteLoadBalancer(balancer, in: scope) }
        #expect(protected?.code == .operationNotPermitted)
        _ = try world.store.modifyLoadBalancerAttributes(
            balancer, [("deletion_protection.enabled", "false")], in: scope)
        try world.store.deleteLoadBalancer(balancer, in: scope)
        try world.store.deleteTargetGroup(group, in: scope)
        #expect(world.store.listeners.isEmpty)
    }

    @Test("lets a target group belong to one load balancer")
    func oneBalancer() throws {
        var world = try BalancingWorld()
        let second = try world.addBalancer("second")
        let (group, scope) = (world.group, world.scope)
        let refusal = #expect(throws: ELB.Refusal.self) {
            try world.store.createListener(
                loadBalancer: second, port: 80, action: .forward([.init(arn: group)]), id: "a", ruleID: "b", in: scope)
        }
        #expect(refusal?.code == .targetGroupAssociationLimit)
    }

    @Test("orders rules by priority, the default last, and keeps priorities unique")
    func rules() throws {
        var world = try BalancingWorld()
        let path = ELB.Condition.path([.init("/a", ignoresCase: false)])
        let late = try world.addRule(20, [path], .fixedResponse(.init(status: 200)))
        let early = try world.addRule(10, [path], .fixedResponse(.init(status: 404)))
        let (listener, scope) = (world.listener, world.scope)
        let order = try world.store.describeRules(listener: listener, in: scope).map(\.arn)
        let standard = try #require(order.last)
        #expect(order == [early, late, standard])
        let taken = #expect(throws: ELB.Refusal.self) {
            try world.addRule(10, [path], .fixedResponse(.init(status: 200)))
        }
        #expect(taken == .init(.priorityInUse, "Priority '10' is currently in use"))
        _ = try world.store.setRulePriorities([(early, 20), (late, 10)], in: scope)
        #expect(try world.store.describeRules(listener: listener, in: scope).map(\.arn) == [late, early, standard])
        #expect(throws: ELB.Refusal.self) { try world.store.setRulePriorities([(early, 10)], in: scope) }
        let fixed = #expect(throws: ELB.Refusal.self) { try world.store.deleteRule(standard, in: scope) }
        #expect(fixed?.code == .operationNotPermitted)
    }

    @Test("has the target states of AWS, from registration to unused")
    func targetStates() throws {
        var world = try BalancingWorld()
        #expect(
            try world.health("10.0.0.1")
                == .init("unused", "Target.NotRegistered", "Target is not registered to the target group"))
        try world.register("10.0.0.1")
        #expect(try world.health("10.0.0.1")?.reason == "Elb.RegistrationInProgress")
        world.check(.answered(200), "10.0.0.1")
        #expect(try world.health("10.0.0.1") == .init("healthy"))
        try world.deregister("10.0.0.1", at: .seconds(10))
        #expect(
            try world.health("10.0.0.1")
                == .init("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress"))
        world.store.finishDraining(at: .seconds(309))
        #expect(try world.health("10.0.0.1")?.state == "draining")
        world.store.finishDraining(at: .seconds(310))
        #expect(try world.health("10.0.0.1")?.state == "unused")
    }

    @Test("divides the deregistration delay by the pace")
    func pacedDraining() throws {
        var world = try BalancingWorld()
        try world.register("10.0.0.1")
        try world.deregister("10.0.0.1", pace: 20)
        world.store.finishDraining(at: .milliseconds(14_999))
        #expect(try world.health("10.0.0.1")?.state == "draining")
        world.store.finishDraining(at: .seconds(15))
        #expect(try world.health("10.0.0.1")?.state == "unused")
    }

    @Test("does not check targets of a group that nobody uses")
    func notInUse() throws {
        var world = try BalancingWorld()
        try world.register("10.0.0.1")
        let (listener, scope) = (world.listener, world.scope)
        try world.store.deleteListener(listener, in: scope)
        #expect(
            try world.health("10.0.0.1")
                == .init(
                    "unused", "Target.NotInUse",
                    "Target group is not configured to receive traffic from the load balancer"))
        world.listener = try world.addListener(port: 80, .forward([.init(arn: world.group)]))
        #expect(try world.health("10.0.0.1")?.state == "initial")
    }

    @Test("lets a draining target come back, and a registered one stay as it is")
    func registeringAgain() throws {
        var world = try BalancingWorld()
        try world.register("10.0.0.1")
        world.check(.answered(200), "10.0.0.1")
        try world.register("10.0.0.1", 8080)
        #expect(try world.health("10.0.0.1")?.state == "healthy")
        try world.deregister("10.0.0.1")
        try world.register("10.0.0.1")
        #expect(try world.health("10.0.0.1")?.state == "initial")
        #expect(try world.store.describeTargetHealth(in: world.group, world.scope).count == 1)
    }

    @Test("refuses addresses that are none, and instances, of which there are none")
    func badTargets() throws {
        var world = try BalancingWorld()
        for bad in ["10.0.0", "10.0.0.256", "10.0.0.01", "host", "i-0123456789abcdef0"] {
            let refusal = #expect(throws: ELB.Refusal.self) { try world.register(bad) }
            #expect(refusal?.code == .validationError)
        }
        let scope = world.scope
        let instances = try world.store.createTargetGroup(.init(name: "vms", port: 80), id: "9", in: scope).arn
        let refusal = #expect(throws: ELB.Refusal.self) { try world.register("i-0123456789abcdef0", in: instances) }
        #expect(refusal?.code == .invalidTarget)
    }

    @Test("has AWS's health check defaults and limits")
    func healthCheckSettings() throws {
        var world = try BalancingWorld()
        let settings = try #require(world.store.targetGroup(world.group)).healthCheck
        #expect(settings.path == "/" && settings.port.text == "traffic-port" && settings.matcher.text == "200")
        #expect(settings.interval == .seconds(30) && settings.timeout == .seconds(5))
        #expect(settings.healthyThreshold == 5 && settings.unhealthyThreshold == 2)
        let bad: [ELB.HealthCheckChange] = [
            .init(path: "health"), .init(port: "0"), .init(intervalSeconds: 4), .init(timeoutSeconds: 121),
            .init(healthyThreshold: 1), .init(unhealthyThreshold: 11), .init(codes: "500"),
            .init(intervalSeconds: 10, timeoutSeconds: 10),
        ]
        let (group, scope) = (world.group, world.scope)
        for change in bad {
            #expect(throws: ELB.Refusal.self) { try world.store.modifyTargetGroup(group, change, in: scope) }
        }
        let changed = try world.store.modifyTargetGroup(group, .init(port: "9000", codes: "200-299"), in: scope)
        #expect(changed.healthCheck.port == .fixed(9000) && changed.healthCheck.matcher.matches(204))
    }

    @Test("tags every kind of resource, all or none")
    func tags() throws {
        var world = try BalancingWorld()
        let (balancer, group, listener, scope) = (world.balancer, world.group, world.listener, world.scope)
        try world.store.addTags([.init(key: "a", value: "1")], to: [balancer, group, listener], in: scope)
        try world.store.addTags([.init(key: "a", value: "2")], to: [group], in: scope)
        #expect(try world.store.tags(of: listener, in: scope) == [.init(key: "a", value: "1")])
        #expect(try world.store.tags(of: group, in: scope) == [.init(key: "a", value: "2")])
        #expect(throws: ELB.Refusal.self) {
            try world.store.addTags([.init(key: "b", value: "")], to: [group, group + "x"], in: scope)
        }
        #expect(try world.store.tags(of: group, in: scope).count == 1)
        try world.store.removeTags(["a", "zzz"], from: [group], in: scope)
        #expect(try world.store.tags(of: group, in: scope).isEmpty)
    }

    @Test("pages through a list and refuses a marker it did not give")
    func paging() throws {
        let all = (1...5).map(String.init)
        let first = try ELB.Page(all, marker: nil, size: 2, key: { $0 })
        #expect(first.elements == ["1", "2"] && first.nextMarker == "2")
        let last = try ELB.Page(all, marker: "4", size: 2, key: { $0 })
        #expect(last.elements == ["5"] && last.nextMarker == nil)
        #expect(throws: ELB.Refusal.self) { try ELB.Page(all, marker: "9", size: 2, key: { $0 }) }
        #expect(throws: ELB.Refusal.self) { try ELB.Page(all, marker: nil, size: 401, key: { $0 }) }
    }
}
