package import AWSRuntime

/// Values as Go's `%v` writes them and its JSON parser complains of them: the ECS agent is written in Go, and what it
/// injects and says comes out of these.
package enum GoText {
    /// `%v` of a decoded JSON value: numbers are `float64`, maps are sorted by key.
    package static func format(_ value: JSONValue) -> String {
        switch value {
        case .null: "<nil>"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): format(Double(number))
        case .double(let number): format(number)
        case .string(let text): text
        case .array(let values): "[\(values.map(format).joined(separator: " "))]"
        case .object(let members):
            "map[\(members.sorted { $0.key < $1.key }.map { "\($0.key):\(format($0.value))" }.joined(separator: " "))]"
        }
    }

    /// The shortest digits that read back, with an exponent below 1e-4 and from 1e6 on
    /// (`%v` of a `float64` is `%g`): 12345678 becomes `1.2345678e+07`.
    package static func format(_ number: Double) -> String {
        let (isNegative, digits, exponent) = decompose(number)
        let sign = isNegative ? "-" : ""
        guard !digits.isEmpty else { return "\(sign)0" }
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
            let power = abs(exponent)
            return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(power < 10 ? "0" : "")\(power)"
        }
        if exponent < 0 { return "\(sign)0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return "\(sign)\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
    }

    /// Significant digits without zeros at either end, and the power of ten of the first one.
    private static func decompose(_ number: Double) -> (isNegative: Bool, digits: String, exponent: Int) {
        let text = number.magnitude.description.lowercased()
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.hasSuffix("0") { digits.removeLast() }
        let scale = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (number.sign == .minus, digits, whole.count - 1 - leading + scale)
    }

    /// The name of a JSON kind in Go's errors.
    package static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean: "bool"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Go's complaint about a text that is no JSON. Names one character and nothing else of it.
    package static func parseProblem(_ text: String) -> String {
        guard let first = text.unicodeScalars.first(where: { !" \t\r\n".unicodeScalars.contains($0) }) else {
            return "unexpected end of JSON input"
        }
        let starts = "{[\"-0123456789tfn".unicodeScalars
        if !starts.contains(first) { return "invalid character '\(first)' looking for beginning of value" }
        return "unexpected end of JSON input"
    }
}
