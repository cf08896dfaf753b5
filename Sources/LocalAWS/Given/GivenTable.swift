package import AWSRuntime

/// What LocalAWS is told instead of asked to make: databases, certificates, events of stacks.
///
/// A describe's own answer is the form in which it is told, as the AWS CLI prints it.
package struct GivenTable: Sendable {
    /// Why something given was not taken.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package var description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    private struct Entry: Sendable {
        var input: Shape
        var output: Shape
        var take: @Sendable (AWSValue?, AWSValue, CloudScope) throws -> Void
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    /// - Parameter take: the call's input (nil where none was given) and the answer that it shall have.
    mutating func on<O: AWSOperation>(
        _ operation: O.Type, _ take: @escaping @Sendable (O.Input?, O.Output, CloudScope) throws -> Void
    ) {
        entries[Self.name(operation)] = Entry(input: O.Input.shape, output: O.Output.shape) { input, output, scope in
            try take(input.map { try O.Input(awsValue: $0) }, O.Output(awsValue: output), scope)
        }
    }

    mutating func merge(_ other: GivenTable) {
        entries.merge(other.entries) { _, last in last }
    }

    /// `rds:DescribeDBInstances`…
    package var names: [String] { entries.keys.sorted() }

    private static func name<O: AWSOperation>(_ operation: O.Type) -> String {
        "\(O.service.signingName):\(O.name)"
    }

    /// Tells the cloud what a call shall answer from now on: things are added, or replace those with the same id.
    package func give<O: AWSOperation>(
        _ operation: O.Type, to input: O.Input? = nil, _ output: O.Output, in scope: CloudScope
    ) throws {
        guard let entry = entries[Self.name(operation)] else { throw Problem(Self.unknown(Self.name(operation))) }
        try entry.take(input?.awsValue, output.awsValue, scope)
    }

    private static func unknown(_ name: String) -> String { "LocalAWS does not take answers of \(name)" }

    /// Takes a list of `{"call": "rds:DescribeDBInstances", "with": {…}, "answers": {…}}`; what comes before a broken
    /// element stays.
    package func give(_ json: JSONValue, in scope: CloudScope) throws {
        guard case .array(let elements) = json else { throw Problem("what is given is not a list") }
        for (index, element) in elements.enumerated() {
            guard case .object(let members) = element, case .string(let name)? = members["call"],
                let answers = members["answers"]
            else { throw Problem("[\(index)] has no call or no answers") }
            if let extra = members.keys.filter({ !["call", "with", "answers"].contains($0) }).min() {
                throw Problem("[\(index)].\(extra) means nothing")
            }
            guard let entry = entries[name] else { throw Problem("[\(index)]: \(Self.unknown(name))") }
            let input = try members["with"].map { try Self.read($0, entry.input, "[\(index)].with") }
            try entry.take(input, Self.read(answers, entry.output, "[\(index)].answers"), scope)
        }
    }

    private static func read(_ json: JSONValue, _ shape: Shape, _ place: String) throws -> AWSValue {
        let value = try GivenJSON.value(json, shape, place)
        if let problem = ModelValidator(.client).problems(in: value, shape: shape).first {
            throw Problem("\(place).\(problem)")
        }
        return value
    }
}
