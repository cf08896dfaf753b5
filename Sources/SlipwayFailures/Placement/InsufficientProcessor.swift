import SlipwayDomain

extension FailureMode {
    static let insufficientProcessor = PlacementWords.mode(
        "place-insufficient-cpu", title: "no instance has enough CPU left",
        explanation: "The cluster's instances are too full for another task.",
        texts: [["insufficient cpu units available"], ["resource:cpu"]],
        cause: "no instance of the cluster has enough CPU left", fix: "add an instance, or lower `cpu:` in slipway.yml")
}
