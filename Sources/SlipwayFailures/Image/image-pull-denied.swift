import SlipwayDomain

extension FailureMode {
    static let imagePullDenied = FailureMode(
        id: "image-pull-denied", title: "the image may not be pulled", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .pullDenied,
        recognise: { signals in
            let found = signals.reason(containing: [
                ["cannotpull", "403 forbidden"], ["not authorized to perform: ecr:"],
                ["cannotpullecrcontainererror", "accessdenied"], ["role has the permissions to pull images"],
                ["pull access denied"],
            ])
            guard let found else { return nil }
            return Recognised(
                cause: "the execution role may not pull \(signals.imageName)",
                fix: "attach AmazonECSTaskExecutionRolePolicy to \(signals.executionRole)"
                    + "; for another account's registry its repository policy must allow it too",
                evidence: [found], confidence: .likely, fingerprint: signals.imageName)
        })
}

extension TaskSignals {
    /// What to call the execution role in a sentence.
    var executionRole: String { workload.taskDefinition?.executionRole ?? "the task's execution role" }
}
