import Yams

/// Where something stands in the manifest; both count from 1.
struct Position: Hashable, Sendable {
    var line: Int
    var column: Int
}

/// A manifest's text as a tree, with the position of everything.
///
/// It is YAML without types: a scalar is its text, and whoever reads it knows what it should be.
struct Tree: Sendable {
    indirect enum Value: Sendable {
        /// Text; `isQuoted` tells `"~"` from `~`.
        case scalar(String, isQuoted: Bool)
        case list([Tree])
        case map([Entry])
    }

    struct Entry: Sendable {
        var key: String
        var position: Position
        var value: Tree
    }

    var value: Value
    var position: Position

    /// Nothing, `~` or `null` without quotes.
    var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = value else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }

    /// What it is, for messages.
    var kind: String {
        switch value {
        case .scalar where isNull: "nothing"
        case .scalar(let text, _): "'\(text.prefix(40))'"
        case .list: "a list"
        case .map: "a map"
        }
    }

    /// This tree with another one laid over it: maps are merged key by key, everything else is replaced.
    func overlaid(by other: Tree) -> Tree {
        guard case .map(var entries) = value, case .map(let changes) = other.value else {
            return other.isNull ? self : other
        }
        for change in changes {
            if let index = entries.firstIndex(where: { $0.key == change.key }) {
                entries[index].value = entries[index].value.overlaid(by: change.value)
            } else {
                entries.append(change)
            }
        }
        return Tree(value: .map(entries), position: position)
    }
}

/// Limits within which a manifest is read, so that no text can exhaust memory, stack or patience.
enum Bounds {
    static let bytes = 128 * 1024
    static let nodes = 20_000
    static let depth = 40
    static let nesting = 200
    static let aliases = 16
}

extension Tree {
    /// Reads YAML.
    static func parse(_ bytes: [UInt8]) throws(TreeError) -> Tree {
        guard bytes.count <= Bounds.bytes else {
            throw TreeError(Position(line: 1, column: 1), "is larger than \(Bounds.bytes / 1024) KiB")
        }
        // Editors of Windows begin files with a byte order mark.
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw TreeError(Position(line: 1, column: 1), "is not text in UTF-8")
        }
        try checkNesting(text)
        let node: Node?
        do {
            node = try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch {
            throw TreeError(error)
        }
        guard let node else { throw TreeError(Position(line: 1, column: 1), "is empty") }
        var count = 0
        let tree = try convert(node, depth: 0, count: &count)
        guard !tree.isNull else { throw TreeError(Position(line: 1, column: 1), "is empty") }
        return tree
    }

    private static func convert(_ node: Node, depth: Int, count: inout Int) throws(TreeError) -> Tree {
        let position = node.mark.map { Position(line: $0.line, column: $0.column) } ?? Position(line: 1, column: 1)
        count += 1
        guard count <= Bounds.nodes else {
            throw TreeError(position, "has more than \(Bounds.nodes) values, counting what aliases repeat")
        }
        guard depth <= Bounds.depth else {
            throw TreeError(position, "is nested more than \(Bounds.depth) levels deep")
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style != .plain && scalar.style != .any
            return Tree(value: .scalar(scalar.string, isQuoted: isQuoted), position: position)
        case .sequence(let sequence):
            var items: [Tree] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1, count: &count)) }
            return Tree(value: .list(items), position: position)
        case .mapping(let mapping):
            var entries: [Entry] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else { throw TreeError(position, "has a key that is not a word") }
                let mark = name.mark.map { Position(line: $0.line, column: $0.column) } ?? position
                entries.append(
                    Entry(
                        key: name.string, position: mark,
                        value: try convert(value, depth: depth + 1, count: &count)))
            }
            return Tree(value: .map(entries), position: position)
        case .alias: throw TreeError(position, "uses an alias that cannot be followed")
        }
    }

    /// Refuses what would send the parser into endless depth before it sees it. A little too strict for brackets in
    /// texts, with plenty of room.
    private static func checkNesting(_ text: String) throws(TreeError) {
        var open = 0
        var aliases = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var leading = 0
            var isLeading = true
            var previous: UInt8 = 32
            let isComment = line.first { $0 != " " && $0 != "\t" } == "#"
            if isComment { continue }
            for byte in line.utf8 {
                switch byte {
                case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
                default: break
                }
                if byte == UInt8(ascii: "*"), " [{,-:?".utf8.contains(previous) { aliases += 1 }
                if isLeading, "-?:".utf8.contains(byte) {
                    leading += 1
                } else if byte != 32, byte != 9 {
                    isLeading = false
                }
                previous = byte
            }
            let position = Position(line: number + 1, column: 1)
            guard open <= Bounds.nesting, leading <= Bounds.depth else {
                throw TreeError(position, "is nested too deep")
            }
            guard aliases <= Bounds.aliases else {
                throw TreeError(position, "uses more than \(Bounds.aliases) aliases (*name)")
            }
        }
    }
}

/// Text that is not a tree: where and why.
struct TreeError: Error, Hashable {
    var position: Position
    var message: String

    init(_ position: Position, _ message: String) {
        self.position = position
        self.message = message
    }

    /// What the YAML parser says, with its place.
    init(_ error: any Error) {
        self.init(Position(line: 1, column: 1), "is not YAML")
        guard let error = error as? YamlError else { return }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            position = Position(line: mark.line, column: mark.column)
            message = "is not YAML: \(context.map { "\($0.text) " } ?? "")\(problem)"
        case .reader(let problem, _, _, _):
            message = "is not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            position = Position(line: max(1, context.mark.line), column: max(1, context.mark.column))
            message = "has the key '\(duplicates.first ?? "")' twice in one map"
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded: break
        }
    }
}
