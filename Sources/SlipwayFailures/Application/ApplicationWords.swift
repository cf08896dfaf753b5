import SlipwayDomain

/// What the application's own failures share.
enum ApplicationWords {
    static let alone =
        "ECS would have started new tasks for ever; without a health check its circuit breaker does not even count them"

    /// A recognition of an exit code, with the code and the last lines as evidence.
    static func ended(
        _ exit: ExitSignals, _ meaning: String, fix: String, confidence: Confidence = .certain
    ) -> Recognition {
        Recognition(
            "the container \(exit.container.name) ended with exit code \(exit.code)\(exit.after): \(meaning)", fix: fix,
            confidence: confidence, subject: "\(exit.container.name):\(exit.code)", family: "app-exit",
            evidence: exit.evidence)
    }

    /// A recognition of a line that the container wrote before it ended.
    static func said(_ exit: ExitSignals, _ line: String, _ meaning: String, fix: String) -> Recognition {
        Recognition(
            "the container \(exit.container.name) ended with exit code \(exit.code)\(exit.after): \(meaning)", fix: fix,
            confidence: .likely, subject: "\(exit.container.name):\(exit.code)", family: "app-exit",
            evidence: [Evidence(source: "log", field: exit.container.name, text: line)] + exit.evidence)
    }

    /// A mode that shows by its exit code alone. All of them share a fingerprint for each container and code.
    static func exit(
        _ id: FailureID, _ code: Int, title: String, meaning: String, explanation: String, fix: String,
        fault: FaultPrimitive? = .exitAtBoot, confidence: Confidence = .likely
    ) -> FailureMode {
        FailureMode(
            id, title: title, nature: .application, fault: fault, explanation: explanation, withoutUs: alone,
            recognisers: [
                .exit { exit, _ in
                    guard exit.code == code else { return nil }
                    return ended(exit, meaning, fix: fix, confidence: confidence)
                }
            ])
    }
}
