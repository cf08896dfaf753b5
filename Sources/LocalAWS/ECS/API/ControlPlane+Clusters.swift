import AWSRuntime
package import AWSServices

extension ControlPlane {
    package mutating func createCluster(
        _ input: ECS.CreateClusterRequest, _ context: CallContext
    ) throws -> ECS.CreateClusterResponse {
        try UnsupportedFields.refuse("CreateCluster", input)
        let name = input.clusterName ?? "default"
        guard Self.isName(name) else {
            throw Refusal.invalid(
                "The cluster name must be 1 to 255 letters, numbers, hyphens and underscores. Got: \(name)")
        }
        for setting in input.settings ?? [] where setting.value != "disabled" {
            throw Refusal.notImplemented(
                "CreateCluster.settings \(setting.name?.rawValue ?? "") \(setting.value ?? "")")
        }
        let tags = try [ResourceTag](checking: input.tags)
        let arn = Self.arn(context, "cluster/\(name)")
        if clusters[arn]?.isActive != true {
            clusters[arn] = ClusterRecord(
                arn: arn, name: name, region: context.region, account: context.account, tags: tags)
        }
        return ECS.CreateClusterResponse(cluster: clusters[arn].map { view($0, include: ["TAGS", "SETTINGS"]) })
    }

    package func describeClusters(
        _ input: ECS.DescribeClustersRequest, _ context: CallContext
    ) throws -> ECS.DescribeClustersResponse {
        try UnsupportedFields.refuse("DescribeClusters", input)
        let asked = input.clusters ?? []
        guard asked.count <= 100 else { throw Refusal.invalid("clusters can have at most 100 items.") }
        var found: [ECS.Cluster] = []
        var failures: [ECS.Failure] = []
        for given in asked.isEmpty ? ["default"] : asked {
            let arn = Self.clusterARN(given, context)
            if let cluster = clusters[arn] {
                found.append(view(cluster, include: (input.include ?? []).map(\.rawValue)))
            } else {
                failures.append(Self.missing(arn))
            }
        }
        return ECS.DescribeClustersResponse(clusters: found, failures: failures)
    }

    package func listClusters(
        _ input: ECS.ListClustersRequest, _ context: CallContext
    ) throws -> ECS.ListClustersResponse {
        try UnsupportedFields.refuse("ListClusters", input)
        let arns = clusters.all.filter { $0.isActive && $0.region == context.region && $0.account == context.account }
            .map(\.arn).sorted()
        let page = try ListPage.page(arns, token: input.nextToken, size: input.maxResults)
        return ECS.ListClustersResponse(clusterArns: page.keys, nextToken: page.next)
    }

    package mutating func deleteCluster(
        _ input: ECS.DeleteClusterRequest, _ context: CallContext
    ) throws -> ECS.DeleteClusterResponse {
        try UnsupportedFields.refuse("DeleteCluster", input)
        let cluster = try cluster(input.cluster, context)
        guard !scheduler.services.all.contains(where: { $0.clusterARN == cluster.arn && $0.status != .inactive }) else {
            throw ECS.ClusterContainsServicesException(
                message: "The Cluster cannot be deleted while Services are active.")
        }
        guard !scheduler.tasks.all.contains(where: { $0.clusterARN == cluster.arn && $0.isLive }) else {
            throw ECS.ClusterContainsTasksException(message: "The Cluster cannot be deleted while Tasks are active.")
        }
        clusters.update(cluster.arn) { $0.isActive = false }
        return ECS.DeleteClusterResponse(cluster: clusters[cluster.arn].map { view($0, include: []) })
    }

    private func view(_ cluster: ClusterRecord, include: [String]) -> ECS.Cluster {
        let tasks = scheduler.tasks.all.filter { $0.clusterARN == cluster.arn }
        let running = tasks.count { $0.lastStatus == .running }
        let pending = tasks.count { $0.isPending }
        let services = scheduler.services.all.count { $0.clusterARN == cluster.arn && $0.status == .active }
        var statistics: [ECS.KeyValuePair] = []
        if include.contains("STATISTICS") {
            statistics = [
                ECS.KeyValuePair(name: "runningFargateTasksCount", value: "\(running)"),
                ECS.KeyValuePair(name: "pendingFargateTasksCount", value: "\(pending)"),
                ECS.KeyValuePair(name: "activeFargateServiceCount", value: "\(services)"),
            ]
        }
        return ECS.Cluster(
            clusterArn: cluster.arn, clusterName: cluster.name, status: cluster.isActive ? "ACTIVE" : "INACTIVE",
            registeredContainerInstancesCount: 0, runningTasksCount: running, pendingTasksCount: pending,
            activeServicesCount: services, statistics: statistics,
            tags: include.contains("TAGS") ? cluster.tags.map(\.wire) : [],
            settings: include.contains("SETTINGS")
                ? [ECS.ClusterSetting(name: .containerInsights, value: "disabled")] : [],
            capacityProviders: [], defaultCapacityProviderStrategy: [])
    }

    /// 1 to 255 letters, numbers, hyphens and underscores: clusters, services and families.
    static func isName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
