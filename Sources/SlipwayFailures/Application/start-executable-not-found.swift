import SlipwayDomain

extension FailureMode {
    static let entrypointNotFound = FailureMode(
        id: "start-executable-not-found", title: "the command does not exist", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .executableMissing,
        recognise: { signals in
            let found = signals.reason(containing: [
                ["executable file not found"], ["no such file or directory", "exec"],
                ["no such file or directory", "cannotstartcontainererror"], ["permission denied", "exec"],
            ])
            guard let found else { return nil }
            let isDenied = found.text.lowercased().contains("permission denied")
            return Recognised(
                cause: isDenied
                    ? "the command of \(signals.culprit?.name ?? "the container") may not be executed"
                    : "the image has no program by the name of the container's command or entry point",
                fix: isDenied ? "set its executable bit in the image (chmod +x)"
                    : "correct command: or entrypoint: in slipway.yml, or the image's own; a script also needs its interpreter",
                evidence: [found])
        })
}
