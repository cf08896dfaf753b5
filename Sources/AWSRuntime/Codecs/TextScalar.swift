import FoundationEssentials

/// Values that are one piece of text, in query parameters and XML elements.
enum TextScalar {
    static func text(
        _ value: AWSValue, _ shape: Shape, _ format: Shape.TimestampFormat?
    ) throws(CodecError) -> String {
        switch (value, shape.kind) {
        case (.string(let text), .string): text
        case (.boolean(let flag), .boolean): flag ? "true" : "false"
        case (.integer(let number), .integer), (.integer(let number), .long), (.integer(let number), .float),
            (.integer(let number), .double):
            "\(number)"
        case (.double(let number), .float), (.double(let number), .double): text(number)
        case (.timestamp(let moment), .timestamp(let own)):
            WireTimestamp.text(moment, format ?? own ?? .iso8601)
        case (.blob(let bytes), .blob): Data(bytes).base64EncodedString()
        default: throw CodecError(problem: "is \(value.kindDescription), but \(shape.name) is not")
        }
    }

    static func value(_ text: String, _ shape: Shape) throws(CodecError) -> AWSValue {
        switch shape.kind {
        case .string: return .string(text)
        case .boolean:
            guard let flag = ["true": true, "false": false][text.lowercased()] else {
                throw CodecError(problem: "is not a boolean")
            }
            return .boolean(flag)
        case .integer, .long:
            guard let number = Int64(text) else { throw CodecError(problem: "is not an integer") }
            return .integer(number)
        case .float, .double:
            guard let number = number(text) else { throw CodecError(problem: "is not a number") }
            return .double(number)
        case .timestamp:
            guard let moment = WireTimestamp.parse(text) else { throw CodecError(problem: "is not a timestamp") }
            return .timestamp(moment)
        case .blob:
            guard let data = Data(base64Encoded: text) else { throw CodecError(problem: "is not base64") }
            return .blob(Array(data))
        case .document, .list, .map, .structure:
            throw CodecError(problem: "\(shape.name) cannot be one piece of text")
        }
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return "\(number)"
    }

    private static func number(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: Double(text).flatMap { $0.isFinite ? $0 : nil }
        }
    }
}
