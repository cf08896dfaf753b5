import AWSServices

/// What LocalAWS has none of: container instances and capacity providers of one's own, protected tasks. Asked, it says so
/// as ECS does in an account that uses Fargate alone.
extension ControlPlane {
    func listContainerInstances(
        _ input: ECS.ListContainerInstancesRequest, _ context: CallContext
    ) throws -> ECS.ListContainerInstancesResponse {
        try UnsupportedFields.refuse("ListContainerInstances", input)
        _ = try cluster(input.cluster, context)
        return ECS.ListContainerInstancesResponse(containerInstanceArns: [])
    }

    func describeContainerInstances(
        _ input: ECS.DescribeContainerInstancesRequest, _ context: CallContext
    ) throws -> ECS.DescribeContainerInstancesResponse {
        try UnsupportedFields.refuse("DescribeContainerInstances", input)
        let cluster = try cluster(input.cluster, context)
        return ECS.DescribeContainerInstancesResponse(
            containerInstances: [],
            failures: input.containerInstances.map { given in
                Self.missing(
                    given.hasPrefix("arn:") ? given : Self.arn(context, "container-instance/\(cluster.name)/\(given)"))
            })
    }

    func describeCapacityProviders(
        _ input: ECS.DescribeCapacityProvidersRequest, _ context: CallContext
    ) throws -> ECS.DescribeCapacityProvidersResponse {
        try UnsupportedFields.refuse("DescribeCapacityProviders", input)
        let own = ["FARGATE", "FARGATE_SPOT"]
        let arn = { (name: String) in Self.arn(context, "capacity-provider/\(name)") }
        let asked = (input.capacityProviders ?? []).map { given in
            given.hasPrefix("arn:") ? String(given.split(separator: "/").last ?? "") : given
        }
        let found = asked.isEmpty ? own : asked.filter(own.contains)
        return ECS.DescribeCapacityProvidersResponse(
            capacityProviders: found.map { name in
                ECS.CapacityProvider(
                    capacityProviderArn: arn(name), name: name, status: .active, tags: [],
                    type: name == "FARGATE" ? .fargate : .fargateSpot)
            }, failures: asked.filter { !own.contains($0) }.map { Self.missing(arn($0)) })
    }

    func getTaskProtection(
        _ input: ECS.GetTaskProtectionRequest, _ context: CallContext
    ) throws -> ECS.GetTaskProtectionResponse {
        try UnsupportedFields.refuse("GetTaskProtection", input)
        let cluster = try cluster(input.cluster, context)
        let asked = input.tasks ?? []
        let found = asked.compactMap { task($0, in: cluster) }
        let missing = asked.filter { task($0, in: cluster) == nil }
        return ECS.GetTaskProtectionResponse(
            protectedTasks: found.map { ECS.ProtectedTask(taskArn: $0.arn, protectionEnabled: false) },
            failures: missing.map { given in
                Self.missing(given.hasPrefix("arn:") ? given : Self.arn(context, "task/\(cluster.name)/\(given)"))
            })
    }
}
