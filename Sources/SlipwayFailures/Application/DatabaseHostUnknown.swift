import SlipwayDomain

extension FailureMode {
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
}
