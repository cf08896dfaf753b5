import AWSRuntime
import Foundation
import Testing

/// One case of botocore's protocol suites, with its shapes built at run time.
struct ProtocolVector: Sendable, CustomTestStringConvertible {
    var id: String
    var wireProtocol: WireProtocol
    var operation: OperationSchema
    /// `https://example.com/custom`, where the case says.
    var clientEndpoint: String?
    var fields: [String: JSONValue]
    /// The shape of the error that an output case means.
    var errorSchema: ErrorSchema?

    var testDescription: String { "\(wireProtocol) \(id)" }

    enum Direction: String { case input, output }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/vectors/protocols")

    /// Empty when the folder beside the package is not there; a test of its own says so.
    static func all(_ direction: Direction) -> [ProtocolVector] {
        ["json", "json_1_0", "query", "ec2"].flatMap { name -> [ProtocolVector] in
            let url = folder.appending(path: "\(direction.rawValue)/\(name).json")
            guard let data = try? Data(contentsOf: url),
                let suites = try? JSONDecoder().decode([JSONValue].self, from: data)
            else { return [] }
            return suites.flatMap { suite in
                (suite["cases"]?.array ?? []).compactMap { ProtocolVector(suite: suite, case: $0) }
            }
        }
    }

    private init?(suite: JSONValue, case fields: JSONValue) {
        guard let id = fields["id"]?.string, let metadata = suite["metadata"], let given = fields["given"],
            let name = given["name"]?.string
        else { return nil }
        let shapes = ModelShapes(suite["shapes"] ?? .object([:]))
        self.id = id
        self.fields = fields.object
        clientEndpoint = suite["clientEndpoint"]?.string
        wireProtocol =
            switch metadata["protocol"]?.string {
            case "query": .awsQuery
            case "ec2": .ec2Query
            default: metadata["jsonVersion"]?.string == "1.0" ? .awsJSON10 : .awsJSON11
            }
        let service = ServiceDescription(
            endpointPrefix: "test", signingName: "test", environmentSuffix: "TEST",
            apiVersion: metadata["apiVersion"]?.string ?? "", wireProtocol: wireProtocol,
            targetPrefix: metadata["targetPrefix"]?.string)
        let empty = Shape("Empty", .structure(Shape.StructureTraits([])))
        let errors = (given["errors"]?.array ?? []).compactMap { $0["shape"]?.string }.map(shapes.error)
        operation = OperationSchema(
            service: service, name: name, input: given["input"]?["shape"]?.string.map { shapes.shape($0) } ?? empty,
            output: given["output"]?["shape"]?.string.map { shapes.shape($0) } ?? empty, errors: errors,
            hostPrefix: given["endpoint"]?["hostPrefix"]?.string)
        let code = fields["errorCode"]?.string
        errorSchema = errors.first { $0.code == code }
    }

    /// What the case sends, with the idempotency token that a caller fills in.
    func input() throws -> AWSValue {
        let value = try AWSValue(vector: fields["params"] ?? .object([:]), operation.input)
        guard case .structure(var members) = value, case .structure(let traits) = operation.input.kind else {
            return value
        }
        for member in traits.members where member.isIdempotencyToken && members[member.name] == nil {
            members[member.name] = .string("00000000-0000-4000-8000-000000000000")
        }
        return .structure(members)
    }
}

/// A service model in miniature, turned into `Shape`s.
struct ModelShapes: Sendable {
    private let model: JSONValue

    init(_ model: JSONValue) {
        self.model = model
    }

    func error(_ name: String) -> ErrorSchema {
        let shape = model[name]
        return ErrorSchema(
            code: shape?["error"]?["code"]?.string ?? name,
            httpStatus: shape?["error"]?["httpStatusCode"]?.integer ?? (shape?["fault"] != nil ? 500 : 400),
            shape: self.shape(name))
    }

    /// - Parameter isFlattened: said by the member that points here.
    func shape(_ name: String, isFlattened: Bool = false) -> Shape {
        let shape = model[name] ?? .object([:])
        let constraints = Shape.Constraints(known: (shape["enum"]?.array ?? []).compactMap(\.string))
        return Shape(name, kind(shape, isFlattened), constraints: constraints)
    }

