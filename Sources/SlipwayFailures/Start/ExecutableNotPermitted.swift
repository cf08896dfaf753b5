import SlipwayDomain

extension FailureMode {
    static let executableNotPermitted = FailureMode(
        "start-permission-denied", title: "the container's program may not be executed", nature: .cannotHeal,
        fault: .executableNotPermitted,
        explanation: "The file is there but is not executable, or is a folder, or its folder may not be entered by the "
            + "container's user.",
        withoutUs: StartWords.alone,
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
}
