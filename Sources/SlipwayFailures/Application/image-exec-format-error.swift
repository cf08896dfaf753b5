import SlipwayDomain

extension FailureMode {
    static let execFormat = FailureMode(
        id: "image-exec-format-error", title: "the program is for another processor", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .executableOtherFormat,
        recognise: { signals in
            let inLog = signals.log.last { $0.lowercased().contains("exec format error") }
            let found = signals.reason("exec format error")
                ?? inLog.map { Evidence(source: "log", field: signals.culprit?.name ?? "", text: TaskSignals.cut($0)) }
            guard let found else { return nil }
            return Recognised(
                cause: "the program in \(signals.imageName) is built for another processor than the task's",
                fix: "docker build --platform linux/amd64 (or linux/arm64), push, deploy", evidence: [found],
                fingerprint: signals.imageName)
        })
}
