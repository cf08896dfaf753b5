import SlipwayDomain

extension FailureMode {
    private static let alone = "ECS would have started new tasks for ever, with pauses growing to 27 min"

    static let executableNotFound = FailureMode(
        "start-executable-not-found", title: "the container's program does not exist", nature: .cannotHeal,
        fault: .executableMissing,
        explanation:
            "The image has no such program: a command given as one text instead of a list, a file that was not "
            + "copied into the final stage, a shell asked for in an image without one, or a script whose interpreter is "
            + "missing.",
        withoutUs: alone,
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

    static let executableNotPermitted = FailureMode(
        "start-permission-denied", title: "the container's program may not be executed", nature: .cannotHeal,
        fault: .executableNotPermitted,
        explanation: "The file is there but is not executable, or is a folder, or its folder may not be entered by the "
            + "container's user.",
        withoutUs: alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.has("permission denied"),
                    reason.hasAny("exec: ", "cannotstart", "unable to start container")
                else { return nil }
                let program = reason.value(after: "exec: \"", until: ["\""]) ?? "the program"
                return Recognition(
                    "\(program) may not be executed", fix: "in the Dockerfile: RUN chmod +x \(program)",
                    subject: program)
            }
        ])

    static let userNotFound = FailureMode(
        "start-user-not-found", title: "the container's user does not exist", nature: .cannotHeal,
        explanation: "The task definition names a user that the image does not know. A number always works.",
        withoutUs: alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("no matching entries in passwd file", "unable to find user", "unable to find group")
                else { return nil }
                let user = reason.value(after: "unable to find user ", until: [":", " "]) ?? "the user"
                return Recognition(
                    "the image has no user \(user)", fix: "use a number, or add the user in the Dockerfile",
                    subject: user)
            }
        ])
}
