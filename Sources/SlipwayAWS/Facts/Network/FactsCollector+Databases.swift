import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// The databases and caches of this region that stand at those addresses; `nil` where no address can be AWS's.
    func databases(at addresses: [AddressFact]) async -> Fact<[DatabaseFact]>? {
        let hosts = Set(addresses.map { $0.host.lowercased() })
        let relational = hosts.contains { Self.isAWS($0) && $0.contains(".rds.") }
        let caches = hosts.contains { Self.isAWS($0) && $0.contains(".cache.") }
        guard relational || caches else { return nil }
        return await .of { () throws(Gap) in
            async let rds = relational ? self.relational() : .known([])
            async let redis = caches ? self.caches() : .known([])
            let found = try await rds.known() + redis.known()
            return found.filter { hosts.contains($0.host.lowercased()) }
        }
    }

    private static func isAWS(_ host: String) -> Bool {
        host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
    }

    private func relational() async -> Fact<[DatabaseFact]> {
        await .of { () throws(Gap) in
            let instances = try await all(
                clients.rds.describeDBInstancesPages(RDS.DescribeDBInstancesMessage()), items: \.dbInstances)
            let clusters = try await all(
                clients.rds.describeDBClustersPages(RDS.DescribeDBClustersMessage()), items: \.dbClusters)
            return instances.compactMap { DatabaseFact($0) } + clusters.flatMap(DatabaseFact.all)
        }
    }

    private func caches() async -> Fact<[DatabaseFact]> {
        await .of { () throws(Gap) in
            let input = ElastiCache.DescribeCacheClustersMessage(showCacheNodeInfo: true)
            let clusters = try await all(clients.elastiCache.describeCacheClustersPages(input), items: \.cacheClusters)
            let groups = try await all(
                clients.elastiCache.describeReplicationGroupsPages(ElastiCache.DescribeReplicationGroupsMessage()),
                items: \.replicationGroups)
            return clusters.flatMap(DatabaseFact.all) + groups.flatMap { DatabaseFact.all(in: $0, clusters) }
        }
    }
}

extension DatabaseFact {
    /// Nothing for one that has no address yet.
    init?(_ instance: RDS.DBInstance) {
        guard let host = instance.endpoint?.address, let port = instance.endpoint?.port else { return nil }
        self.init(
            name: instance.dbInstanceIdentifier ?? host, host: host, port: port, engine: instance.engine ?? "",
            status: instance.dbInstanceStatus ?? "", vpc: instance.dbSubnetGroup?.vpcId,
            securityGroups: (instance.vpcSecurityGroups ?? []).compactMap(\.vpcSecurityGroupId))
    }

    /// By its writer's, its reader's and its custom addresses.
    static func all(in cluster: RDS.DBCluster) -> [DatabaseFact] {
        let hosts = [cluster.endpoint, cluster.readerEndpoint].compactMap(\.self) + (cluster.customEndpoints ?? [])
        return hosts.compactMap { host in
            cluster.port.map { port in
                DatabaseFact(
                    name: cluster.dbClusterIdentifier ?? host, host: host, port: port, engine: cluster.engine ?? "",
                    status: cluster.status ?? "",
                    securityGroups: (cluster.vpcSecurityGroups ?? []).compactMap(\.vpcSecurityGroupId))
            }
        }
    }

    /// By the address of its configuration and those of its nodes.
    static func all(in cluster: ElastiCache.CacheCluster) -> [DatabaseFact] {
        let endpoints = [cluster.configurationEndpoint] + (cluster.cacheNodes ?? []).map(\.endpoint)
        return all(
            endpoints.compactMap(\.self), name: cluster.cacheClusterId, status: cluster.cacheClusterStatus, [cluster])
    }

    static func all(
        in group: ElastiCache.ReplicationGroup, _ clusters: [ElastiCache.CacheCluster]
    ) -> [DatabaseFact] {
        let nodes = (group.nodeGroups ?? []).flatMap { [$0.primaryEndpoint, $0.readerEndpoint] }
        let members = clusters.filter { $0.replicationGroupId == group.replicationGroupId }
        return all(
            ([group.configurationEndpoint] + nodes).compactMap(\.self), name: group.replicationGroupId,
            status: group.status, members)
    }

    private static func all(
        _ endpoints: [ElastiCache.Endpoint], name: String?, status: String?, _ members: [ElastiCache.CacheCluster]
    ) -> [DatabaseFact] {
        let groups = Set(members.flatMap { $0.securityGroups ?? [] }.compactMap(\.securityGroupId)).sorted()
        return endpoints.compactMap { endpoint in
            guard let host = endpoint.address, let port = endpoint.port else { return nil }
            return DatabaseFact(
                name: name ?? host, host: host, port: port, engine: members.first?.engine ?? "redis",
                status: status ?? "", securityGroups: groups)
        }
    }
}
