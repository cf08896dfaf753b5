/// The part of a host name that an operation adds, `foo.{label}.`.
enum HostPrefix {
    /// - Throws: when a named member is absent or would not be one label of a host name.
    static func expand(_ template: String?, with value: AWSValue) throws(CodecError) -> String {
        guard let template else { return "" }
        var host = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw CodecError(problem: "the host prefix \(template) has no closing brace")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard case .structure(let members) = value, case .string(let label)? = members[name], isLabel(label) else {
                throw CodecError(path: name, problem: "must be a label of a host name: letters, digits, hyphens")
            }
            host += rest[..<open] + label
            rest = rest[rest.index(after: close)...]
        }
        return host + rest
    }

    private static func isLabel(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
