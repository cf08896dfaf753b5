import SlipwayDomain

/// A map of the manifest while it is read: each key is asked for once, and what nobody asked for is unknown.
///
/// Every getter reports what is wrong and gives nothing then, so that reading goes on and all errors come at once.
struct Section {
    let collector: Collector
    let path: String
    let position: Position
    private let entries: [Tree.Entry]
    private(set) var known: [String] = []

    /// Nothing, with a diagnostic, when the tree is no map.
    init?(_ tree: Tree, path: String, _ collector: Collector, expected: String = "a map") {
        guard case .map(let entries) = tree.value else {
            collector.report(tree.position, path, "expected \(expected), got \(tree.kind)")
            return nil
        }
        self.collector = collector
        self.path = path
        self.entries = entries
        position = tree.position
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a key; nothing when it is not there or null.
    mutating func tree(_ key: String) -> Tree? {
        if !known.contains(key) { known.append(key) }
        guard let entry = entries.first(where: { $0.key == key }), !entry.value.isNull else { return nil }
        return entry.value
    }

    /// All keys and their values, for maps whose keys are names that people choose.
    mutating func all() -> [Tree.Entry] {
        known += entries.map(\.key)
        return entries
    }

    /// Reports every key that was not asked for, with the nearest one that exists.
    func finish() {
        collector.learn(known.map { path(of: $0) })
        for entry in entries where !known.contains(entry.key) {
            let near = Nearness.nearest(to: entry.key, among: known.sorted())
            let hint = near.map { "did you mean '\($0)'?" } ?? "known here: \(known.sorted().joined(separator: ", "))"
            collector.report(entry.position, path(of: String(entry.key.prefix(60))), "unknown key; \(hint)")
        }
    }

    func report(_ tree: Tree, _ key: String, _ message: String) {
        collector.report(tree.position, path(of: key), message)
    }

    // MARK: Getters

    mutating func section(_ key: String) -> Section? {
        tree(key).flatMap { Section($0, path: path(of: key), collector) }
    }

    /// A scalar's text.
    mutating func text(_ key: String) -> String? {
        guard let tree = tree(key) else { return nil }
        return Self.text(tree, path: path(of: key), collector)
    }

    /// A scalar's text that is not empty.
    mutating func word(_ key: String) -> String? {
        guard let tree = tree(key), let text = Self.text(tree, path: path(of: key), collector) else { return nil }
        guard !text.isEmpty else {
            report(tree, key, "expected a text, got an empty one")
            return nil
        }
        return text
    }

    static func text(_ tree: Tree, path: String, _ collector: Collector) -> String? {
        guard case .scalar(let text, _) = tree.value else {
            collector.report(tree.position, path, "expected a text, got \(tree.kind)")
            return nil
        }
        return collector.interpolated(text, tree.position, path)
    }

    /// A text made into a value; `expected` says what it should have been.
    mutating func value<Value>(_ key: String, expected: String, _ read: (String) -> Value?) -> Value? {
        guard let tree = tree(key), let text = Self.text(tree, path: path(of: key), collector) else { return nil }
        if let value = read(text) { return value }
        report(tree, key, "'\(text.prefix(40))' is not \(expected)")
        return nil
    }

    mutating func integer(_ key: String, _ range: ClosedRange<Int>, unit: String = "") -> Int? {
        let unit = unit.isEmpty ? "" : " \(unit)"
        return value(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)\(unit)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func flag(_ key: String) -> Bool? {
        value(key, expected: "true or false") { ["true": true, "false": false][$0] }
    }

    mutating func duration(_ key: String, _ range: ClosedRange<Duration>) -> Duration? {
        let limits = "from \(range.lowerBound.compact) to \(range.upperBound.compact)"
        return value(key, expected: "a duration \(limits), such as 30s, 5m or 1h30m") { text in
            Duration(parsing: text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A list of texts. Where `orText`, one text alone stands for a list of one.
    mutating func list(_ key: String, orText: Bool = false) -> [String]? {
        guard let tree = tree(key) else { return nil }
        if orText, case .scalar = tree.value {
            return Self.text(tree, path: path(of: key), collector).map { [$0] }
        }
        guard case .list(let items) = tree.value else {
            report(tree, key, "expected a list such as [a, b], got \(tree.kind)")
            return nil
        }
        let texts = items.enumerated().map { index, item in
            Self.text(item, path: "\(path(of: key))[\(index)]", collector)
        }
        return texts.contains { $0 == nil } ? nil : texts.compactMap(\.self)
    }

    /// A map of names to texts, sorted by name.
    mutating func variables(
        _ key: String, expected: String = "a variable's name", _ isName: (String) -> Bool
    )
        -> [PlainVariable]
    {
        guard var section = section(key) else { return [] }
        return section.all().compactMap { entry in
            guard isName(entry.key) else {
                collector.report(entry.position, section.path, "'\(entry.key.prefix(40))' is not \(expected)")
                return nil
            }
            let path = section.path(of: entry.key)
            guard !entry.value.isNull else { return PlainVariable(name: entry.key, value: "") }
            return Self.text(entry.value, path: path, collector).map { PlainVariable(name: entry.key, value: $0) }
        }.sorted { $0.name < $1.name }
    }
}
