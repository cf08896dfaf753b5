import SlipwayDomain

extension FailureMode {
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
