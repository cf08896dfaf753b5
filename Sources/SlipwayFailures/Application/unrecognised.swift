import SlipwayDomain

extension FailureMode {
    /// The honest answer: the evidence as it is, and where to look.
    static let unrecognised = FailureMode(
        id: "unrecognised", title: "not recognised", nature: .application, withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h",
        recognise: { signals in
            let reason = signals.reasons.first?.text ?? "no reason was given"
            return Recognised(
                cause: "this failure is not recognised: \(String(reason.prefix(300)))",
                fix: "look at the evidence; the log: slipway logs --since 15m", 
                evidence: signals.reasonEvidence + signals.logEvidence, confidence: .possible,
                fingerprint: String(reason.prefix(80)).withoutNumbers)
        })
}

extension String {
    /// Ids and counts differ from task to task; the same failure must have the same fingerprint.
    var withoutNumbers: String {
        String(filter { !$0.isNumber && !$0.isHexDigit || $0.isWhitespace })
    }
}
