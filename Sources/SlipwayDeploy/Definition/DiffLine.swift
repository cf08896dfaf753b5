package import SlipwayDomain

/// A task definition and a service as lines, each a path in ECS's own names and its value, for a diff. Pure.
package struct DiffLine: Hashable, Sendable {
    /// `taskDefinition.containerDefinitions[web].environment[MODE]`.
    package var path: String
    package var value: String

    package init(_ path: String, _ value: String) {
        self.path = path
        self.value = value
    }

    /// What a diff of both shows: removed and added lines, path by path, and nothing of what is the same.
    package static func difference(
        _ old: [DiffLine], _ new: [DiffLine]
    ) -> [(path: String, old: String?, new: String?)] {
        (old + new).map(\.path).uniqued().compactMap { path in
            let before = old.first { $0.path == path }?.value
            let after = new.first { $0.path == path }?.value
            return before == after ? nil : (path, before, after)
        }
    }

    /// Everything that differs in a service and its definition may stand in these lines, and nothing else.
    package static func of(_ definition: TaskDefinitionPlan?, _ settings: ServiceSettings?) -> [DiffLine] {
        (definition.map { DiffLines(root: "taskDefinition").of($0) } ?? [])
            + (settings.map { DiffLines(root: "service").of($0) } ?? [])
    }
}

private struct DiffLines {
    let root: String
    private(set) var lines: [DiffLine] = []

    init(root: String) { self.root = root }

    private mutating func add(_ path: String, _ value: String?) {
        if let value { lines.append(DiffLine("\(root).\(path)", value)) }
    }

    private mutating func add(_ path: String, _ items: [String]) {
        if !items.isEmpty { add(path, "[\(items.joined(separator: ", "))]") }
    }

    private mutating func add(_ path: String, _ time: Duration?) { add(path, time.map { "\($0.components.seconds)" }) }

    func of(_ definition: TaskDefinitionPlan) -> [DiffLine] {
        var all = self
        all.add("family", definition.family)
        all.add("cpu", "\(definition.cpu)")
        all.add("memory", "\(definition.memory)")
        all.add("runtimePlatform", definition.platform.description)
        all.add("executionRoleArn", definition.executionRole)
        all.add("taskRoleArn", definition.taskRole)
        for name in definition.foreign { all.add(name, "set outside of slipway") }
        for container in definition.containers { all.add(container) }
        return all.lines
    }

    private mutating func add(_ container: ContainerPlan) {
        let path = "containerDefinitions[\(container.name)]"
        add("\(path).image", container.image)
        add("\(path).essential", "\(container.isEssential)")
        add("\(path).portMappings", container.ports.map(String.init))
        add("\(path).entryPoint", container.entryPoint)
        add("\(path).command", container.command)
        for variable in container.variables { add("\(path).environment[\(variable.name)]", variable.value) }
        for secret in container.secrets { add("\(path).secrets[\(secret.name)].valueFrom", secret.value) }
        if let health = container.health {
            add("\(path).healthCheck.command", health.command)
            add("\(path).healthCheck.interval", health.interval)
            add("\(path).healthCheck.timeout", health.timeout)
            add("\(path).healthCheck.retries", "\(health.retries)")
            add("\(path).healthCheck.startPeriod", health.startPeriod)
        }
        if let logs = container.logs {
            add("\(path).logConfiguration.options[awslogs-group]", logs.group)
            add("\(path).logConfiguration.options[awslogs-region]", logs.region)
            add("\(path).logConfiguration.options[awslogs-stream-prefix]", logs.streamPrefix)
        }
        add("\(path).stopTimeout", container.stopTimeout)
    }

    /// Without the definition's revision: its own lines tell what changes.
    func of(_ settings: ServiceSettings) -> [DiffLine] {
        var all = self
        all.add("desiredCount", "\(settings.desiredCount)")
        all.add("deploymentConfiguration.minimumHealthyPercent", "\(settings.percent.minimum)")
        all.add("deploymentConfiguration.maximumPercent", "\(settings.percent.maximum)")
        if let breaker = settings.circuitBreaker {
            all.add("deploymentConfiguration.deploymentCircuitBreaker.enable", "\(breaker.enable)")
            all.add("deploymentConfiguration.deploymentCircuitBreaker.rollback", "\(breaker.rollback)")
        }
        all.add("launchType", settings.launchType)
        all.add("platformVersion", settings.platformVersion)
        all.add("healthCheckGracePeriodSeconds", settings.gracePeriod)
        if let network = settings.network {
            let path = "networkConfiguration.awsvpcConfiguration"
            all.add("\(path).subnets", network.subnets)
            all.add("\(path).securityGroups", network.securityGroups)
            all.add("\(path).assignPublicIp", network.assignPublicIP ? "ENABLED" : "DISABLED")
        }
        for binding in settings.loadBalancers {
            all.add("loadBalancers[\(binding.container):\(binding.port)].targetGroupArn", binding.targetGroup)
        }
        return all.lines
    }
}
