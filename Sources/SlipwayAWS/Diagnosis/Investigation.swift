import AWSRuntime
import AWSServices
package import SlipwayDeploy
package import SlipwayDomain

/// Gathers what is needed to say why something failed, of services that no manifest describes. Reads only.
package struct Investigation: Sendable {
    let clients: AWSClients
    let target: ECSReleaseTarget
    let now: @Sendable () -> Moment

    package init(clients: AWSClients, target: ECSReleaseTarget, now: @escaping @Sendable () -> Moment) {
        self.clients = clients
        self.target = target
        self.now = now
    }

    /// ECS remembers stopped tasks for about an hour.
    private static let memory = Duration.seconds(3600)

    /// The service with its newest deployment, its tasks of the last hour, their targets and last lines.
    /// - Returns: nothing where there is no such service.
    package func service(_ service: Service) async throws(TargetFailure) -> Signals? {
        let since = now().advanced(by: Duration.zero - Self.memory)
        let observation = try await target.observe(
            ObservationRequest(service: service, serviceDeployment: nil, since: since))
        guard observation.service != nil else { return nil }
        return Signals(observation: observation, workload: try await workload(of: service))
    }

    /// One task, whoever started it, with its last lines.
    /// - Parameter task: an id or an ARN.
    package func task(_ task: String, in service: Service) async throws(TargetFailure) -> Signals? {
        guard let (observed, logs) = try await target.observeTask(arn: task, in: service) else { return nil }
        var workload = Workload(service: service)
        if let definition = try? await clients.ecs.describeTaskDefinition(
            ECS.DescribeTaskDefinitionRequest(taskDefinition: observed.taskDefinition))
        {
            workload.taskDefinition = definition.taskDefinition.map(TaskDefinitionFact.init)
        }
        return Signals(
            observation: Observation(takenAt: now(), tasks: [observed], logs: logs), workload: workload)
    }

    /// What is known of a service beside its tasks; what may not be read is left out.
    private func workload(of service: Service) async throws(TargetFailure) -> Workload {
        var workload = Workload(service: service)
        guard let settings = try await target.snapshot(of: service)?.settings else { return workload }
        workload.settings = settings
        // A permission that is missing costs detail, not the diagnosis.
        if let definition = try? await clients.ecs.describeTaskDefinition(
            ECS.DescribeTaskDefinitionRequest(taskDefinition: settings.taskDefinition))
        {
            workload.taskDefinition = definition.taskDefinition.map(TaskDefinitionFact.init)
        }
        let collector = FactsCollector(clients: clients, now: now)
        for binding in settings.loadBalancers {
            if let group = await collector.targetGroup(binding.targetGroup).value {
                workload.targetGroups.append(group)
            }
        }
        return workload
    }
}
