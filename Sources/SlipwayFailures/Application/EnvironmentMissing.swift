import SlipwayDomain

extension FailureMode {
    static let environmentMissing = FailureMode(
        "app-env-missing", title: "the application misses a variable", nature: .application, fault: .variableMissing,
        explanation: "The application said during its start that an environment variable is missing, and ended.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, signals in
                guard exit.code != 0,
                    let line = exit.line(
                        with: "is required", "missing required", "must be set", "is not set", "not defined",
                        "environment variable not found", "keyerror: '", "missing environment", "must have a value",
                        "missing value"),
                    let variable = variable(in: line)
                else { return nil }
                let definition = signals.definition(of: exit.container.name)
                let given = definition.map { $0.variables + $0.secrets.map(\.name) } ?? []
                return ApplicationWords.said(
                    exit, line,
                    given.contains(variable) ? "it does not accept \(variable)" : "it misses the variable \(variable)",
                    fix: given.contains(variable)
                        ? "\(variable) is given: look at its value"
                        : "in slipway.yml: variables: { \(variable): … } or secrets: { \(variable): \"secret:NAME#key\" }, "
                            + "and add it to required:")
            }
        ])

    /// A word of capitals, digits and underscores with at least one underscore or in quotes.
    private static func variable(in line: String) -> String? {
        line.split { !($0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber))) }.map(String.init)
            .first { word in
                word.count >= 4 && word.contains("_") && word.first?.isLetter == true
                    && word.allSatisfy { $0 == "_" || $0.isUppercase || $0.isNumber }
            }
    }
}
