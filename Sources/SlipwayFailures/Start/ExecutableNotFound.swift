import SlipwayDomain

extension FailureMode {
    static let executableNotFound = FailureMode(
        "start-executable-not-found", title: "the container's program does not exist", nature: .cannotHeal,
        fault: .executableMissing,
        explanation:
            "The image has no such program: a command given as one text instead of a list, a file that was not "
            + "copied into the final stage, a shell asked for in an image without one, or a script whose interpreter is "
            + "missing.",
        withoutUs: StartWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard
                    reason.hasAny("executable file not found in", "no such file or directory"),
                    reason.hasAny(
                        "cannotstart", "unable to start container", "starting container process", "exec:", "stat ")
                else { return nil }
                let program =
                    reason.value(after: "exec: \"", until: ["\""]) ?? reason.value(after: "stat ", until: [":"])
                    ?? "its program"
                let spaced = program.contains(" ")
                return Recognition(
                    "the container's program \(program) is not in the image",
                    fix: spaced
                        ? "in slipway.yml write the command as a list: command: ["
                            + program.split(separator: " ").joined(separator: ", ") + "]"
                        : "correct `command:` or `entrypoint:` in slipway.yml, or put \(program) into the image",
                    subject: program)
            }
        ])
}
