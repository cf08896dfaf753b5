import SlipwayDomain

/// Reads one service of the manifest.
struct ServiceDecoder {
    let common: ManifestDecoder.Common
    let name: String

    func decode(_ section: Section) -> ServicePlan? {
        var service = section
        // Services of one application are told apart by their names; in ECS they carry the application's too.
        let serviceName = service.text("serviceName") ?? "\(common.application.name)-\(name)"
        let family = service.text("family") ?? "\(common.application.name)-\(common.environment.name)-\(name)"
        let platform = platform(&service)
        let image = image(&service)
        let variables = service.variables("variables")
        let secrets = secrets(&service)
        var plan = ServicePlan(
            application: common.application, environment: common.environment,
            service: Service(region: common.region, cluster: common.cluster, name: serviceName), family: family,
            container: service.text("container") ?? name,
            image: image ?? .reference(ImageReference(repository: name)), platform: platform,
            logs: LogPlan(
                group: "/\(common.application.name)/\(common.environment.name)/\(name)", streamPrefix: name))
        plan.port = service.integer("port", in: 1...65535)
        plan.cpu = service.integer("cpu", in: 1...32768) ?? plan.cpu
        plan.memory = memory(&service) ?? plan.memory
        plan.count = service.integer("count", in: 0...5000) ?? plan.count
        plan.command = service.texts("command")
        plan.entryPoint = service.texts("entrypoint")
        plan.variables = variables
        plan.secrets = secrets
        plan.required = service.texts("required") ?? []
        plan.stopTimeout = service.duration("stopTimeout", in: .seconds(2) ... .seconds(120)) ?? plan.stopTimeout
        plan.targetGroup = service.text("targetGroup")
        let parts = PartDecoder()
        plan.health = parts.health(&service)
        plan.roles = parts.roles(&service)
        plan.network = parts.network(&service)
        plan.logs = parts.logs(&service, default: plan.logs)
        plan.deployment = parts.deployment(&service)
        plan.before = parts.before(&service)
        plan.verify = VerifyDecoder().decode(&service)
        service.finish()
        return image == nil ? nil : plan
    }

    private func platform(_ service: inout Section) -> Platform {
        guard let text = service.text("platform") else { return .linuxX86 }
        guard let platform = Platform(text) else {
            service.complain("platform", "expected x86 or arm, found \(text)")
            return .linuxX86
        }
        return platform
    }

    /// MiB, or a size with its unit.
    private func memory(_ service: inout Section) -> Int? {
        guard let text = service.text("memory") else { return nil }
        if let megabytes = Int(text), megabytes > 0 { return megabytes }
        if let size = ByteSize(text), size.bytes >= 1_048_576 { return Int(size.bytes / 1_048_576) }
        service.complain("memory", "expected MiB such as 512, or a size such as 1GiB; found \(text)")
        return nil
    }

    private func image(_ service: inout Section) -> PlannedImage? {
        guard var image = service.section("image") else {
            service.missing("image", "{ build: . }, { executable: path } or { reference: name:tag }")
            return nil
        }
        let repository = image.text("repository")
        let reference = image.text("reference")
        let build = image.text("build")
        let executable = image.text("executable")
        let dockerfile = image.text("dockerfile")
        let target = image.text("target")
        let arguments = image.variables("args")
        let include = image.texts("include")
        image.finish()
        let given = [("reference", reference), ("build", build), ("executable", executable)].filter { $0.1 != nil }
        guard given.count == 1 else {
            image.diagnostics.add(
                image.element.place, image.path,
                given.isEmpty
                    ? "says neither reference:, build: nor executable:"
                    : "says \(given.map(\.0).joined(separator: " and ")); keep one of them")
            return nil
        }
        if let reference {
            do {
                return .reference(try ImageReference(parsing: reference))
            } catch {
                image.complain("reference", "\(error)")
                return nil
            }
        }
        let name = repository ?? "\(common.application.name)-\(self.name)"
        if let build {
            return .build(
                BuildPlan(
                    repository: name, context: build, dockerfile: dockerfile ?? "Dockerfile", target: target,
                    arguments: arguments))
        }
        return executable.map { .executable(ExecutablePlan(repository: name, executable: $0, include: include ?? [])) }
    }

    private func secrets(_ service: inout Section) -> [SecretBinding] {
        guard let section = service.section("secrets") else { return [] }
        return section.entries.compactMap { entry in
            let path = section.path(of: entry.key)
            guard let text = section.scalar(entry.value, path) else { return nil }
            do {
                return SecretBinding(variable: entry.key, reference: try SecretReference(parsing: text))
            } catch {
                section.diagnostics.add(entry.value.place, path, "\(error)")
                return nil
            }
        }.sorted { $0.variable < $1.variable }
    }
}
