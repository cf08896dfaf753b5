import SlipwayDomain

/// Collects what is wrong while everything else is still read.
final class Diagnostics {
    let file: String
    private(set) var found: [Diagnostic] = []

    init(file: String) {
        self.file = file
    }

    func add(_ place: Element.Place, _ path: String, _ message: String) {
        found.append(Diagnostic(file: file, line: place.line, column: place.column, path: path, message: message))
    }
}

/// A section of the manifest being read: every key that is asked for is known, every other one is an error.
struct Section {
    let element: Element
    let path: String
    let diagnostics: Diagnostics
    let interpolation: Interpolation
    private var asked: [String] = []

    init(_ element: Element, path: String, diagnostics: Diagnostics, interpolation: Interpolation) {
        self.element = element
        self.path = path
        self.diagnostics = diagnostics
        self.interpolation = interpolation
        if case .section = element.content { return }
        diagnostics.add(element.place, path, "expected a section of keys, found \(element.kind)")
    }

    var entries: [Element.Entry] {
        guard case .section(let entries) = element.content else { return [] }
        return entries
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The raw element of a key; the key is known from here on.
    mutating func raw(_ key: String) -> Element? {
        asked.append(key)
        return element[key]
    }

    /// Says what is wrong with a key's value.
    func complain(_ key: String, _ message: String) {
        diagnostics.add(element[key]?.place ?? element.place, path(of: key), message)
    }

    func missing(_ key: String, _ example: String) {
        diagnostics.add(element.place, path(of: key), "is missing; write \(key): \(example)")
    }

    mutating func text(_ key: String) -> String? {
        guard let value = raw(key) else { return nil }
        return scalar(value, path(of: key))
    }

    /// Text of an element with its variables filled in.
    func scalar(_ value: Element, _ path: String) -> String? {
        guard case .scalar(let text, _) = value.content else {
            diagnostics.add(value.place, path, "expected a value, found \(value.kind)")
            return nil
        }
        do {
            return try interpolation.apply(text)
        } catch {
            diagnostics.add(value.place, path, error.message)
            return nil
        }
    }

    mutating func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(key) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            complain(key, "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \(text)")
            return nil
        }
        return value
    }

    mutating func boolean(_ key: String) -> Bool? {
        guard let text = text(key) else { return nil }
        switch text {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            complain(key, "expected true or false, found \(text)")
            return nil
        }
    }

    mutating func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let text = text(key) else { return nil }
        guard let value = Duration(parsing: text) else {
            complain(key, "expected a time with its unit, such as 30s, 5m or 1h30m; found \(text)")
            return nil
        }
        guard range.contains(value) else {
            complain(key, "expected \(range.lowerBound.compact) to \(range.upperBound.compact), found \(text)")
            return nil
        }
        return value
    }

    mutating func choice<Value: CaseIterable & RawRepresentable>(
        _ key: String, of type: Value.Type
    ) -> Value? where Value.RawValue == String {
        guard let text = text(key) else { return nil }
        if let value = Value(rawValue: text) { return value }
        complain(key, "expected one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")), found \(text)")
        return nil
    }

    /// A list of texts; one text is a list of one.
    mutating func texts(_ key: String) -> [String]? {
        guard let value = raw(key) else { return nil }
        switch value.content {
        case .scalar: return scalar(value, path(of: key)).map { [$0] }
        case .list(let items):
            return items.enumerated().compactMap { scalar($0.element, "\(path(of: key))[\($0.offset)]") }
        case .null, .section:
            complain(key, "expected a list such as [one, two], found \(value.kind)")
            return nil
        }
    }

    mutating func section(_ key: String) -> Section? {
        guard let value = raw(key) else { return nil }
        return Section(value, path: path(of: key), diagnostics: diagnostics, interpolation: interpolation)
    }

    /// Names and values, sorted by name.
    mutating func variables(_ key: String) -> [PlainVariable] {
        guard let section = section(key) else { return [] }
        return section.entries.compactMap { entry in
            let path = section.path(of: entry.key)
            if !VariableName.isLegal(entry.key) {
                diagnostics.add(entry.keyPlace, path, "is not the name of a variable: letters, digits and _ only")
            }
            return section.scalar(entry.value, path).map { PlainVariable(name: entry.key, value: $0) }
        }.sorted { $0.name < $1.name }
    }

    /// Every key that nobody asked for is an error, with the one that was probably meant. Keys with `x-` pass.
    func finish() {
        for entry in entries where !asked.contains(entry.key) && !entry.key.hasPrefix("x-") {
            let hint = Nearest.word(to: entry.key, among: asked).map { "did you mean \($0)?" }
                ?? "known here: \(asked.sorted().joined(separator: ", "))"
            diagnostics.add(entry.keyPlace, path(of: entry.key), "unknown key; \(hint)")
        }
    }
}

enum VariableName {
    static func isLegal(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 256
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }
}
