import AWSServices

/// What other services of the cloud see of the tasks that run.
extension ECSService: TaskInterfaces {
    package func interfaces(in scope: CloudScope) async -> [TaskInterface] {
        tasks(in: scope).filter { $0.address != nil && $0.lastStatus != .stopped }.map { task in
            let fields = task.arn.split(separator: ":task/", maxSplits: 1)
            return TaskInterface(
                id: task.networkInterfaceID, subnet: task.network?.subnets.first ?? "",
                securityGroups: task.network?.securityGroups ?? [], address: task.address?.address,
                attachment: "eni-attach-\(task.attachmentID.filter { $0 != "-" }.prefix(17))",
                isPublic: task.network?.assignPublicIP == "ENABLED",
                description: "\(fields.first ?? ""):attachment/\(task.attachmentID)")
        }
    }

    private func tasks(in scope: CloudScope) -> [TaskRecord] {
        plane.scheduler.tasks.all.filter { $0.arn.hasPrefix("arn:aws:ecs:\(scope.region):\(scope.account):") }
    }
}

extension ECSService: FargateUse {
    package func processors(in scope: CloudScope) async -> Double {
        tasks(in: scope).filter { $0.lastStatus != .stopped }.reduce(0) { sum, task in
            sum + (Double(task.changes.cpu ?? task.blueprint.cpu ?? "") ?? 0) / 1024
        }
    }
}

/// What services and task definitions name: what faults strike where nobody says what they shall.
struct TaskUse: Hashable, Sendable {
    /// A region in which there are clusters.
    struct Place: Hashable, Sendable {
        var scope: CloudScope
        var subnets: [String] = []
        var securityGroups: [String] = []
        /// Names of alarms that watch deployments.
        var alarms: [String] = []

        init(scope: CloudScope) {
            self.scope = scope
        }
    }

    var places: [Place] = []
    var hasDefinitions = false
    /// Names.
    var executionRoles: [String] = []
    var taskRoles: [String] = []
}

extension ECSService {
    /// - Parameter name: a service's; nil means all.
    func use(of name: String?) -> TaskUse { plane.use(of: name) }
}

extension ControlPlane {
    func use(of name: String?) -> TaskUse {
        var use = TaskUse()
        for cluster in clusters.all where cluster.isActive {
            let scope = CloudScope(account: cluster.account, region: cluster.region)
            if !use.places.contains(where: { $0.scope == scope }) { use.places.append(TaskUse.Place(scope: scope)) }
        }
        let services = scheduler.services.all.filter { $0.status == .active && (name == nil || $0.name == name) }
        for service in services {
            guard let index = use.places.firstIndex(where: { $0.scope.region == service.region }) else { continue }
            use.places[index].subnets += service.configuration?.network?.subnets ?? []
            use.places[index].securityGroups += service.configuration?.network?.securityGroups ?? []
            use.places[index].alarms += service.options.policy.alarms?.names ?? []
        }
        let families = Set(services.compactMap { $0.configuration?.blueprint.family })
        for record in definitions.records.all where name == nil || families.contains(record.family) {
            use.hasDefinitions = true
            use.executionRoles += [record.definition.executionRoleArn].compactMap(Self.roleName)
            use.taskRoles += [record.definition.taskRoleArn].compactMap(Self.roleName)
        }
        use.executionRoles = Set(use.executionRoles).sorted()
        use.taskRoles = Set(use.taskRoles).sorted()
        return use
    }

    private static func roleName(_ arn: String?) -> String? {
        arn?.split(separator: "/").last.map(String.init)
    }
}
