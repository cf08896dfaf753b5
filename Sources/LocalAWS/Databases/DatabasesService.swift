import AWSRuntime
import AWSServices

/// RDS and ElastiCache, as far as the checks ask: what was given is described. LocalAWS runs neither.
package struct DatabasesService: Sendable {
    private let instances = GivenThings<RDS.DBInstance> { $0.dbInstanceIdentifier ?? "" }
    private let clusters = GivenThings<RDS.DBCluster> { $0.dbClusterIdentifier ?? "" }
    private let caches = GivenThings<ElastiCache.CacheCluster> { $0.cacheClusterId ?? "" }
    private let groups = GivenThings<ElastiCache.ReplicationGroup> { $0.replicationGroupId ?? "" }

    package init() {}

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(RDS.DescribeDBInstances.self) { instances.take($1.dbInstances, in: $2) }
        table.on(RDS.DescribeDBClusters.self) { clusters.take($1.dbClusters, in: $2) }
        table.on(ElastiCache.DescribeCacheClusters.self) { caches.take($1.cacheClusters, in: $2) }
        table.on(ElastiCache.DescribeReplicationGroups.self) { groups.take($1.replicationGroups, in: $2) }
        return table
    }

    /// Security groups of all that was given, each once.
    func securityGroups(in scope: CloudScope) -> [String] {
        var groups: [String] = []
        for instance in instances.all(in: scope) {
            groups += (instance.vpcSecurityGroups ?? []).compactMap(\.vpcSecurityGroupId)
        }
        for cluster in clusters.all(in: scope) {
            groups += (cluster.vpcSecurityGroups ?? []).compactMap(\.vpcSecurityGroupId)
        }
        for cache in caches.all(in: scope) { groups += (cache.securityGroups ?? []).compactMap(\.securityGroupId) }
        return Set(groups).sorted()
    }

    package func rds() -> OperationTable {
        var table = OperationTable(service: RDS.service)
        let badMarker = AWSServiceError(code: "InvalidParameterValue", message: "Invalid Marker")
        table.on(RDS.DescribeDBInstances.self, refusing: ["Filters"]) { input, context in
            var found = instances.all(in: context.scope)
            if let id = input.dbInstanceIdentifier {
                found = found.filter { $0.dbInstanceIdentifier == id || $0.dbInstanceArn == id }
                guard !found.isEmpty else {
                    throw RDS.DBInstanceNotFoundFault(message: "DBInstance \(id) not found.")
                }
            }
            let page = try instances.page(found, after: input.marker, limit: input.maxRecords, badToken: badMarker)
            return .init(marker: page.next, dbInstances: page.items)
        }
        table.on(RDS.DescribeDBClusters.self, refusing: ["Filters", "IncludeShared"]) { input, context in
            var found = clusters.all(in: context.scope)
            if let id = input.dbClusterIdentifier {
                found = found.filter { $0.dbClusterIdentifier == id || $0.dbClusterArn == id }
                guard !found.isEmpty else { throw RDS.DBClusterNotFoundFault(message: "DBCluster \(id) not found.") }
            }
            let page = try clusters.page(found, after: input.marker, limit: input.maxRecords, badToken: badMarker)
            return .init(marker: page.next, dbClusters: page.items)
        }
        return table
    }

    package func elastiCache() -> OperationTable {
        var table = OperationTable(service: ElastiCache.service)
        let badMarker = AWSServiceError(code: "InvalidParameterValue", message: "Invalid Marker")
        table.on(ElastiCache.DescribeCacheClusters.self) { input, context in
            var found = caches.all(in: context.scope)
            if let id = input.cacheClusterId {
                found = found.filter { $0.cacheClusterId == id }
                guard !found.isEmpty else {
                    throw ElastiCache.CacheClusterNotFoundFault(message: "CacheCluster not found: \(id)")
                }
            }
            if input.showCacheClustersNotInReplicationGroups == true {
                found = found.filter { $0.replicationGroupId == nil }
            }
            let page = try caches.page(found, after: input.marker, limit: input.maxRecords, badToken: badMarker)
            return .init(
                marker: page.next,
                cacheClusters: page.items.map { cache in
                    var cache = cache
                    if input.showCacheNodeInfo != true { cache.cacheNodes = nil }
                    return cache
                })
        }
        table.on(ElastiCache.DescribeReplicationGroups.self) { input, context in
            var found = groups.all(in: context.scope)
            if let id = input.replicationGroupId {
                found = found.filter { $0.replicationGroupId == id }
                guard !found.isEmpty else {
                    throw ElastiCache.ReplicationGroupNotFoundFault(message: "ReplicationGroup \(id) not found.")
                }
            }
            let page = try groups.page(found, after: input.marker, limit: input.maxRecords, badToken: badMarker)
            return .init(marker: page.next, replicationGroups: page.items)
        }
        return table
    }
}
