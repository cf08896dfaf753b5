import SlipwayDomain

extension FailureMode {
    static let processorQuota = PlacementWords.mode(
        "capacity-vcpu-quota", title: "the account's number of processors is used up",
        explanation: "Fargate limits an account's processors in use; new accounts get six.",
        texts: [["reached the limit on the number of vcpus"], ["number of vcpus you can run concurrently"]],
        cause: "the account uses as many Fargate processors as it may",
        fix: "ask for more: aws service-quotas request-service-quota-increase --service-code fargate …, or lower `cpu:`"
    )
}
