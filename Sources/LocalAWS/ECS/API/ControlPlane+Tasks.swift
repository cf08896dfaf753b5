package import AWSRuntime
package import AWSServices

/// A RunTask with a client token, so that its repetition starts nothing.
struct RememberedRun: Hashable, Sendable {
    /// How many are kept.
    static let limit = 1000

    var token: String
    var clusterARN: String
    var input: ECS.RunTaskRequest
    var tasks: [TaskID]
}

extension ControlPlane {
    package mutating func runTask(
        _ input: ECS.RunTaskRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.RunTaskResponse {
        try UnsupportedFields.refuse("RunTask", input)
        let cluster = try cluster(input.cluster, context)
        if let token = input.clientToken,
            let earlier = runs.first(where: { $0.token == token && $0.clusterARN == cluster.arn })
        {
            let known = earlier.tasks.compactMap { scheduler.tasks[$0] }
            guard earlier.input == input else {
                throw ECS.ConflictException(
                    message: "The client token was used with other parameters.", resourceIds: known.map(\.arn))
            }
            return ECS.RunTaskResponse(tasks: known.map { view($0, withTags: true) }, failures: [])
        }
        let launch = try launch(input, cluster, context)
        let count = input.count ?? 1
        guard (1...10).contains(count) else { throw Refusal.invalid("count must be between 1 and 10.") }
        let tasks = (0..<count).map { _ in scheduler.launch(launch, at: now) }
        if let token = input.clientToken {
            runs.append(RememberedRun(token: token, clusterARN: cluster.arn, input: input, tasks: tasks))
            if runs.count > RememberedRun.limit { runs.removeFirst() }
        }
        return ECS.RunTaskResponse(
            tasks: tasks.compactMap { scheduler.tasks[$0] }.map { view($0, withTags: true) }, failures: [])
    }

    private func launch(
        _ input: ECS.RunTaskRequest, _ cluster: ClusterRecord, _ context: CallContext
    ) throws -> TaskLaunch {
        try ServiceInput.launchType(input.launchType, "RunTask")
        let definition = try runnable(input.taskDefinition, context)
        let group = input.group ?? "family:\(definition.family)"
        guard !group.hasPrefix("service:") else { throw Refusal.invalid("Invalid namespace for group.") }
        if let startedBy = input.startedBy, startedBy.utf8.count > 128 {
            throw Refusal.invalid("startedBy can have at most 128 characters.")
        }
        var launch = TaskLaunch(
            clusterARN: cluster.arn, clusterName: cluster.name, region: cluster.region, account: cluster.account,
            group: group,
            configuration: RevisionConfiguration(
                blueprint: definition.blueprint, network: try ServiceInput.network(input.networkConfiguration),
                platformVersion: try ServiceInput.platformVersion(input.platformVersion)))
        launch.startedBy = input.startedBy
        launch.enableExecuteCommand = input.enableExecuteCommand ?? false
        launch.changes = try changes(input.overrides, definition.blueprint)
        launch.tags = try [ResourceTag](checking: input.tags)
        switch input.propagateTags {
        case .taskDefinition:
            launch.tags += definition.tags.filter { tag in !launch.tags.contains { $0.key == tag.key } }
        case .service: throw Refusal.invalid("propagateTags SERVICE can not be used with RunTask.")
        default: break
        }
        if input.enableECSManagedTags == true { launch.tags.append(ResourceTag("aws:ecs:clusterName", cluster.name)) }
        return launch
    }

    private func changes(_ given: ECS.TaskOverride?, _ blueprint: TaskBlueprint) throws -> TaskChanges {
        var changes = TaskChanges()
        guard let given else { return changes }
        changes.cpu = given.cpu
        changes.memory = given.memory
        changes.taskRoleARN = given.taskRoleArn
        changes.executionRoleARN = given.executionRoleArn
        if given.cpu != nil || given.memory != nil {
            let size = try FargateSize(cpu: given.cpu ?? blueprint.cpu, memory: given.memory ?? blueprint.memory)
            changes.cpu = String(size.cpuUnits)
            changes.memory = String(size.memoryMiB)
        }
        var length = 0
        for override in given.containerOverrides ?? [] {
            let name = override.name ?? ""
            guard blueprint.containers.contains(where: { $0.name == name }) else {
                throw Refusal.invalid("Override for container named \(name) is not a container in the TaskDefinition.")
            }
            let environment = (override.environment ?? []).map {
                ContainerSpec.EnvironmentVariable($0.name ?? "", $0.value ?? "")
            }
            length += (override.command ?? []).reduce(0) { $0 + $1.utf8.count }
            length += environment.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
            changes.containers.append(
                ContainerChange(
                    name: name, command: override.command, environment: environment, cpu: override.cpu,
                    memoryMiB: override.memory, memoryReservationMiB: override.memoryReservation))
        }
        guard length <= 8192 else { throw Refusal.invalid("Container Overrides length must be at most 8192.") }
        return changes
    }

    package mutating func stopTask(
        _ input: ECS.StopTaskRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.StopTaskResponse {
        try UnsupportedFields.refuse("StopTask", input)
        let cluster = try cluster(input.cluster, context)
        guard let task = task(input.task, in: cluster) else {
            throw Refusal.invalid("The referenced task was not found.")
        }
        if let reason = input.reason, reason.utf8.count > 1024 {
            throw Refusal.invalid("reason can have at most 1024 characters.")
        }
        scheduler.stopTask(task.id, reason: input.reason, at: now)
        return ECS.StopTaskResponse(task: scheduler.tasks[task.id].map { view($0, withTags: false) })
    }

    package func describeTasks(
        _ input: ECS.DescribeTasksRequest, _ context: CallContext
    ) throws -> ECS.DescribeTasksResponse {
        try UnsupportedFields.refuse("DescribeTasks", input)
        let cluster = try cluster(input.cluster, context)
        guard !input.tasks.isEmpty else { throw Refusal.invalid("Tasks cannot be empty.") }
        guard input.tasks.count <= 100 else { throw Refusal.invalid("tasks can have at most 100 items.") }
        var found: [ECS.Task] = []
        var failures: [ECS.Failure] = []
        for given in input.tasks {
            if let task = task(given, in: cluster) {
                found.append(view(task, withTags: (input.include ?? []).contains(.tags)))
            } else {
                failures.append(
                    Self.missing(given.hasPrefix("arn:") ? given : Self.arn(context, "task/\(cluster.name)/\(given)")))
            }
        }
        return ECS.DescribeTasksResponse(tasks: found, failures: failures)
    }

    package func listTasks(_ input: ECS.ListTasksRequest, _ context: CallContext) throws -> ECS.ListTasksResponse {
        try UnsupportedFields.refuse("ListTasks", input)
        let cluster = try cluster(input.cluster, context)
        if input.startedBy != nil, input.family != nil || input.serviceName != nil {
            throw Refusal.invalid("cannot specify startedBy together with another filter.")
        }
        var serviceARN: String?
        if let name = input.serviceName {
            guard let service = service(name, in: cluster) else { throw Refusal.serviceNotFound }
            serviceARN = service.arn
        }
        let wantsRunning = input.desiredStatus != .stopped
        let arns = scheduler.tasks.all.filter { task in
            task.clusterARN == cluster.arn && task.desiredRunning == wantsRunning && input.desiredStatus != .pending
                && input.family.map { task.blueprint.family == $0 } ?? true
                && input.startedBy.map { task.startedBy == $0 } ?? true
                && serviceARN.map { task.serviceARN == $0 } ?? true
                && (input.launchType ?? .fargate) == .fargate
        }.map(\.arn).sorted()
        let page = try ListPage.page(arns, token: input.nextToken, size: input.maxResults)
        return ECS.ListTasksResponse(taskArns: page.keys, nextToken: page.next)
    }
}
