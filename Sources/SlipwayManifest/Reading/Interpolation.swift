/// Replaces `${env}` and `${VARIABLE}` in a text; `$$` is a dollar sign. An unset variable is an error.
struct Interpolation: Sendable {
    /// The name of the chosen environment.
    var environment: String
    /// The process's variables.
    var variables: [String: String]

    enum Failure: Error {
        case unset(String)
        case unclosed
        case badName(String)

        var message: String {
            switch self {
            case .unset(let name):
                "${\(name)} is not set: export \(name)=…, or write $${\(name)} for the text itself"
            case .unclosed: "${ without }: write $${ for the text itself"
            case .badName(let name): "${\(name)} is not the name of a variable"
            }
        }
    }

    func apply(_ text: String) throws(Failure) -> String {
        guard text.contains("$") else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest.index(after: dollar)
            if rest[after...].hasPrefix("$") {
                result += "$"
                rest = rest[rest.index(after: after)...]
            } else if rest[after...].hasPrefix("{") {
                guard let end = rest[after...].firstIndex(of: "}") else { throw .unclosed }
                result += try value(of: String(rest[rest.index(after: after)..<end]))
                rest = rest[rest.index(after: end)...]
            } else {
                result += "$"
                rest = rest[after...]
            }
        }
        return result + rest
    }

    private func value(of name: String) throws(Failure) -> String {
        if name == "env" { return environment }
        let isName = !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isName else { throw .badName(name) }
        guard let value = variables[name] else { throw .unset(name) }
        return value
    }
}
