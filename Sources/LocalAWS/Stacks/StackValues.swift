import AWSRuntime
import FoundationEssentials

/// Works out what a template's expressions mean in one stack.
struct StackValues: Sendable {
    var scope: CloudScope
    var stackName: String
    var stackID: String
    /// Parameters and physical ids, by name.
    var known: [String: String]
    /// Values that other stacks export, by name.
    var exports: [String: String]

    /// Text for text; for what LocalAWS cannot work out (an attribute of something that was never made), the expression
    /// itself as JSON.
    func text(_ json: JSONValue) -> String {
        switch json {
        case .string(let text): return text
        case .integer(let number): return "\(number)"
        case .boolean(let flag): return flag ? "true" : "false"
        case .object(let members):
            guard members.count == 1, let (function, argument) = members.first,
                let result = call(function, argument)
            else { return Self.json(json) }
            return result
        default: return Self.json(json)
        }
    }

    private func call(_ function: String, _ argument: JSONValue) -> String? {
        switch (function, argument) {
        case ("Ref", .string(let name)): return value(of: name)
        case ("Fn::ImportValue", _): return exports[text(argument)]
        case ("Fn::Sub", .string(let text)): return substituted(text, [:])
        case ("Fn::Sub", .array(let parts)):
            guard parts.count == 2, case .string(let text) = parts[0], case .object(let own) = parts[1] else {
                return nil
            }
            return substituted(text, own.mapValues(self.text))
        case ("Fn::Join", .array(let parts)):
            guard parts.count == 2, case .string(let separator) = parts[0], case .array(let items) = parts[1] else {
                return nil
            }
            return items.map(text).joined(separator: separator)
        case ("Fn::GetAtt", .array(let parts)):
            guard parts.count == 2, case .string(let name) = parts[0], case .string(let attribute) = parts[1],
                let id = known[name]
            else { return nil }
            return attribute == "Arn" || attribute.hasSuffix("Arn") ? id : "\(id).\(attribute)"
        default: return nil
        }
    }

    private func value(of name: String) -> String? {
        switch name {
        case "AWS::Region": scope.region
        case "AWS::AccountId": scope.account
        case "AWS::StackName": stackName
        case "AWS::StackId": stackID
        case "AWS::Partition": "aws"
        case "AWS::URLSuffix": "amazonaws.com"
        default: known[name]
        }
    }

    private func substituted(_ text: String, _ own: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            let name = String(rest[start.upperBound..<end])
            let value =
                name.hasPrefix("!")
                ? "${\(name.dropFirst())}" : own[name] ?? value(of: name) ?? known[String(name.prefix { $0 != "." })]
            result += rest[..<start.lowerBound] + (value ?? "${\(name)}")
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func json(_ json: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // It came as JSON.
        guard let data = try? encoder.encode(json) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }
}
