import SlipwayDomain

extension FailureMode {
    static let exitCommandNotFound = ApplicationWords.exit(
        "app-exit-127", 127, title: "the command was not found",
        meaning: "its shell did not find the command, or a shared library is missing",
        explanation:
            "A shell in the container did not find the program, its interpreter, or a library it is linked to.",
        fix: "correct `command:` in slipway.yml, or put the program and its libraries into the image",
        fault: .executableMissing)
}
