import SlipwayDomain

extension FailureMode {
    static let capacityUnavailable = PlacementWords.mode(
        "capacity-fargate-unavailable", title: "AWS has no room right now", fault: .capacityUnavailable,
        explanation: "The zone has no free capacity of that kind. It comes back; other zones mostly have some.",
        texts: [["capacity is unavailable at this time"]], cause: "AWS has no capacity in the task's zones right now",
        fix: "wait, or add subnets of other zones in slipway.yml: network: { subnets: […] }")
}
