/// How names of a model become names in Swift.
package enum SwiftNaming {
    /// `LoadBalancerArn` → `loadBalancerArn`, `DNSName` → `dnsName`, `VPCZoneId` → `vpcZoneId`, `ARNs` → `arns`.
    package static func member(_ name: String) -> String {
        let camel = lowerCamel(words(name))
        return reservedMembers.contains(camel) ? "\(camel)Value" : camel
    }

    /// `FARGATE_SPOT` → `fargateSpot`, `application-load-balancer` → `applicationLoadBalancer`, `x86_64` → `x86_64`.
    package static func enumerationCase(_ value: String) -> String {
        let lowered = words(value).map { $0.contains(where: \.isLowercase) ? $0 : $0.lowercased() }
        var camel = lowerCamel(lowered)
        if camel.isEmpty { camel = "empty" }
        if let first = camel.first, first.isNumber { camel = "value\(camel)" }
        return reservedCases.contains(camel) ? "\(camel)Value" : camel
    }

    /// A shape's name as a type's; names that Swift or the runtime has already get the suffix `Shape`.
    package static func type(_ name: String) -> String {
        let upper = name.prefix(1).uppercased() + name.dropFirst()
        return reservedTypes.contains(upper) ? "\(upper)Shape" : upper
    }

    /// With back quotes where Swift has the word.
    package static func quoted(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }

    private static func words(_ name: String) -> [String] {
        name.split(whereSeparator: { !($0.isASCII && ($0.isLetter || $0.isNumber)) }).map(String.init)
    }

    private static func lowerCamel(_ words: [String]) -> String {
        guard let first = words.first else { return "" }
        return words.dropFirst().reduce(into: lowerLeadingRun(first)) { name, word in
            let digitsMeet = name.last?.isNumber == true && word.first?.isNumber == true
            name += (digitsMeet ? "_" : "") + word.prefix(1).uppercased() + word.dropFirst()
        }
    }

    private static func lowerLeadingRun(_ word: String) -> String {
        for mixed in ["IPv4", "IPv6"] where word.hasPrefix(mixed) {
            return mixed.lowercased() + word.dropFirst(mixed.count)
        }
        let run = word.prefix { $0.isUppercase }
        let rest = word.dropFirst(run.count)
        if run.count <= 1 || rest.isEmpty || rest.first?.isNumber == true || isPlural(rest) {
            return run.lowercased() + rest
        }
        // The last capital begins the next word.
        return run.dropLast().lowercased() + String(run.suffix(1)) + rest
    }

    /// `s` at the end or before a capital, as in `ARNs`.
    private static func isPlural(_ rest: Substring) -> Bool {
        rest == "s" || (rest.first == "s" && rest.dropFirst().first?.isUppercase == true)
    }

    /// Members that generated structures have already.
    private static let reservedMembers: Set<String> = [
        "shape", "awsValue", "debugDescription", "customMirror", "hashValue", "hash", "self", "init",
    ]
    /// `none` would be taken for an absent optional; `unknown` is the open case.
    private static let reservedCases: Set<String> = [
        "none", "some", "unknown", "self", "init", "shape", "allKnown", "rawValue", "awsValue", "description", "hash",
        "hashValue",
    ]
    private static let reservedTypes: Set<String> = [
        "Any", "Array", "Bool", "Boxed", "Client", "Dictionary", "Double", "Error", "Int", "Never", "Optional",
        "Protocol", "Result", "Self", "Set", "Shape", "Shapes", "String", "Timestamp", "Type", "Void",
    ]
    private static let keywords: Set<String> = [
        "Any", "Self", "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
        "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard",
        "if", "import", "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private",
        "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch",
        "throw", "throws", "true", "try", "typealias", "var", "where", "while",
    ]
}
