import SlipwayDomain

extension FailureMode {
    static let exitNotExecutable = ApplicationWords.exit(
        "app-exit-126", 126, title: "the command cannot be executed",
        meaning: "its shell found the command but may not execute it",
        explanation: "A shell in the container found the program, but it is not executable, is a folder or is made for "
            + "another processor.", fix: "in the Dockerfile: RUN chmod +x on the program",
        fault: .executableNotPermitted)
}
