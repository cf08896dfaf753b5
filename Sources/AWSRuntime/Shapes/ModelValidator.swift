/// Holds a value against its shape: required members, lengths, ranges, unions; for servers also unknown members, unknown
/// enumeration values and patterns.
///
/// Clients keep what they do not know and leave patterns to the service: models lag behind what services take, and a
/// client that refuses a legal request has no way round. Problems name members and limits, never values.
package struct ModelValidator: Sendable {
    package enum Role: Sendable { case client, server }

    private let role: Role
    /// Enough to mend a request by; a list of a million wrong elements is one problem often enough.
    private static let problemLimit = 50
    /// Patterns are matched by backtracking, so what they may see is bounded.
    private static let patternLengthLimit = 4096

    package init(_ role: Role) {
        self.role = role
    }

    /// In the order of the model's members; at most 50.
    package func problems(in value: AWSValue, shape: Shape) -> [ValidationProblem] {
        var problems: [ValidationProblem] = []
        check(value, shape, "", &problems)
        return Array(problems.prefix(Self.problemLimit))
    }

    private func check(_ value: AWSValue, _ shape: Shape, _ path: String, _ problems: inout [ValidationProblem]) {
        guard problems.count < Self.problemLimit else { return }
        switch (value, shape.kind) {
        case (.string(let text), .string): check(text, shape, path, &problems)
        case (.boolean, .boolean), (.timestamp, .timestamp), (.document, .document): return
        case (.integer(let number), .integer):
            if Int32(exactly: number) == nil { add("must fit 32 bits", path, &problems) }
            range(Double(number), shape, path, "must be", "", &problems)
        case (.integer(let number), .long), (.integer(let number), .float), (.integer(let number), .double):
            range(Double(number), shape, path, "must be", "", &problems)
        case (.double(let number), .float), (.double(let number), .double):
            range(number, shape, path, "must be", "", &problems)
        case (.blob(let bytes), .blob): range(Double(bytes.count), shape, path, "must have", " bytes", &problems)
        case (.list(let values), .list(let traits)):
            range(Double(values.count), shape, path, "must have", " elements", &problems)
            let element = traits.element()
            for (index, value) in values.enumerated() { check(value, element, path + "[\(index)]", &problems) }
        case (.map(let entries), .map(let traits)):
            range(Double(entries.count), shape, path, "must have", " entries", &problems)
            let (key, element) = (traits.key(), traits.value())
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                check(.string(entry.key), key, AWSPath.join(path, "key \(entry.key)"), &problems)
                check(entry.value, element, AWSPath.join(path, entry.key), &problems)
            }
        case (.structure(let members), .structure(let traits)): check(members, traits, shape, path, &problems)
        default: add("is \(value.kindDescription), but \(shape.name) is not", path, &problems)
        }
    }

    private func check(
        _ members: [String: AWSValue], _ traits: Shape.StructureTraits, _ shape: Shape, _ path: String,
        _ problems: inout [ValidationProblem]
    ) {
        for member in traits.members {
            let place = AWSPath.join(path, member.name)
            if let value = members[member.name], value != .null {
                check(value, member.target(), place, &problems)
            } else if member.isRequired, !(role == .client && member.isIdempotencyToken) {
                add("is required", place, &problems)
            }
        }
        if traits.isUnion, members.count(where: { $0.value != .null }) != 1 {
            add(
                "must have exactly one member of \(traits.members.map(\.name).joined(separator: ", "))", path, &problems
            )
        }
        // A client's unknown members cannot be written at all: the codec refuses them.
        guard role == .server else { return }
        let known = Set(traits.members.map(\.name))
        for name in members.keys.filter({ !known.contains($0) }).sorted() {
            add("is not a member of \(shape.name)", AWSPath.join(path, name), &problems)
        }
    }

    private func check(_ text: String, _ shape: Shape, _ path: String, _ problems: inout [ValidationProblem]) {
        range(Double(text.unicodeScalars.count), shape, path, "must have", " characters", &problems)
        guard role == .server else { return }
        let known = shape.constraints.known
        if !known.isEmpty, !known.contains(text) {
            add("must be one of \(known.joined(separator: ", "))", path, &problems)
        }
        if let pattern = shape.constraints.pattern, !matches(text, pattern) {
            add("must match \(pattern)", path, &problems)
        }
    }

    /// The whole text has to match, as AWS's own validation does it, whether or not the pattern says so with anchors.
    ///
    /// True too where the pattern is in another dialect than Swift's, and for text too long to be matched safely.
    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard text.utf8.count <= Self.patternLengthLimit else { return true }
        do {
            let expression = try Regex(pattern).matchingSemantics(.unicodeScalar)
            return try expression.wholeMatch(in: text) != nil
        } catch {
            return true
        }
    }

    private func range(
        _ amount: Double, _ shape: Shape, _ path: String, _ verb: String, _ unit: String,
        _ problems: inout [ValidationProblem]
    ) {
        let (low, high) = (shape.constraints.minimum, shape.constraints.maximum)
        guard (low.map { amount < $0 } ?? false) || (high.map { amount > $0 } ?? false) else { return }
        let limits =
            switch (low.map(Self.plain), high.map(Self.plain)) {
            case (let low?, let high?): "\(low) to \(high)"
            case (let low?, nil): "at least \(low)"
            case (nil, let high?): "at most \(high)"
            case (nil, nil): ""
            }
        add("\(verb) \(limits)\(unit)", path, &problems)
    }

    private static func plain(_ number: Double) -> String {
        Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    }

    private func add(_ problem: String, _ path: String, _ problems: inout [ValidationProblem]) {
        problems.append(ValidationProblem(path: path, problem: problem))
    }
}
