import SlipwayDomain

extension FailureMode {
    static let exitMinusOne = ApplicationWords.exit(
        "app-exit-255", 255, title: "the application ended with -1", meaning: "it said that something failed",
        explanation: "255 is what exit(-1) gives, and some shells give it for a program of another processor.",
        fix: "read its last lines")
}
