import AWSRuntime
import SlipwayDomain
import SlipwayManifest

/// Reads the manifest and picks the service that a command is about.
enum PlanLoader {
    /// - Parameter image: a reference that replaces the manifest's image.
    /// - Throws: every diagnostic of the manifest at once, or which service or environment to name.
    static func plan(
        _ context: CommandContext, _ options: GlobalOptions, image: String? = nil
    ) throws(Problem) -> ServicePlan {
        let manifest = try manifest(context, options)
        var plan = try choose(manifest, options)
        if let image {
            do { plan.image = .reference(try ImageReference(parsing: image)) } catch {
                throw Problem("usage.image", "--image \(image): \(error)", exitCode: .usage)
            }
        }
        return plan
    }

    /// The chosen service, or all of the manifest's where none was named.
    static func plans(_ context: CommandContext, _ options: GlobalOptions) throws(Problem) -> [ServicePlan] {
        let manifest = try manifest(context, options)
        return options.service == nil ? manifest.services : [try choose(manifest, options)]
    }

    static func manifest(_ context: CommandContext, _ options: GlobalOptions) throws(Problem) -> Manifest {
        let path = context.path(options.manifest)
        let text = try TextFile.read(
            path,
            missing: Problem(
                "manifest.missing", "there is no \(options.manifest) here",
                next: "write one with `slipway init`, or name it with --file", exitCode: .badManifest))
        let environment = context.environment
        do {
            return try Manifest.load(
                Array(text.utf8),
                ManifestContext(
                    file: options.manifest, environment: options.environment,
                    region: Self.region(context, options),
                    variable: { environment[$0] }))
        } catch {
            throw error.problem
        }
    }

    /// The folder that the manifest's paths are relative to.
    static func folder(_ context: CommandContext, _ options: GlobalOptions) -> String {
        let path = context.path(options.manifest)
        guard let slash = path.lastIndex(of: "/") else { return context.directory }
        return String(path[..<slash])
    }

    private static func choose(_ manifest: Manifest, _ options: GlobalOptions) throws(Problem) -> ServicePlan {
        let names = manifest.services.map(\.container).joined(separator: ", ")
        if let name = options.service {
            if let plan = manifest.services.first(where: { $0.container == name || $0.service.name == name }) {
                return plan
            }
            throw Problem(
                "usage.service", "\(options.manifest) has no service \(name)", next: "choose one of: \(names)",
                exitCode: .usage)
        }
        guard let only = manifest.services.first, manifest.services.count == 1 else {
            throw Problem(
                "usage.service", "which service? \(options.manifest) has \(manifest.services.count)",
                next: "add --service with one of: \(names)", exitCode: .usage)
        }
        return only
    }

    /// The region that is asked for, without any manifest.
    static func region(_ context: CommandContext, _ options: GlobalOptions) -> String? {
        options.region ?? configuredRegion(context, options)
    }

    /// Of the AWS configuration, for manifests that name none; what is wrong there is said when AWS is opened.
    private static func configuredRegion(_ context: CommandContext, _ options: GlobalOptions) -> String? {
        let aws = AWSEnvironment.process()
        let environment = AWSEnvironment(
            variables: context.environment, homeDirectory: context.home, readFile: aws.readFile)
        let configuration = try? AWSConfiguration.resolve(
            environment, overrides: AWSConfiguration.Overrides(profile: options.profile))
        return configuration?.region
    }
}
