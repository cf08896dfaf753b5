import SlipwayDomain

/// Reads the checks from outside that follow a healthy release.
struct VerifyReader {
    let collector: Collector

    init(_ collector: Collector) {
        self.collector = collector
    }

    func read(_ service: inout Section) -> [VerifyPlan] {
        guard let tree = service.tree("verify") else { return [] }
        guard case .list(let items) = tree.value else {
            service.report(tree, "verify", "expected a list such as [{ get: /health, status: 200 }], got \(tree.kind)")
            return []
        }
        return items.enumerated().compactMap { index, item in
            read(item, path: "\(service.path(of: "verify"))[\(index)]")
        }
    }

    private func read(_ tree: Tree, path: String) -> VerifyPlan? {
        guard var check = Section(tree, path: path, collector, expected: "a map such as { get: /health }") else {
            return nil
        }
        let given = ["get", "post", "script"].filter { check.tree($0) != nil }
        let within = check.duration("within", .seconds(1) ... .seconds(3600)) ?? .seconds(30)
        guard given.count == 1 else {
            collector.report(
                tree.position, path,
                given.isEmpty
                    ? "expected one of get:, post: or script:"
                    : "expected only one of \(given.map { "\($0):" }.joined(separator: " and "))")
            return nil
        }
        if given[0] == "script" {
            let words = check.list("script", orText: true)
            check.finish()
            return words.flatMap { $0.isEmpty ? nil : VerifyPlan(kind: .script($0), within: within) }
        }
        let request = readRequest(&check, given[0])
        check.finish()
        return request.map { VerifyPlan(kind: .request($0), within: within) }
    }

    private func readRequest(_ check: inout Section, _ method: String) -> RequestPlan? {
        let path = check.value(method, expected: "a path beginning with /") { $0.hasPrefix("/") ? $0 : nil }
        let plan = RequestPlan(
            method: method == "post" ? .post : .get, path: path ?? "/",
            headers: check.variables("header", expected: "a header's name", Self.isHeader),
            body: method == "post" ? check.text("body") : nil, status: check.integer("status", 100...599) ?? 200,
            contains: check.word("contains"), json: readJSON(&check))
        return path == nil ? nil : plan
    }

    private static func isHeader(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 200
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_".utf8.contains($0)
            }
    }

    /// Paths into the answer and the value each must have, as JSON.
    private func readJSON(_ check: inout Section) -> [PlainVariable] {
        guard var json = check.section("json") else { return [] }
        return json.all().compactMap { entry in
            let path = json.path(of: entry.key)
            if entry.value.isNull { return PlainVariable(name: entry.key, value: "null") }
            guard case .scalar(_, let isQuoted) = entry.value.value else {
                collector.report(entry.value.position, path, "expected a text, a number, true, false or null")
                return nil
            }
            guard let text = Section.text(entry.value, path: path, collector) else { return nil }
            let isBare = !isQuoted && (text == "true" || text == "false" || Self.isNumber(text))
            return PlainVariable(name: entry.key, value: isBare ? text : Self.quoted(text))
        }.sorted { $0.name < $1.name }
    }

    /// A number as JSON writes it.
    private static func isNumber(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ (48...57).contains($0) || "+-.eE".utf8.contains($0) }), Double(text) != nil,
            let first = text.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "."),
            let last = text.utf8.last, last != UInt8(ascii: ".")
        else { return false }
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        return !(digits.hasPrefix("0") && digits.dropFirst().first.map { $0.isNumber } ?? false)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
