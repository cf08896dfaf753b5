import AWSRuntime
import AWSServices

extension ECSService {
    /// The operations of ECS that LocalAWS has; the gateway refuses all others by name.
    package nonisolated func operations() -> OperationTable {
        var table = OperationTable(service: ECS.service, validationErrorCode: "InvalidParameterException")
        addClusters(to: &table)
        addTaskDefinitions(to: &table)
        addServices(to: &table)
        addTasks(to: &table)
        addDeployments(to: &table)
        addTags(to: &table)
        addCapacity(to: &table)
        return table
    }

    private nonisolated func addClusters(to table: inout OperationTable) {
        table.on(ECS.CreateCluster.self) { input, context in
            // A cluster can do without; what needs the role is refused.
            _ = await self.ports.linkedRoles?.ensureECS(for: context)
            return try await self.request { plane, _ in try plane.createCluster(input, context) }
        }
        table.on(ECS.DescribeClusters.self) { input, context in
            try await self.request { plane, _ in try plane.describeClusters(input, context) }
        }
        table.on(ECS.ListClusters.self) { input, context in
            try await self.request { plane, _ in try plane.listClusters(input, context) }
        }
        table.on(ECS.DeleteCluster.self) { input, context in
            try await self.request { plane, _ in try plane.deleteCluster(input, context) }
        }
    }

    private nonisolated func addTaskDefinitions(to table: inout OperationTable) {
        table.on(ECS.RegisterTaskDefinition.self) { input, context in
            try await self.request { plane, now in try plane.registerTaskDefinition(input, context, at: now) }
        }
        table.on(ECS.DeregisterTaskDefinition.self) { input, context in
            try await self.request { plane, now in try plane.deregisterTaskDefinition(input, context, at: now) }
        }
        table.on(ECS.DescribeTaskDefinition.self) { input, context in
            try await self.request { plane, _ in try plane.describeTaskDefinition(input, context) }
        }
        table.on(ECS.DeleteTaskDefinitions.self) { input, context in
            try await self.request { plane, now in try plane.deleteTaskDefinitions(input, context, at: now) }
        }
        table.on(ECS.ListTaskDefinitions.self) { input, context in
            try await self.request { plane, _ in try plane.listTaskDefinitions(input, context) }
        }
        table.on(ECS.ListTaskDefinitionFamilies.self) { input, context in
            try await self.request { plane, _ in try plane.listTaskDefinitionFamilies(input, context) }
        }
    }

    private nonisolated func addServices(to table: inout OperationTable) {
        table.on(ECS.CreateService.self) { input, context in
            try await self.check(input.networkConfiguration, context)
            if let roles = self.ports.linkedRoles, !(await roles.ensureECS(for: context)) {
                throw Refusal.invalid(
                    "Unable to assume the service linked role. Please verify that the ECS service linked role exists.")
            }
            let groups = await self.targetGroups(of: input.loadBalancers)
            return try await self.request { plane, now in
                try plane.createService(input, context, targetGroups: groups, at: now)
            }
        }
        table.on(ECS.UpdateService.self) { input, context in
            try await self.check(input.networkConfiguration, context)
            let groups = await self.targetGroups(of: input.loadBalancers)
            return try await self.request { plane, now in
                try plane.updateService(input, context, targetGroups: groups, at: now)
            }
        }
        table.on(ECS.DeleteService.self) { input, context in
            try await self.request { plane, now in try plane.deleteService(input, context, at: now) }
        }
        table.on(ECS.DescribeServices.self) { input, context in
            try await self.request { plane, _ in try plane.describeServices(input, context) }
        }
        table.on(ECS.ListServices.self) { input, context in
            try await self.request { plane, _ in try plane.listServices(input, context) }
        }
    }

    private nonisolated func addTasks(to table: inout OperationTable) {
        table.on(ECS.RunTask.self) { input, context in
            try await self.check(input.networkConfiguration, context)
            try await self.checkRoles(of: input, context)
            return try await self.request { plane, now in try plane.runTask(input, context, at: now) }
        }
        table.on(ECS.StopTask.self) { input, context in
            try await self.request { plane, now in try plane.stopTask(input, context, at: now) }
        }
        table.on(ECS.DescribeTasks.self) { input, context in
            try await self.request { plane, _ in try plane.describeTasks(input, context) }
        }
        table.on(ECS.ListTasks.self) { input, context in
            try await self.request { plane, _ in try plane.listTasks(input, context) }
        }
    }

