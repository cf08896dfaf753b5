import SlipwayDomain

/// Reads one service.
struct ServiceReader {
    struct Identity {
        var application: Application
        var environment: Environment
        var region: String
        var cluster: String
    }

    let identity: Identity
    let name: String
    let collector: Collector

    init(_ identity: Identity, name: String, _ collector: Collector) {
        self.identity = identity
        self.name = name
        self.collector = collector
    }

    /// `application-environment-service`: the family of its task definitions.
    private var family: String {
        [identity.application.name, identity.environment.name, name].filter { !$0.isEmpty }.joined(separator: "-")
    }

    func read(_ tree: Tree, path: String) -> ServicePlan? {
        guard var section = Section(tree, path: path, collector) else { return nil }
        let port = section.integer("port", 1...65535)
        let image = ImageReader(family: family, collector).read(&section)
        let variables = section.variables("variables", Names.isVariable)
        let secrets = readSecrets(&section)
        let logs = readLogs(&section)
        guard let image else {
            // Everything else is still looked at, so that its errors come along.
            _ = plan(
                &section, image: (.reference(ImageReference(repository: "none")), nil), port, variables, secrets, logs)
            section.finish()
            return nil
        }
        let plan = plan(&section, image: image, port, variables, secrets, logs)
        section.finish()
        return plan
    }

    private func plan(
        _ section: inout Section, image: (PlannedImage, Platform?), _ port: Int?, _ variables: [PlainVariable],
        _ secrets: [SecretBinding], _ logs: LogPlan
    ) -> ServicePlan {
        var platform = readPlatform(&section)
        if let own = image.1 {
            if platform != nil, let tree = section.tree("platform") {
                section.report(tree, "platform", "is given twice: keep it here or in image:")
            }
            platform = own
        }
        return ServicePlan(
            application: identity.application, environment: identity.environment,
            service: Service(region: identity.region, cluster: identity.cluster, name: name),
            family: family, container: name, image: image.0, platform: platform ?? .linuxX86, port: port,
            cpu: readProcessor(&section) ?? 256, memory: readMemory(&section) ?? 512,
            count: section.integer("count", 0...5000) ?? 1, command: section.list("command"),
            entryPoint: section.list("entrypoint"), variables: variables, secrets: secrets,
            required: readRequired(&section),
            health: HealthReader(collector).read(&section, hasPort: section.tree("port") != nil),
            roles: readRoles(&section), network: readNetwork(&section), targetGroup: section.word("targetGroup"),
            logs: logs, before: readBefore(&section), deployment: DeploymentReader(collector).read(&section),
            verify: VerifyReader(collector).read(&section),
            stopTimeout: section.duration("stopTimeout", .seconds(2) ... .seconds(120)) ?? .seconds(30))
    }

    private func readPlatform(_ section: inout Section) -> Platform? {
        section.value("platform", expected: "a platform: x86 or arm", Platform.init)
    }

    /// CPU units, or processors with `vCPU` behind.
    private func readProcessor(_ section: inout Section) -> Int? {
        section.value("cpu", expected: "a CPU size: units such as 256, or 0.25 vCPU") { text in
            let lower = text.lowercased()
            guard lower.hasSuffix("vcpu") else { return Int(text).flatMap { (128...196_608).contains($0) ? $0 : nil } }
            let number = lower.dropLast(4).filter { $0 != " " }
            let units = ["0.25": 256, "0.5": 512, "1": 1024, "2": 2048, "4": 4096, "8": 8192, "16": 16384, "32": 32768]
            return units[number]
        }
    }

    /// MiB; ECS's own `GB` is 1024 of them.
    private func readMemory(_ section: inout Section) -> Int? {
        section.value("memory", expected: "a memory size: MiB such as 512, or 1 GB") { text in
            if let mebibytes = Int(text) { return (6...1_048_576).contains(mebibytes) ? mebibytes : nil }
            let lower = text.lowercased()
            let size = ByteSize(lower.hasSuffix("ib") ? text : String(text.dropLast()) + "iB")
            guard lower.hasSuffix("b"), let size, size.bytes % 1_048_576 == 0, size.mebibytes >= 6 else { return nil }
            return size.mebibytes <= 1_048_576 ? size.mebibytes : nil
        }
    }

