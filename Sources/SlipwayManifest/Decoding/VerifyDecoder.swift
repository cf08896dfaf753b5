import SlipwayDomain

/// Reads the list of checks from outside.
struct VerifyDecoder {
    func decode(_ service: inout Section) -> [VerifyPlan] {
        guard let element = service.raw("verify") else { return [] }
        guard case .list(let items) = element.content else {
            service.complain("verify", "expected a list such as - { get: /health, status: 200 }, found \(element.kind)")
            return []
        }
        return items.enumerated().compactMap { index, item in
            var check = Section(
                item, path: "\(service.path(of: "verify"))[\(index)]", diagnostics: service.diagnostics,
                interpolation: service.interpolation)
            return decode(&check)
        }
    }

    private func decode(_ check: inout Section) -> VerifyPlan? {
        let get = check.text("get")
        let post = check.text("post")
        let script = check.texts("script")
        let within = check.duration("within", in: .seconds(1) ... .seconds(3600)) ?? .seconds(30)
        let status = check.integer("status", in: 100...599) ?? 200
        let headers = check.variables("headers")
        let body = check.text("body")
        let contains = check.text("contains")
        let json = json(&check)
        check.finish()
        let given = [get != nil, post != nil, script != nil].filter { $0 }.count
        guard given == 1 else {
            check.diagnostics.add(
                check.element.place, check.path, "says \(given == 0 ? "none" : "more than one") of get:, post: and script:")
            return nil
        }
        if let script { return VerifyPlan(kind: .script(script), within: within) }
        let path = get ?? post ?? "/"
        if !path.hasPrefix("/") {
            check.complain(get == nil ? "post" : "get", "expected a path such as /health, found \(path)")
        }
        return VerifyPlan(
            kind: .request(
                RequestPlan(
                    method: get == nil ? .post : .get, path: path, headers: headers, body: body, status: status,
                    contains: contains, json: json)), within: within)
    }

    /// Paths and what must stand there, sorted by path.
    private func json(_ check: inout Section) -> [PlainVariable] {
        guard let section = check.section("json") else { return [] }
        return section.entries.compactMap { entry in
            section.scalar(entry.value, section.path(of: entry.key)).map { PlainVariable(name: entry.key, value: $0) }
        }.sorted { $0.name < $1.name }
    }
}
