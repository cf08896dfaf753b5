package import AWSRuntime
import AWSServices

/// A cluster as LocalAWS keeps it.
struct ClusterRecord: Hashable, Sendable {
    var arn: String
    var name: String
    var region: String
    var account: String
    var isActive = true
    var tags: [ResourceTag]
}

/// Amazon ECS without the outside: clusters, task definitions, services, tasks and the scheduler, as one value.
///
/// Each operation is a method that takes the request, who asks, and the time. What the scheduler then wants done is
/// taken with `settle`.
package struct ControlPlane: Sendable {
    package internal(set) var scheduler: SchedulerCore
    var clusters = OrderedTable<String, ClusterRecord>()
    var definitions = TaskDefinitionStore()
    var runs: [RememberedRun] = []

    package init(timings: SchedulerTimings, seed: UInt64) {
        scheduler = SchedulerCore(timings: timings, seed: seed)
    }

    package mutating func handle(_ report: SchedulerReport, at now: Timestamp) -> [SchedulerEffect] {
        scheduler.handle(report, at: now)
    }

    package mutating func settle(at now: Timestamp) -> [SchedulerEffect] {
        scheduler.settle(at: now)
    }

    /// Breaks what the faults say, and nothing else from now on.
    package mutating func set(_ faults: [SchedulerFault]) { scheduler.faults = faults }

    // MARK: looking things up

    static func arn(_ context: CallContext, _ resource: String) -> String {
        "arn:aws:ecs:\(context.region):\(context.account):\(resource)"
    }

    /// The ARN that a short name or an ARN of a cluster stands for; nil is the default cluster.
    static func clusterARN(_ given: String?, _ context: CallContext) -> String {
        guard let given, !given.isEmpty else { return arn(context, "cluster/default") }
        return given.hasPrefix("arn:") ? given : arn(context, "cluster/\(given)")
    }

    /// - Throws: `ClusterNotFoundException`.
    func cluster(_ given: String?, _ context: CallContext) throws -> ClusterRecord {
        guard let cluster = clusters[Self.clusterARN(given, context)] else { throw Refusal.clusterNotFound }
        guard cluster.isActive else { throw Refusal.clusterInactive }
        return cluster
    }

    /// A service of a cluster by name or ARN.
    func service(_ given: String, in cluster: ClusterRecord) -> ServiceRecord? {
        if given.hasPrefix("arn:") {
            let service = scheduler.services[given]
            return service?.clusterARN == cluster.arn ? service : nil
        }
        return scheduler.services.all.first { $0.clusterARN == cluster.arn && $0.name == given }
    }

    /// A task of a cluster by id or ARN.
    func task(_ given: String, in cluster: ClusterRecord) -> TaskRecord? {
        let id = TaskID(given.split(separator: "/").last.map(String.init) ?? given)
        guard let task = scheduler.tasks[id], task.clusterARN == cluster.arn, given == task.arn || given == id.rawValue
        else {
            return nil
        }
        return task
    }

    static func missing(_ arn: String) -> ECS.Failure {
        ECS.Failure(arn: arn, reason: "MISSING")
    }
}
