import AWSRuntime
import AWSServices

/// The networks of EC2: what the checks read, and the writes with which a world is set up.
package struct NetworkingService: Sendable {
    let stores: ScopedStores<NetworkStore>
    let time: any CloudTime
    let tasks: any TaskInterfaces

    init(stores: ScopedStores<NetworkStore>, time: any CloudTime, tasks: any TaskInterfaces) {
        self.stores = stores
        self.time = time
        self.tasks = tasks
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: EC2.service, validationErrorCode: "InvalidParameterValue")
        addVPCs(to: &table)
        addSubnets(to: &table)
        addRouting(to: &table)
        addGateways(to: &table)
        addEndpoints(to: &table)
        addSecurityGroups(to: &table)
        addInterfaces(to: &table)
        return table
    }

    /// From now on a subnet has so many free addresses, whatever its tasks take; nil counts again.
    package func setFreeAddresses(_ count: Int?, of subnet: String, in scope: CloudScope) {
        stores.with(scope) { $0.freeAddresses[subnet] = count }
    }

    // MARK: What all operations have

    /// Answers a dry run as EC2 does: the call would have gone through.
    func checkDryRun(_ isDry: Bool?) throws {
        guard isDry == true else { return }
        throw AWSServiceError(
            code: "DryRunOperation", message: "Request would have succeeded, but DryRun flag is set.", httpStatus: 412)
    }

    func tags(_ specifications: [EC2.TagSpecification]?, for type: EC2.ResourceType) throws -> [EC2.Tag] {
        for specification in specifications ?? [] where specification.resourceType != type {
            throw AWSServiceError.ec2(
                "InvalidParameterValue",
                "'\(specification.resourceType?.rawValue ?? "")' is not a valid taggable resource type for this "
                    + "operation.")
        }
        return (specifications ?? []).flatMap { $0.tags ?? [] }
    }

    func page<Item>(
        _ items: [Item], _ token: String?, _ limit: Int?, key: (Item) -> String?
    ) throws -> (items: [Item], next: String?) {
        do {
            return try Paging.pageInOrder(items, after: token, limit: limit ?? 1000) { key($0) ?? "" }
        } catch {
            throw AWSServiceError.ec2("InvalidNextToken", "The token '\(token ?? "")' is invalid")
        }
    }

    /// The asked ones in their order, or all.
    func chosen<Item>(_ ids: [String]?, _ all: [Item], _ find: (String) throws -> Item) throws -> [Item] {
        guard let ids, !ids.isEmpty else { return all }
        return try ids.map(find)
    }
}

/// Network interfaces of tasks that run, as ECS made them.
package protocol TaskInterfaces: Sendable {
    func interfaces(in scope: CloudScope) async -> [TaskInterface]
}

/// The network interface of one task.
package struct TaskInterface: Hashable, Sendable {
    package var id: String
    package var subnet: String
    package var securityGroups: [String]
    package var address: String?
    package var attachment: String
    package var isPublic: Bool
    /// `arn:aws:ecs:…:attachment/…`.
    package var description: String
}
