import SlipwayDomain

extension FailureMode {
    static let exitUsage = ApplicationWords.exit(
        "app-exit-2", 2, title: "the command was used wrongly",
        meaning: "mostly wrong arguments, or a panic of a Go program",
        explanation:
            "Shells and argument parsers end with 2 when they are called wrongly; Go programs when they panic.",
        fix: "correct `command:` in slipway.yml, or read the panic in its last lines")
}
