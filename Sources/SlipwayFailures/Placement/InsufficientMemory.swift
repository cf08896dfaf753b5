import SlipwayDomain

extension FailureMode {
    static let insufficientMemory = PlacementWords.mode(
        "place-insufficient-memory", title: "no instance has enough memory left",
        explanation: "The cluster's instances are too full for another task.",
        texts: [["insufficient memory available"], ["resource:memory"]],
        cause: "no instance of the cluster has enough memory left",
        fix: "add an instance, or lower `memory:` in slipway.yml")
}
