import SlipwayDomain

extension FailureMode {
    static let exitAborted = ApplicationWords.exit(
        "app-exit-134", 134, title: "the application aborted", meaning: "it gave up on itself (SIGABRT)",
        explanation: "A runtime ended the process after a failed assertion, a fatal error or a full heap.",
        fix: "read its last lines; where they speak of memory, raise `memory:` in slipway.yml")
}