    private func kind(_ shape: JSONValue, _ isFlattened: Bool) -> Shape.Kind {
        let flattened = isFlattened || shape["flattened"] == .boolean(true)
        if shape["document"] == .boolean(true) { return .document }
        switch shape["type"]?.string {
        case "string": return .string
        case "boolean": return .boolean
        case "integer": return .integer
        case "long": return .long
        case "float": return .float
        case "double": return .double
        case "blob": return .blob
        case "timestamp": return .timestamp(format(shape))
        case "list":
            let element = shape["member"]
            return .list(
                Shape.ListTraits(elementName: element?["locationName"]?.string, isFlattened: flattened) {
                    self.target(element)
                })
        case "map":
            let (key, value) = (shape["key"], shape["value"])
            return .map(
                Shape.MapTraits(
                    keyName: key?["locationName"]?.string, valueName: value?["locationName"]?.string,
                    isFlattened: flattened, key: { self.target(key) }, value: { self.target(value) }))
        default: return .structure(structure(shape))
        }
    }

    private func structure(_ shape: JSONValue) -> Shape.StructureTraits {
        let required = Set((shape["required"]?.array ?? []).compactMap(\.string))
        // The order of members means nothing on the wire.
        let members = (shape["members"]?.object ?? [:]).sorted { $0.key < $1.key }.map { name, member in
            Shape.Member(
                name, wireName: member["locationName"]?.string, isRequired: required.contains(name),
                isIdempotencyToken: member["idempotencyToken"] == .boolean(true), timestampFormat: format(member),
                target: { self.target(member) })
        }
        return Shape.StructureTraits(members, isUnion: shape["union"] == .boolean(true))
    }

    private func target(_ member: JSONValue?) -> Shape {
        shape(member?["shape"]?.string ?? "", isFlattened: member?["flattened"] == .boolean(true))
    }

    private func format(_ json: JSONValue) -> Shape.TimestampFormat? {
        json["timestampFormat"]?.string.flatMap(Shape.TimestampFormat.init(rawValue:))
    }
}

extension AWSValue {
    /// The vectors' way to write values: timestamps as seconds, blobs as text, floats that JSON cannot say as text.
    init(vector json: JSONValue, _ shape: Shape) throws {
        switch (json, shape.kind) {
        case (.null, _): self = .null
        case (_, .document): self = .document(json)
        case (.string(let text), .string): self = .string(text)
        case (.string(let text), .blob): self = .blob(Array(text.utf8))
        case (.string(let text), .float), (.string(let text), .double):
            let named = ["NaN": Double.nan, "Infinity": .infinity, "-Infinity": -.infinity]
            self = .double(try #require(named[text]))
        case (.boolean(let flag), .boolean): self = .boolean(flag)
        case (.integer(let number), .integer), (.integer(let number), .long): self = .integer(number)
        case (.integer(let number), .float), (.integer(let number), .double): self = .double(Double(number))
        case (.double(let number), .float), (.double(let number), .double): self = .double(number)
        case (.integer(let number), .timestamp): self = .timestamp(Timestamp(secondsSinceEpoch: Double(number)))
        case (.double(let number), .timestamp): self = .timestamp(Timestamp(secondsSinceEpoch: number))
        case (.array(let values), .list(let traits)):
            self = .list(try values.map { try AWSValue(vector: $0, traits.element()) })
        case (.object(let entries), .map(let traits)):
            self = .map(try entries.mapValues { try AWSValue(vector: $0, traits.value()) })
        case (.object(let entries), .structure(let traits)):
            var members: [String: AWSValue] = [:]
            for member in traits.members {
                guard let value = entries[member.name], value != .null else { continue }
                members[member.name] = try AWSValue(vector: value, member.target())
            }
            self = .structure(members)
        default: throw Unexpected(text: "\(json) as \(shape.name)")
        }
    }

    struct Unexpected: Error { var text: String }
}

extension JSONValue {
    subscript(_ key: String) -> JSONValue? { object[key] }

    var object: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .integer(let number) = self { Int(number) } else { nil }
    }

    static func parsing(_ body: [UInt8]) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(body))
    }
}
