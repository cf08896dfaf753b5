import SlipwayDomain

extension FailureMode {
    static let noInstances = PlacementWords.mode(
        "place-no-instances", title: "the cluster has no instances",
        explanation: "The service asks for EC2 instances and the cluster has none.",
        texts: [["no container instances were found"], ["no active instances"], ["empty capacity provider"]],
        cause: "the cluster has no instances to run tasks on", fix: "add instances to the cluster, or use Fargate")
}
