import SlipwayDomain

extension FailureMode {
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
}
