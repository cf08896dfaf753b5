import SlipwayDomain

// Failures that show in the application's last lines. A line is only believed of a container that has ended.
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

    static let databaseRefused = FailureMode(
        "app-db-refused", title: "the database does not answer", nature: .application,
        explanation:
            "The application could not connect: the database is down, listens elsewhere, or a security group keeps "
            + "its port shut.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code != 0,
                    let line = exit.line(
                        with: "econnrefused", "connection refused", "could not connect to server",
                        "connection timed out", "can't connect to mysql")
                else { return nil }
                return ApplicationWords.said(
                    exit, line, "something it needs refuses connections or does not answer",
                    fix:
                        "check host and port in the service's variables, that the database runs, and that its security "
                        + "group lets the tasks in")
            }
        ])

    static let databaseHostUnknown = FailureMode(
        "app-db-host-unknown", title: "the database's name is unknown", nature: .application,
        explanation:
            "A host name that the application was given does not resolve: a slip of the pen, another environment's "
            + "name, or a private zone that this network does not see.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code != 0,
                    let line = exit.line(
                        with: "enotfound", "could not translate host name", "name or service not known",
                        "no such host", "temporary failure in name resolution", "unknown host")
                else { return nil }
                return ApplicationWords.said(
                    exit, line, "a host name that it was given is unknown",
                    fix: "check the host in the service's variables or secrets")
            }
        ])

    static let databaseAuthentication = FailureMode(
        "app-db-auth-failed", title: "the database refuses the login", nature: .application,
        explanation: "The database answered and refused user or password: the secret and the database do not agree.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code != 0,
                    let line = exit.line(
                        with: "password authentication failed", "access denied for user", "authentication failed for")
                else { return nil }
                return ApplicationWords.said(
                    exit, line, "the database refuses its user or password",
                    fix: "put the database's present password into the secret, then deploy again")
            }
        ])
}
