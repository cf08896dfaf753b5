import SlipwayDomain

/// Reads the smaller sections of a service.
struct PartDecoder {
    func health(_ service: inout Section) -> HealthPlan {
        var health = HealthPlan()
        guard var section = service.section("health") else { return health }
        health.path = section.text("path")
        if let path = health.path, !path.hasPrefix("/") { section.complain("path", "expected a path such as /health") }
        health.interval = section.duration("interval", in: .seconds(5) ... .seconds(300)) ?? health.interval
        health.timeout = section.duration("timeout", in: .seconds(2) ... .seconds(120)) ?? min(health.timeout, health.interval)
        health.grace = section.duration("grace", in: .zero ... .seconds(7200)) ?? health.grace
        health.healthy = section.integer("healthy", in: 2...10) ?? health.healthy
        health.unhealthy = section.integer("unhealthy", in: 2...10) ?? health.unhealthy
        health.statuses = section.text("statuses") ?? health.statuses
        if let command = section.texts("command") {
            // ECS wants to be told whether a shell reads it.
            let isTold = command.first == "CMD" || command.first == "CMD-SHELL"
            health.command = isTold ? command : (command.count == 1 ? ["CMD-SHELL"] : ["CMD"]) + command
        }
        section.finish()
        return health
    }

    func roles(_ service: inout Section) -> RolePlan {
        var roles = RolePlan()
        guard var section = service.section("roles") else { return roles }
        roles.execution = section.text("execution")
        roles.task = section.text("task")
        section.finish()
        return roles
    }

    func network(_ service: inout Section) -> NetworkSettings? {
        guard var section = service.section("network") else { return nil }
        let subnets = section.texts("subnets")
        let groups = section.texts("securityGroups") ?? []
        let isPublic = section.boolean("publicIP") ?? false
        section.finish()
        guard let subnets, !subnets.isEmpty else {
            section.missing("subnets", "[subnet-…]")
            return nil
        }
        if subnets.count > 16 { section.complain("subnets", "ECS takes at most 16") }
        if groups.count > 5 { section.complain("securityGroups", "ECS takes at most 5") }
        return NetworkSettings(subnets: subnets, securityGroups: groups, assignPublicIP: isPublic)
    }

    func logs(_ service: inout Section, default standard: LogPlan) -> LogPlan {
        var logs = standard
        guard var section = service.section("logs") else { return logs }
        logs.group = section.text("group") ?? logs.group
        logs.retentionDays = section.integer("retention", in: 1...3653)
        logs.streamPrefix = section.text("prefix") ?? logs.streamPrefix
        section.finish()
        return logs
    }

    func deployment(_ service: inout Section) -> DeploymentPlan {
        var deployment = DeploymentPlan()
        guard var section = service.section("deployment") else { return deployment }
        deployment.strategy = section.choice("strategy", of: DeploymentPlan.Strategy.self) ?? .rolling
        let minimum = section.integer("minimum", in: 0...100) ?? deployment.percent.minimum
        let maximum = section.integer("maximum", in: 100...200) ?? deployment.percent.maximum
        deployment.percent = PercentBounds(minimum: minimum, maximum: maximum)
        deployment.budget = section.duration("budget", in: .seconds(10) ... .seconds(86_400)) ?? deployment.budget
        deployment.rollback = section.boolean("rollback") ?? true
        deployment.failFast = section.integer("failFast", in: 1...100) ?? deployment.failFast
        deployment.drain = section.duration("drain", in: .zero ... .seconds(3600))
        if let isOn = section.boolean("circuitBreaker") {
            deployment.circuitBreaker = CircuitBreakerSettings(enable: isOn, rollback: isOn && deployment.rollback)
        }
        section.finish()
        return deployment
    }

    func before(_ service: inout Section) -> [BeforePlan] {
        guard let section = service.section("before") else { return [] }
        return section.entries.compactMap { entry in
            var task = Section(
                entry.value, path: section.path(of: entry.key), diagnostics: section.diagnostics,
                interpolation: section.interpolation)
            let command = task.texts("command")
            let timeout = task.duration("timeout", in: .seconds(1) ... .seconds(86_400))
            let variables = task.variables("variables")
            task.finish()
            guard let command, !command.isEmpty else {
                task.missing("command", "[program, argument]")
                return nil
            }
            return BeforePlan(
                name: entry.key, command: command, timeout: timeout ?? .seconds(120), variables: variables)
        }
    }
}
