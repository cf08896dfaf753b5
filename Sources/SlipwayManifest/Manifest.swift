package import SlipwayDomain

/// A manifest, read for one environment.
package struct Manifest: Hashable, Sendable {
    package var application: Application
    package var environment: Environment
    package var region: String
    package var cluster: String
    /// Sorted by name.
    package var services: [ServicePlan]
    /// The environments that the manifest names, sorted.
    package var environments: [String]

    /// The service of that name; nothing where it has none.
    package func service(_ name: String) -> ServicePlan? { services.first { $0.service.name == name } }
}

/// What a manifest is read with.
package struct ManifestContext: Sendable {
    /// How the file is called in messages.
    package var file: String
    /// The environment to read it for; where `nil`, the only one that the manifest names.
    package var environment: String?
    /// The region where the manifest names none, from AWS's own configuration.
    package var region: String?
    /// What `${NAME}` stands for; nothing where it is not set.
    package var variable: @Sendable (String) -> String?

    package init(
        file: String = "slipway.yml", environment: String? = nil, region: String? = nil,
        variable: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.file = file
        self.environment = environment
        self.region = region
        self.variable = variable
    }
}

extension Manifest {
    /// A longer file is refused.
    package static let largestBytes = Bounds.bytes

    /// Reads a manifest for one environment.
    ///
    /// All environments are looked at, so that an error in another one does not wait for its day.
    ///
    /// - Parameters:
    ///   - bytes: The file's content, whatever it is.
    ///   - context: The environment, and what `${…}` stands for.
    /// - Throws: Everything that is wrong, in the order of the file.
    package static func load(_ bytes: [UInt8], _ context: ManifestContext) throws(ManifestErrors) -> Manifest {
        let tree: Tree
        do {
            tree = try Tree.parse(bytes)
        } catch {
            throw ManifestErrors(diagnostics: [
                ManifestDiagnostic(
                    file: context.file, line: error.position.line, column: error.position.column, path: "",
                    message: error.message)
            ])
        }
        var reading = ManifestReading(context)
        let manifest = reading.read(tree)
        let errors = reading.errors
        guard let manifest, errors.isEmpty else { throw ManifestErrors(diagnostics: errors) }
        return manifest
    }

    /// Whether an application, environment or service may be called so.
    package static func isName(_ text: String) -> Bool { Names.isResource(text) }

    /// Every path that a manifest like this one may have, sorted: what its readers ask for.
    package static func keys(_ bytes: [UInt8], _ context: ManifestContext) -> [String] {
        guard let tree = try? Tree.parse(bytes) else { return [] }
        var reading = ManifestReading(context)
        _ = reading.read(tree)
        return reading.known.sorted()
    }
}
