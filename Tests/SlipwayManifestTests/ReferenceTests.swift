import Foundation
import SlipwayDomain
import SlipwayManifest
import TestSupport
import Testing

/// The commented example is the schema's proof and the source of its reference page.
@Suite("The manifest's reference") struct ReferenceTests {
    static func example() throws -> String {
        try String(
            contentsOf: packageRoot().appendingPathComponent("Documentation/slipway.yml"), encoding: .utf8)
    }

    @Test("the example is a manifest, in each of its environments", arguments: ["dev", "prod"])
    func valid(environment: String) throws {
        let manifest = try load(try Self.example(), environment: environment)
        #expect(manifest.services.map(\.service.name) == ["backend", "proxy", "worker"])
        #expect(manifest.service("backend")?.count == (environment == "prod" ? 4 : 2))
        #expect(manifest.service("worker")?.platform == .linuxARM)
    }

    @Test("the example shows every key there is, and each is explained")
    func complete() throws {
        let text = try Self.example()
        let keys = Manifest.keys(Array(text.utf8), ManifestContext(environment: "dev"))
        let shown = Self.rows(text)
        for key in keys.map(Self.general) where !key.isEmpty {
            let row = shown.first { $0.path == key }
            #expect(row != nil, "\(key) is not in Documentation/slipway.yml")
        }
        for row in shown { #expect(row.comment.count > 5, "\(row.path) has no comment") }
    }

    @Test("the reference page is made from the example")
    func page() throws {
        try expectGolden("../../Documentation/manifest.md", Self.page(try Self.example()))
    }

    struct Row {
        var path: String
        var example: String
        var comment: String
    }

    /// Names that people choose become `NAME`; what stands below maps of their names is left out.
    static func general(_ path: String) -> String {
        var parts = path.split(separator: ".").map { part in
            part.hasPrefix("verify[") ? "verify[]" : String(part)
        }
        if parts.first == "environments" { parts = Array(parts.prefix(1)) }
        if parts.first == "services", parts.count > 1 { parts[1] = "NAME" }
        if parts.count > 3, parts[2] == "before" { parts[3] = "NAME" }
        let open = ["variables", "secrets", "args", "header", "json"]
        if let index = parts.firstIndex(where: open.contains) { parts = Array(parts.prefix(index + 1)) }
        return parts.joined(separator: ".")
    }

    /// The example's keys in their order, each once, with the comment above the first one.
    static func rows(_ text: String) -> [Row] {
        var rows: [Row] = []
        var stack: [(indent: Int, key: String)] = []
        var comment: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix("#") {
                comment.append(trimmed.drop { $0 == "#" || $0 == " " }.description)
                continue
            }
            defer { comment = [] }
            var indent = line.count - trimmed.count
            var rest = trimmed
            if rest.hasPrefix("- ") {
                rest = rest.dropFirst(2)
                indent += 2
                while let last = stack.last, last.indent >= indent - 2 { stack.removeLast() }
                if let last = stack.popLast() { stack.append((last.indent, "verify[]")) }
            }
            guard let colon = rest.firstIndex(of: ":") else { continue }
            while let last = stack.last, last.indent >= indent { stack.removeLast() }
            stack.append((indent, String(rest[..<colon])))
            let path = general(stack.map(\.key).joined(separator: "."))
            let isName = path.hasSuffix("NAME")
            guard !isName, !path.isEmpty, !rows.contains(where: { $0.path == path }) else { continue }
            let value = rest[rest.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            rows.append(Row(path: path, example: value, comment: comment.joined(separator: " ")))
        }
        return rows
    }

    static func page(_ text: String) -> String {
        var page = """
            # slipway.yml

            Made from the comments of [slipway.yml](slipway.yml), which the tests read. `NAME` stands for a name of your own.
            Unknown keys are errors. In any text, `${env}` is the environment's name, `${NAME}` an environment variable that
            must be set, and `$$` a dollar sign. Durations are written `30s`, `5m` or `1h30m`.

            | key | meaning | example |
            |---|---|---|

            """
        for row in rows(text) {
            let example = row.example.isEmpty ? "" : "`\(row.example.replacing("|", with: "\\|"))`"
            page += "| `\(row.path)` | \(row.comment.replacing("|", with: "\\|")) | \(example) |\n"
        }
        return page
    }
}
