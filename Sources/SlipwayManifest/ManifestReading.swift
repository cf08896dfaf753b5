import SlipwayDomain

/// Reads the whole tree: the chosen environment for its values, the others for their errors.
struct ManifestReading {
    private let context: ManifestContext
    private var found: [ManifestDiagnostic] = []
    /// Every path that was asked for.
    private(set) var known: Set<String> = ["environments"]

    init(_ context: ManifestContext) {
        self.context = context
    }

    /// In the order of the file, each once.
    var errors: [ManifestDiagnostic] {
        var unique: [ManifestDiagnostic] = []
        for error in found where !unique.contains(error) { unique.append(error) }
        return unique.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset) < (
                right.element.line, right.element.column, right.offset
            )
        }.map(\.element)
    }

    mutating func read(_ tree: Tree) -> Manifest? {
        let (base, overlays) = split(tree)
        guard let base else { return nil }
        let names = overlays.map(\.key).sorted()
        let chosen = choose(names, tree)
        for overlay in overlays where overlay.key != chosen {
            let collector = collector(overlay.key, isStrict: false)
            _ = TopReader(collector, context, environments: names).read(base.overlaid(by: overlay.value))
            found += collector.found
        }
        let overlay = overlays.first { $0.key == chosen }?.value
        let collector = collector(chosen, isStrict: chosen != nil)
        let manifest = TopReader(collector, context, environments: names)
            .read(overlay.map(base.overlaid) ?? base)
        found += collector.found
        known.formUnion(collector.known)
        return chosen == nil ? nil : manifest
    }

    private func collector(_ environment: String?, isStrict: Bool) -> Collector {
        Collector(
            file: context.file, environment: environment, isStrict: isStrict, lookup: { context.variable($0) })
    }

    /// The manifest without its `environments`, and these.
    private mutating func split(_ tree: Tree) -> (base: Tree?, overlays: [Tree.Entry]) {
        let collector = collector(nil, isStrict: false)
        defer { found += collector.found }
        guard case .map(var entries) = tree.value else {
            collector.report(tree.position, "", "expected a map with name:, services: and so on, got \(tree.kind)")
            return (nil, [])
        }
        guard let index = entries.firstIndex(where: { $0.key == "environments" }) else { return (tree, []) }
        let environments = entries.remove(at: index).value
        let base = Tree(value: .map(entries), position: tree.position)
        guard !environments.isNull, var section = Section(environments, path: "environments", collector) else {
            return (base, [])
        }
        let overlays = section.all().filter { entry in
            if !Names.isResource(entry.key) {
                collector.report(
                    entry.position, "environments",
                    "'\(entry.key.prefix(40))' is not a name: letters, digits, dashes and underscores")
                return false
            }
            guard !entry.value.isNull else { return true }
            guard let inner = Section(entry.value, path: section.path(of: entry.key), collector) else { return false }
            return Self.mayDiffer(inner)
        }
        return (base, overlays)
    }

    /// What an environment cannot change.
    private static func mayDiffer(_ section: Section) -> Bool {
        var section = section
        for key in ["name", "environments"] {
            if let tree = section.tree(key) {
                section.report(tree, key, "an environment cannot change this")
            }
        }
        return true
    }

    /// The environment to read for; nothing, with a diagnostic, when it is not clear.
    private mutating func choose(_ names: [String], _ tree: Tree) -> String? {
        func report(_ message: String) {
            found.append(
                ManifestDiagnostic(
                    file: context.file, line: tree.position.line, column: tree.position.column, path: "environments",
                    message: message))
        }
        if let asked = context.environment {
            guard Names.isResource(asked) else {
                report("'\(asked.prefix(40))' is not an environment's name: letters, digits, dashes and underscores")
                return nil
            }
            guard names.isEmpty || names.contains(asked) else {
                let near = Nearness.nearest(to: asked, among: names)
                report(
                    "there is no environment '\(asked)'; "
                        + (near.map { "did you mean '\($0)'?" } ?? "there are: \(names.joined(separator: ", "))"))
                return nil
            }
            return asked
        }
        if names.count == 1 { return names[0] }
        report(
            names.isEmpty
                ? "no environment is named: slipway … --env NAME"
                : "which environment? slipway … --env \(names.joined(separator: "|"))")
        return nil
    }
}

/// Reads the top level of one environment's manifest.
struct TopReader {
    let collector: Collector
    let context: ManifestContext
    let environments: [String]

    init(_ collector: Collector, _ context: ManifestContext, environments: [String]) {
        self.collector = collector
        self.context = context
        self.environments = environments
    }

    func read(_ tree: Tree) -> Manifest? {
        guard var top = Section(tree, path: "", collector) else { return nil }
        let name = top.value(
            "name", expected: "a name: letters, digits, dashes and underscores, at most 100 of them"
        ) { Names.isResource($0) ? $0 : nil }
        if name == nil, top.tree("name") == nil {
            collector.report(tree.position, "name", "is missing: write name: my-application")
        }
        let region =
            top.value("region", expected: "a region such as ap-northeast-2", Self.region) ?? context.region
        if region == nil, top.tree("region") == nil, collector.isStrict {
            collector.report(
                tree.position, "region", "is missing: write region: ap-northeast-2, or export AWS_REGION=…")
        }
        let environment = collector.environment ?? ""
        let cluster =
            top.word("cluster") ?? name.map { environment.isEmpty ? $0 : "\($0)-\(environment)" }
        let services = readServices(&top, tree)
        top.finish()
        // What is missing has been reported; stand-ins let everything else be read too.
        let identity = ServiceReader.Identity(
            application: Application(name: name ?? "application"), environment: Environment(name: environment),
            region: region ?? "region", cluster: cluster ?? "cluster")
        let plans = services.compactMap { entry in
            ServiceReader(identity, name: entry.key, collector).read(entry.value, path: "services.\(entry.key)")
        }
        guard name != nil, region != nil else { return nil }
        return Manifest(
            application: identity.application, environment: identity.environment, region: identity.region,
            cluster: identity.cluster, services: plans.sorted { $0.service.name < $1.service.name },
            environments: environments)
    }

    private func readServices(_ top: inout Section, _ tree: Tree) -> [Tree.Entry] {
        guard let services = top.tree("services") else {
            collector.report(tree.position, "services", "is missing: write services: { my-service: { image: … } }")
            return []
        }
        guard var section = Section(services, path: "services", collector) else { return [] }
        let entries = section.all()
        if entries.isEmpty { collector.report(services.position, "services", "there is none") }
        return entries.filter { entry in
            if Names.isResource(entry.key) { return true }
            collector.report(
                entry.position, "services",
                "'\(entry.key.prefix(40))' is not a name: letters, digits, dashes and underscores")
            return false
        }
    }

    /// Three or more lower-case words with dashes, a number last.
    private static func region(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let fits =
            (3...5).contains(parts.count) && text.utf8.count <= 40 && parts.last.flatMap { Int($0) } != nil
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
            }
        return fits ? text : nil
    }
}
