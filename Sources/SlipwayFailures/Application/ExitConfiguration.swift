import SlipwayDomain

extension FailureMode {
    static let exitConfiguration = ApplicationWords.exit(
        "app-exit-78", 78, title: "the application refuses its configuration",
        meaning: "by convention: its configuration is wrong",
        explanation:
            "Exit code 78 (EX_CONFIG of sysexits) says that the configuration is wrong: a variable is missing or "
            + "has a value that the application cannot use.",
        fix: "read its last lines, then correct variables: or secrets: in slipway.yml")
}