    private func readSecrets(_ section: inout Section) -> [SecretBinding] {
        guard var inner = section.section("secrets") else { return [] }
        return inner.all().compactMap { entry -> SecretBinding? in
            guard Names.isVariable(entry.key) else {
                collector.report(entry.position, inner.path, "'\(entry.key.prefix(40))' is not a variable's name")
                return nil
            }
            let path = inner.path(of: entry.key)
            guard let text = Section.text(entry.value, path: path, collector) else { return nil }
            do throws(SecretReference.ParseError) {
                return SecretBinding(variable: entry.key, reference: try SecretReference(parsing: text))
            } catch {
                // The text itself is not repeated: somebody may have put the secret there.
                collector.report(entry.value.position, path, error.description)
                return nil
            }
        }.sorted { $0.variable < $1.variable }
    }

    private func readRequired(_ section: inout Section) -> [String] {
        guard let names = section.list("required") else { return [] }
        for name in names where !Names.isVariable(name) {
            if let tree = section.tree("required") {
                section.report(tree, "required", "'\(name.prefix(40))' is not a variable's name")
            }
        }
        return names
    }

    private func readRoles(_ section: inout Section) -> RolePlan {
        guard var roles = section.section("roles") else { return RolePlan() }
        let plan = RolePlan(execution: roles.word("execution"), task: roles.word("task"))
        roles.finish()
        return plan
    }

    private func readNetwork(_ section: inout Section) -> NetworkSettings? {
        guard var network = section.section("network") else { return nil }
        let subnets = network.list("subnets")
        if subnets?.isEmpty ?? (network.tree("subnets") == nil) {
            collector.report(network.position, network.path, "subnets is missing: write subnets: [subnet-…]")
        }
        let settings = NetworkSettings(
            subnets: subnets ?? [], securityGroups: network.list("securityGroups") ?? [],
            assignPublicIP: network.flag("publicIP") ?? false)
        network.finish()
        return settings
    }

    /// The numbers of days that CloudWatch Logs takes.
    private static let retentions = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    private func readLogs(_ section: inout Section) -> LogPlan {
        let group = "/slipway/\(family)"
        guard var logs = section.section("logs") else { return LogPlan(group: group, streamPrefix: name) }
        let days = logs.value(
            "retention", expected: "one of CloudWatch's periods: 1d, 3d, 5d, 7d, 14d, 30d, 60d, 90d, …"
        ) {
            Duration(parsing: $0).flatMap { duration in
                Self.retentions.first { Duration.seconds($0 * 86400) == duration }
            }
        }
        let plan = LogPlan(group: logs.word("group") ?? group, retentionDays: days, streamPrefix: name)
        logs.finish()
        return plan
    }

    private func readBefore(_ section: inout Section) -> [BeforePlan] {
        guard var before = section.section("before") else { return [] }
        return before.all().compactMap { entry in
            guard Names.isResource(entry.key) else {
                collector.report(entry.position, before.path, "'\(entry.key.prefix(40))' is not a name")
                return nil
            }
            guard var task = Section(entry.value, path: before.path(of: entry.key), collector) else { return nil }
            let command = task.list("command")
            if command?.isEmpty ?? (task.tree("command") == nil) {
                collector.report(task.position, task.path, "command is missing: write command: [program, argument]")
            }
            let plan = BeforePlan(
                name: entry.key, command: command ?? [],
                timeout: task.duration("timeout", .seconds(1) ... .seconds(3600)) ?? .seconds(120),
                variables: task.variables("variables", Names.isVariable))
            task.finish()
            return plan
        }
    }
}
