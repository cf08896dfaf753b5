package import SlipwayDomain

/// `slipway.yml` read for one environment.
package struct Manifest: Sendable {
    package var application: Application
    package var environment: Environment
    /// Nothing where neither the manifest nor the caller says; the AWS configuration decides then.
    package var region: String?
    /// In the order of the file.
    package var services: [ServicePlan]

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - file: its name, for messages.
    ///   - environment: the chosen environment; needless when the manifest has one or none.
    ///   - region: wins over the manifest's.
    ///   - variables: the process's, for `${VARIABLE}`.
    /// - Throws: everything that is wrong, at once.
    package static func read(
        _ text: String, file: String, environment: String?, region: String?, variables: [String: String]
    ) throws(ManifestError) -> Manifest {
        var reader = YAMLReader(file: file)
        guard let document = try reader.read(text), case .section = document.content else {
            throw ManifestError(diagnostics: [
                Diagnostic(file: file, line: 1, column: 1, path: "", message: "expected a section of keys: name, services")
            ])
        }
        let names = environmentNames(document)
        let chosen: String
        switch (environment, names.count) {
        case (let name?, _) where names.contains(name) || names.isEmpty: chosen = name
        case (let name?, _):
            let hint = Nearest.word(to: name, among: names).map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))"
            throw failure(document, file, "there is no environment \(name); \(hint)")
        case (nil, 0): chosen = "default"
        case (nil, 1): chosen = names[0]
        case (nil, _):
            throw failure(document, file, "which environment? add --env \(names.joined(separator: " or --env "))")
        }
        var merged = document.without(["environments"])
        if let over = document["environments"]?[chosen], case .section = over.content {
            merged = merged.merged(with: over)
        }
        let diagnostics = Diagnostics(file: file)
        let interpolation = Interpolation(environment: chosen, variables: variables)
        let root = Section(merged, path: "", diagnostics: diagnostics, interpolation: interpolation)
        let manifest = ManifestDecoder(environment: chosen, region: region).decode(root)
        guard let manifest, diagnostics.found.isEmpty else {
            throw ManifestError(
                diagnostics: diagnostics.found.sorted { ($0.line, $0.column, $0.path) < ($1.line, $1.column, $1.path) })
        }
        return manifest
    }

    private static func environmentNames(_ document: Element) -> [String] {
        guard case .section(let entries)? = document["environments"]?.content else { return [] }
        return entries.map(\.key)
    }

    private static func failure(_ document: Element, _ file: String, _ message: String) -> ManifestError {
        let place = document["environments"]?.place ?? document.place
        return ManifestError(diagnostics: [
            Diagnostic(file: file, line: place.line, column: place.column, path: "environments", message: message)
        ])
    }
}
