import AWSRuntime
import AWSServices

/// A registered revision.
struct TaskDefinitionRecord: Hashable, Sendable {
    /// As DescribeTaskDefinition answers, with ECS's defaults filled in.
    var definition: ECS.TaskDefinition
    var tags: [ResourceTag]
    var region: String
    var account: String
    var family: String
    var revision: Int
    var blueprint: TaskBlueprint

    var arn: String { definition.taskDefinitionArn ?? "" }
}

/// Task definitions by family and revision. Revisions are never given twice, not even after a deletion.
struct TaskDefinitionStore: Hashable, Sendable {
    private(set) var records = OrderedTable<String, TaskDefinitionRecord>()
    private var lastRevision = OrderedTable<String, Int>()

    private static func key(_ context: CallContext, _ family: String) -> String {
        "\(context.account)/\(context.region)/\(family)"
    }

    mutating func nextRevision(family: String, _ context: CallContext) -> Int {
        let key = Self.key(context, family)
        let revision = (lastRevision[key] ?? 0) + 1
        lastRevision[key] = revision
        return revision
    }

    mutating func add(_ record: TaskDefinitionRecord) {
        records[record.arn] = record
    }

    mutating func update(_ arn: String, _ change: (inout TaskDefinitionRecord) -> Void) {
        records.update(arn, change)
    }

    mutating func remove(_ arn: String) {
        records[arn] = nil
    }

    /// A revision by ARN, `family:revision`, or `family` for its newest ACTIVE one.
    func find(_ given: String, _ context: CallContext) -> TaskDefinitionRecord? {
        if given.hasPrefix("arn:") {
            if let exact = records[given] { return exact }
            let prefix = ControlPlane.arn(context, "task-definition/")
            guard given.hasPrefix(prefix) else { return nil }
            return find(String(given.dropFirst(prefix.count)), context)
        }
        if given.contains(":") { return records[ControlPlane.arn(context, "task-definition/\(given)")] }
        return all(context).last { $0.family == given && $0.definition.status == .active }
    }

    /// Of one account and region, by family and then by revision.
    func all(_ context: CallContext) -> [TaskDefinitionRecord] {
        records.all.filter { $0.region == context.region && $0.account == context.account }
            .sorted { ($0.family, $0.revision) < ($1.family, $1.revision) }
    }
}
