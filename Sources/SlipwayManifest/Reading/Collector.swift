/// Gathers what is wrong while a manifest is read, and knows what `${…}` stands for.
///
/// One reader uses it from beginning to end, on one task.
final class Collector {
    let file: String
    let environment: String?
    private let lookup: (String) -> String?
    /// Whether an unset variable is an error; it is none in environments that are not the chosen one.
    let isStrict: Bool
    private(set) var found: [ManifestDiagnostic] = []
    /// Every path that readers asked for: what may stand in such a manifest.
    private(set) var known: Set<String> = []
    /// More than this many are not gathered: the file is something else altogether.
    private static let bound = 200

    init(
        file: String, environment: String?, isStrict: Bool, lookup: @escaping (String) -> String?
    ) {
        self.file = file
        self.environment = environment
        self.isStrict = isStrict
        self.lookup = lookup
    }

    func report(_ position: Position, _ path: String, _ message: String) {
        let diagnostic = ManifestDiagnostic(
            file: file, line: position.line, column: position.column, path: path, message: message)
        guard found.count < Self.bound, !found.contains(diagnostic) else { return }
        found.append(diagnostic)
    }

    func learn(_ paths: [String]) {
        known.formUnion(paths)
    }

    /// The text with `${env}` and `${VARIABLE}` replaced and `$$` made `$`; nothing when a variable is not set.
    func interpolated(_ text: String, _ position: Position, _ path: String) -> String? {
        guard text.contains("$") else { return text }
        var result = ""
        var rest = Substring(text)
        var isWhole = true
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    report(position, path, "'${' has no '}': write ${NAME}, or $$ for a dollar sign")
                    return nil
                }
                let name = String(rest[rest.index(after: rest.startIndex)..<end])
                rest = rest[rest.index(after: end)...]
                if let value = value(of: name, position, path) { result += value } else { isWhole = false }
            } else {
                result += "$"
            }
        }
        return isWhole ? result + rest : nil
    }

    private func value(of name: String, _ position: Position, _ path: String) -> String? {
        if name == "env" {
            if environment == nil, isStrict {
                report(position, path, "${env} is used, but no environment is chosen: slipway … --env NAME")
            }
            return environment
        }
        guard Names.isVariable(name) else {
            report(position, path, "'${\(name.prefix(40))}' is no variable: write ${NAME}, or $$ for a dollar sign")
            return nil
        }
        if let value = lookup(name) { return value }
        if isStrict {
            report(position, path, "\(name) is not set: export \(name)=…, or write $${\(name)} for the text itself")
        }
        return nil
    }
}

/// What names may look like.
enum Names {
    /// Letters, digits and underscores, not beginning with a digit.
    static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first), name.utf8.count <= 255 else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }

    /// What AWS takes for services, families and clusters: letters, digits, dashes and underscores.
    static func isResource(_ name: String) -> Bool {
        guard let first = name.utf8.first, isAlphanumeric(first), name.utf8.count <= 100 else { return false }
        return name.utf8.allSatisfy { isAlphanumeric($0) || "-_".utf8.contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
