import SlipwayDomain

extension FailureMode {
    static let secretThrottled = FailureMode(
        "secret-throttled", title: "reading secrets is throttled", nature: .mayPass, fault: .apiThrottled,
        explanation: "Many tasks read many secrets at once, more than the service answers in a second. It passes.",
        withoutUs: "ECS would have tried again, with pauses",
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("asm", "ssm", "secrets manager"), reason.hasAny("throttling", "rate exceeded")
                else {
                    return nil
                }
                return Recognition(
                    "too many secrets are read at once",
                    fix: "keep the values in one JSON secret instead of many parameters", confidence: .likely)
            }
        ])
}
