import FoundationEssentials

/// How the two query protocols name parameters: awsQuery `Filters.member.1.Name`, ec2Query `Filter.1.Name`.
enum QueryDialect {
    case aws, ec2

    /// ec2Query has its own names for answers; a request's are the same with a capital first letter.
    func name(of member: Shape.Member) -> String {
        let name = member.wireName ?? member.name
        return self == .ec2 ? name.prefix(1).uppercased() + name.dropFirst() : name
    }

    func isFlattened(_ traits: Shape.ListTraits) -> Bool { self == .ec2 || traits.isFlattened }

    /// A flattened list's element name takes the place of the member's own; ec2Query has none in requests.
    func replacement(_ traits: Shape.ListTraits) -> String? {
        self == .aws && traits.isFlattened ? traits.elementName : nil
    }
}

/// Values as parameters of a form: `Filters.member.1.Name=…`.
struct QueryWriter {
    private(set) var pairs: [QueryForm.Pair] = []
    private let dialect: QueryDialect

    init(_ dialect: QueryDialect) {
        self.dialect = dialect
    }

    mutating func write(_ value: AWSValue, _ shape: Shape) throws(CodecError) {
        try write(value, shape, at: "", format: nil)
    }

    mutating func add(_ name: String, _ value: String) {
        pairs.append(QueryForm.Pair(name: name, value: value))
    }

    private mutating func write(
        _ value: AWSValue, _ shape: Shape, at prefix: String, format: Shape.TimestampFormat?
    ) throws(CodecError) {
        switch (value, shape.kind) {
        case (.structure(let members), .structure(let traits)):
            var left = members
            for member in traits.members {
                guard let value = left.removeValue(forKey: member.name), value != .null else { continue }
                let name = dialect.name(of: member)
                try write(
                    value, member.target(), at: prefix.isEmpty ? name : "\(prefix).\(name)",
                    format: member.timestampFormat)
            }
            if let unknown = left.keys.min() {
                throw CodecError(path: AWSPath.join(prefix, unknown), problem: "is no member of \(shape.name)")
            }
        case (.list(let values), .list(let traits)):
            guard !values.isEmpty else {
                // ec2Query has no way to say an empty list.
                if dialect == .aws { add(prefix, "") }
                return
            }
            let element = traits.element()
            let path = listPrefix(prefix, traits)
            for (index, value) in values.enumerated() {
                try write(value, element, at: "\(path).\(index + 1)", format: nil)
            }
        case (.map(let entries), .map(let traits)):
            guard dialect == .aws else { throw CodecError(path: prefix, problem: "ec2Query has no maps") }
            let (key, element) = (traits.key(), traits.value())
            let path = traits.isFlattened ? prefix : "\(prefix).entry"
            for (index, entry) in entries.sorted(by: { $0.key < $1.key }).enumerated() {
                let place = "\(path).\(index + 1)"
                try write(.string(entry.key), key, at: "\(place).\(traits.keyName ?? "key")", format: nil)
                try write(entry.value, element, at: "\(place).\(traits.valueName ?? "value")", format: nil)
            }
        default:
            do throws(CodecError) {
                add(prefix, try TextScalar.text(value, shape, format))
            } catch {
                throw error.below(prefix)
            }
        }
    }

    private func listPrefix(_ prefix: String, _ traits: Shape.ListTraits) -> String {
        guard dialect.isFlattened(traits) else { return "\(prefix).\(traits.elementName ?? "member")" }
        guard let name = dialect.replacement(traits) else { return prefix }
        return (prefix.split(separator: ".").dropLast() + [Substring(name)]).joined(separator: ".")
    }
}

/// The parameters of a request as the tree that their dots make.
struct QueryTree {
    private var value: String?
    private var children: [String: QueryTree] = [:]
    private let dialect: QueryDialect

    private static let pairLimit = 20_000
    private static let depthLimit = 40

    private init(empty dialect: QueryDialect) {
        self.dialect = dialect
    }

    /// - Throws: when there are more parameters or deeper names than any service takes.
    init(_ pairs: [QueryForm.Pair], _ dialect: QueryDialect) throws(CodecError) {
        self.dialect = dialect
        guard pairs.count <= Self.pairLimit else {
            throw CodecError(problem: "more than \(Self.pairLimit) parameters")
        }
        for pair in pairs {
            let steps = pair.name.split(separator: ".", omittingEmptySubsequences: false)
            guard steps.count <= Self.depthLimit else {
                throw CodecError(problem: "a parameter is nested deeper than \(Self.depthLimit)")
            }
            insert(pair.value, at: steps[...])
        }
    }

    private mutating func insert(_ value: String, at steps: ArraySlice<Substring>) {
        guard let step = steps.first else {
            self.value = value
            return
        }
        children[String(step), default: QueryTree(empty: dialect)].insert(value, at: steps.dropFirst())
    }

    /// Unknown parameters stay, as null.
    func structure(_ traits: Shape.StructureTraits) throws(CodecError) -> [String: AWSValue] {
        var members: [String: AWSValue] = [:]
        var left = children
        for member in traits.members {
            let shape = member.target()
            var name = dialect.name(of: member)
            if case .list(let list) = shape.kind, let element = dialect.replacement(list) { name = element }
            guard let child = left.removeValue(forKey: name) else { continue }
            do throws(CodecError) {
                members[member.name] = try child.value(shape)
            } catch {
                throw error.below(member.name)
            }
        }
        for name in left.keys { members[name] = .null }
        return members
    }

    private func value(_ shape: Shape) throws(CodecError) -> AWSValue {
        switch shape.kind {
        case .structure(let traits): return .structure(try structure(traits))
        case .list(let traits):
            if children.isEmpty, value == "" { return .list([]) }
            let holder = dialect.isFlattened(traits) ? self : children[traits.elementName ?? "member"]
            guard let holder else { throw CodecError(problem: "is not a list") }
            return .list(try holder.elements(traits.element()))
        case .map(let traits):
            let holder = traits.isFlattened ? self : children["entry"] ?? QueryTree(empty: dialect)
            return .map(try holder.entries(traits))
        default:
            guard let value, children.isEmpty else { throw CodecError(problem: "is not one value") }
            return try TextScalar.value(value, shape)
        }
    }

    private func elements(_ shape: Shape) throws(CodecError) -> [AWSValue] {
        var elements: [AWSValue] = []
        for (number, child) in try numbered() {
            do throws(CodecError) {
                elements.append(try child.value(shape))
            } catch {
                throw error.below("[\(number - 1)]")
            }
        }
        return elements
    }

    private func entries(_ traits: Shape.MapTraits) throws(CodecError) -> [String: AWSValue] {
        let shape = traits.value()
        var entries: [String: AWSValue] = [:]
        for (number, child) in try numbered() {
            guard let key = child.children[traits.keyName ?? "key"]?.value else {
                throw CodecError(path: "[\(number - 1)]", problem: "has no key")
            }
            do throws(CodecError) {
                entries[key] = try (child.children[traits.valueName ?? "value"] ?? QueryTree(empty: dialect)).value(
                    shape)
            } catch {
                throw error.below(key)
            }
        }
        return entries
    }

    /// The children in the order of their numbers, which start at 1 and may have gaps.
    private func numbered() throws(CodecError) -> [(Int, QueryTree)] {
        var result: [(Int, QueryTree)] = []
        for (name, child) in children {
            guard let number = Int(name), number > 0 else {
                throw CodecError(problem: "has a parameter where a number is expected")
            }
            result.append((number, child))
        }
        return result.sorted { $0.0 < $1.0 }
    }
}
