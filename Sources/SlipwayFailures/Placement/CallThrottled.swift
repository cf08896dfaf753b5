import SlipwayDomain

extension FailureMode {
    static let callThrottled = PlacementWords.mode(
        "api-throttled", title: "AWS refuses calls for now", fault: .apiThrottled,
        explanation: "More calls are made than AWS answers in a second. It passes.",
        texts: [["rate exceeded"], ["throttlingexception"], ["too many requests"]],
        cause: "more calls are made than AWS answers in a second", fix: "wait; nothing else is needed")
}
