import SlipwayDomain

/// Reads where a service's image comes from.
struct ImageReader {
    /// What the repository is called where the manifest does not say.
    let family: String
    let collector: Collector

    init(family: String, _ collector: Collector) {
        self.family = family
        self.collector = collector
    }

    /// The image, and the platform where it is given here.
    func read(_ service: inout Section) -> (PlannedImage, Platform?)? {
        guard let tree = service.tree("image") else {
            collector.report(
                service.position, service.path(of: "image"),
                "is missing: write image: { reference: … }, { build: . } or { executable: … }")
            return nil
        }
        if case .scalar = tree.value {
            guard let text = Section.text(tree, path: service.path(of: "image"), collector) else { return nil }
            return reference(text, tree.position, service.path(of: "image")).map { (.reference($0), nil) }
        }
        guard var image = service.section("image") else { return nil }
        let platform = image.value("platform", expected: "a platform: x86 or arm", Platform.init)
        let given = ["reference", "build", "executable"].filter { image.tree($0) != nil }
        guard given.count == 1 else {
            collector.report(
                image.position, image.path,
                given.isEmpty
                    ? "expected one of reference:, build: or executable:"
                    : "expected only one of \(given.map { "\($0):" }.joined(separator: " and "))")
            return nil
        }
        let planned: PlannedImage? =
            switch given[0] {
            case "reference": readReference(&image).map { .reference($0) }
            case "build": readBuild(&image).map { .build($0) }
            default: readExecutable(&image).map { .executable($0) }
            }
        image.finish()
        return planned.map { ($0, platform) }
    }

    private func reference(_ text: String, _ position: Position, _ path: String) -> ImageReference? {
        do {
            return try ImageReference(parsing: text)
        } catch {
            collector.report(position, path, error.description)
            return nil
        }
    }

    private func readReference(_ image: inout Section) -> ImageReference? {
        guard let tree = image.tree("reference"), let text = image.word("reference") else { return nil }
        return reference(text, tree.position, image.path(of: "reference"))
    }

    /// A repository of this account: a name without registry and tag.
    private func readRepository(_ image: inout Section) -> String? {
        guard image.tree("repository") != nil else { return family.lowercased() }
        return image.value("repository", expected: "a repository: lower-case letters, digits, . _ - and /") { text in
            guard let parsed = try? ImageReference(parsing: text), parsed.registry == nil, parsed.tag == nil,
                parsed.digest == nil
            else { return nil }
            return text
        }
    }

    private func readBuild(_ image: inout Section) -> BuildPlan? {
        let repository = readRepository(&image)
        let plan = BuildPlan(
            repository: repository ?? family, context: image.word("build") ?? ".",
            dockerfile: image.word("dockerfile") ?? "Dockerfile", target: image.word("target"),
            arguments: image.variables("args", Names.isVariable))
        return repository == nil ? nil : plan
    }

    private func readExecutable(_ image: inout Section) -> ExecutablePlan? {
        let repository = readRepository(&image)
        let executable = image.word("executable")
        let include = image.list("include") ?? []
        guard let repository, let executable else { return nil }
        return ExecutablePlan(repository: repository, executable: executable, include: include)
    }
}
