import SlipwayDomain

extension FailureMode {
    static let imageExecFormat = FailureMode(
        "image-exec-format-error", title: "the program cannot run on this processor", nature: .cannotHeal,
        fault: .executableOtherFormat,
        explanation:
            "The kernel does not know the program's format: it is made for another processor, or it is a script "
            + "without a first line that names its interpreter.",
        withoutUs: "ECS would have started new tasks for ever, each ending at once",
        recognisers: [
            .reason { reason, signals in
                guard reason.has("exec format error") else { return nil }
                return recognition(signals)
            },
            .exit { exit, signals in
                guard let line = exit.line(with: "exec format error", "cannot execute binary file") else { return nil }
                var found = recognition(signals)
                found.evidence = [Evidence(source: "log", field: exit.container.name, text: line)] + exit.evidence
                return found
            },
        ])

    private static func recognition(_ signals: TaskSignals) -> Recognition {
        let host = signals.workload.taskDefinition?.platform
        let image = signals.workload.image?.platforms ?? []
        if let host, !image.isEmpty, !image.contains(where: { $0.runs(on: host) }) {
            return Recognition(
                "the image is made for \(image.map(\.description).joined(separator: ", ")), the task runs on \(host)",
                fix: "docker buildx build --platform \(host) --push …, or set `platform:` in slipway.yml")
        }
        return Recognition(
            "the container's program is made for another processor, or is a script without #! in its first line",
            fix: "build for \(host?.description ?? "the task's platform"): docker buildx build --platform "
                + "\(host?.description ?? "linux/amd64") --push …; a script needs #! in its first line",
            confidence: .certain)
    }
}
