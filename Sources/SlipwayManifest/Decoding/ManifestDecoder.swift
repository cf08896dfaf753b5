import SlipwayDomain

/// Turns the merged document into plans. What is wrong goes to the diagnostics; reading goes on with defaults.
struct ManifestDecoder {
    let environment: String
    /// From outside; wins over the manifest's.
    let region: String?

    func decode(_ section: Section) -> Manifest? {
        var root = section
        let name = root.text("name")
        if name == nil { root.missing("name", "the application's name") }
        if let name, !Self.isName(name) {
            root.complain("name", "expected lower-case letters, digits and dashes, beginning with a letter; found \(name)")
        }
        let region = self.region ?? root.text("region")
        if self.region != nil { _ = root.raw("region") }
        let cluster = root.text("cluster") ?? "\(name ?? "")-\(environment)"
        let common = Common(
            application: Application(name: name ?? ""), environment: Environment(name: environment),
            region: region ?? "", cluster: cluster)
        var services: [ServicePlan] = []
        if let list = root.section("services") {
            for entry in list.entries {
                let path = list.path(of: entry.key)
                if !Self.isName(entry.key) {
                    list.diagnostics.add(entry.keyPlace, path, "expected lower-case letters, digits and dashes")
                }
                let service = Section(
                    entry.value, path: path, diagnostics: list.diagnostics, interpolation: list.interpolation)
                if let plan = ServiceDecoder(common: common, name: entry.key).decode(service) { services.append(plan) }
            }
            if list.entries.isEmpty { root.complain("services", "is empty; write services: { backend: { image: … } }") }
        } else {
            root.missing("services", "{ backend: { image: { build: . } } }")
        }
        root.finish()
        return Manifest(
            application: common.application, environment: common.environment, region: region, services: services)
    }

    struct Common {
        var application: Application
        var environment: Environment
        var region: String
        var cluster: String
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.first, first.isASCII, first.isLowercase, text.utf8.count <= 100 else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    }
}