    private nonisolated func addDeployments(to table: inout OperationTable) {
        table.on(ECS.ListServiceDeployments.self) { input, context in
            try await self.request { plane, _ in try plane.listServiceDeployments(input, context) }
        }
        table.on(ECS.DescribeServiceDeployments.self) { input, context in
            try await self.request { plane, _ in try plane.describeServiceDeployments(input, context) }
        }
        table.on(ECS.DescribeServiceRevisions.self) { input, context in
            try await self.request { plane, _ in try plane.describeServiceRevisions(input, context) }
        }
        table.on(ECS.StopServiceDeployment.self) { input, context in
            try await self.request { plane, now in try plane.stopServiceDeployment(input, context, at: now) }
        }
    }

    private nonisolated func addCapacity(to table: inout OperationTable) {
        table.on(ECS.ListContainerInstances.self) { input, context in
            try await self.request { plane, _ in try plane.listContainerInstances(input, context) }
        }
        table.on(ECS.DescribeContainerInstances.self) { input, context in
            try await self.request { plane, _ in try plane.describeContainerInstances(input, context) }
        }
        table.on(ECS.DescribeCapacityProviders.self) { input, context in
            try await self.request { plane, _ in try plane.describeCapacityProviders(input, context) }
        }
        table.on(ECS.GetTaskProtection.self) { input, context in
            try await self.request { plane, _ in try plane.getTaskProtection(input, context) }
        }
    }

    private nonisolated func addTags(to table: inout OperationTable) {
        table.on(ECS.TagResource.self) { input, context in
            try await self.request { plane, _ in try plane.tagResource(input, context) }
        }
        table.on(ECS.UntagResource.self) { input, context in
            try await self.request { plane, _ in try plane.untagResource(input, context) }
        }
        table.on(ECS.ListTagsForResource.self) { input, context in
            try await self.request { plane, _ in try plane.listTagsForResource(input, context) }
        }
        table.on(ECS.ListAccountSettings.self) { input, context in
            try await self.request { plane, _ in try plane.listAccountSettings(input, context) }
        }
    }

    private nonisolated func check(_ network: ECS.NetworkConfiguration?, _ context: CallContext) async throws {
        guard let checks = ports.checks, let network = network?.awsvpcConfiguration else { return }
        let problem = await checks.problem(
            subnets: network.subnets, securityGroups: network.securityGroups ?? [], in: context.scope)
        if let problem { throw Refusal.invalid(problem) }
    }

    /// A task that nobody's service starts is refused for its roles; a service is made and its launches fail.
    private nonisolated func checkRoles(of input: ECS.RunTaskRequest, _ context: CallContext) async throws {
        guard let checks = ports.checks else { return }
        let wanted = ECS.DescribeTaskDefinitionRequest(taskDefinition: input.taskDefinition)
        let definition = try await request { plane, _ in try plane.describeTaskDefinition(wanted, context) }
            .taskDefinition
        let roles = [
            input.overrides?.executionRoleArn ?? definition?.executionRoleArn,
            input.overrides?.taskRoleArn ?? definition?.taskRoleArn,
        ]
        for role in roles.compactMap(\.self) where !(await checks.mayAssume(role: role, in: context.scope)) {
            throw Refusal.client(
                "ECS was unable to assume the role '\(role)' that was provided for this task. Please verify that the role "
                    + "being passed has the proper trust relationship and permissions and that your IAM user has "
                    + "permissions to pass this role.")
        }
    }

    private nonisolated func targetGroups(of balancers: [ECS.LoadBalancer]?) async -> [String: TargetGroupSummary] {
        var found: [String: TargetGroupSummary] = [:]
        for arn in (balancers ?? []).compactMap(\.targetGroupArn) where found[arn] == nil {
            found[arn] = await ports.targetGroups.describe(targetGroup: arn)
        }
        return found
    }
}
