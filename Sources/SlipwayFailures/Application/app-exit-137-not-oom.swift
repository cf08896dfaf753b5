import SlipwayDomain

extension FailureMode {
    /// 137 and 143: ended from outside. Memory is only one of the reasons, and the one that ECS would have named.
    static let killed = FailureMode(
        id: "app-exit-137-not-oom", title: "the container was killed", nature: .application, withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h",
        recognise: { signals in
            guard let culprit = signals.culprit, let code = culprit.exitCode, code == 137 || code == 143 else { return nil }
            let signal = code == 137 ? "SIGKILL" : "SIGTERM"
            return Recognised(
                cause: "\(culprit.name) ended by \(signal), and ECS names no reason; memory would have been named",
                fix: code == 137 ? "see whether it ignores SIGTERM (its stop time-out ended), or was killed on the host"
                    : "see who stopped it: aws ecs describe-tasks --tasks \(signals.task.id)",
                evidence: signals.reasonEvidence + signals.logEvidence, confidence: .possible, fingerprint: "\(code)")
        })
}
