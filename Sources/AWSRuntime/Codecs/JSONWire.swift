import FoundationEssentials

/// JSON bodies, guided by shapes.
enum JSONWire {
    enum UnknownMembers { case kept, dropped }

    /// Deeper than any service nests, and far from the end of any stack.
    static let depthLimit = 100

    static func decode(
        _ body: [UInt8], _ shape: Shape, unknownMembers: UnknownMembers
    ) throws(CodecError) -> AWSValue {
        if let problem = depthProblem(body) { throw CodecError(problem: problem) }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            let guide = JSONGuide(shape: shape, unknownMembers: unknownMembers)
            return try decoder.decode(JSONWireValue.self, from: Data(body), configuration: guide).value
        } catch let error as DecodingError {
            throw CodecError(error)
        } catch {
            throw CodecError(problem: "the body is not JSON")
        }
    }

    static func encode(_ value: AWSValue, _ shape: Shape) throws(CodecError) -> [UInt8] {
        try bytes(JSONWireValue(value), JSONGuide(shape: shape))
    }

    static func encodeError(_ error: AWSServiceError, _ shape: Shape?) throws(CodecError) -> [UInt8] {
        try bytes(JSONErrorBody(error: error), JSONGuide(shape: shape ?? Shape("Error", .structure(.init([])))))
    }

    private static func bytes<T: EncodableWithConfiguration>(
        _ value: T, _ guide: JSONGuide
    ) throws(CodecError) -> [UInt8] where T.EncodingConfiguration == JSONGuide {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return Array(try encoder.encode(value, configuration: guide))
        } catch let error as EncodingError {
            throw CodecError(error)
        } catch {
            throw CodecError(problem: "the value cannot be written as JSON")
        }
    }

    /// Counts brackets outside strings, before a recursive parser sees them.
    static func depthProblem(_ body: [UInt8]) -> String? {
        var depth = 0
        var inString = false
        var escaped = false
        for byte in body {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > depthLimit { return "the body is nested deeper than \(depthLimit)" }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
        }
        return nil
    }
}

/// What `JSONWireValue` needs to know: the shape, and how its owner wants timestamps.
struct JSONGuide: Sendable {
    var shape: Shape
    var timestampFormat: Shape.TimestampFormat?
    var unknownMembers: JSONWire.UnknownMembers = .dropped

    func descending(to shape: Shape, timestampFormat: Shape.TimestampFormat? = nil) -> JSONGuide {
        JSONGuide(shape: shape, timestampFormat: timestampFormat, unknownMembers: unknownMembers)
    }
}

/// Any name as a key.
struct JSONKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
        stringValue = name
    }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}

extension CodecError {
    init(_ error: DecodingError) {
        switch error {
        case .typeMismatch(let type, let context):
            self.init(path: Self.path(context.codingPath), problem: "is not \(Self.kind(type))")
        case .valueNotFound(_, let context):
            self.init(path: Self.path(context.codingPath), problem: "is null")
        case .keyNotFound(let key, let context):
            self.init(path: Self.path(context.codingPath + [key]), problem: "is missing")
        case .dataCorrupted(let context):
            // An empty path is the parser's: the body is no JSON. Its words may quote the body, so they stay here.
            let path = Self.path(context.codingPath)
            self.init(path: path, problem: path.isEmpty ? "the body is not JSON" : "is malformed")
        @unknown default: self.init(problem: "the body is not JSON")
        }
    }

    init(_ error: EncodingError) {
        guard case .invalidValue(_, let context) = error else {
            self.init(problem: "the value cannot be written as JSON")
            return
        }
        self.init(path: Self.path(context.codingPath), problem: context.debugDescription)
    }

    private static func kind(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "a boolean"
        case is Int64.Type: "an integer"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of the right type"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce("") { path, key in
            AWSPath.join(path, key.intValue.map { "[\($0)]" } ?? key.stringValue)
        }
    }
}
