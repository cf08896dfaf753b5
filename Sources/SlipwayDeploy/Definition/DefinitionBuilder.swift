package import SlipwayDomain

/// Turns the manifest's side of a deployment, and what was resolved for it, into what ECS gets. Pure.
package enum DefinitionBuilder {
    /// What only AWS can tell: ARNs behind names, the digest behind a tag.
    package struct Resolved: Hashable, Sendable {
        /// With its digest.
        package var image: ImageReference
        /// ARNs by `SecretReference.identifier`.
        package var secretARNs: [String: String]
        package var executionRole: String?
        package var taskRole: String?
        /// ARN.
        package var targetGroup: String?

        package init(
            image: ImageReference, secretARNs: [String: String] = [:], executionRole: String? = nil,
            taskRole: String? = nil, targetGroup: String? = nil
        ) {
            self.image = image
            self.secretARNs = secretARNs
            self.executionRole = executionRole
            self.taskRole = taskRole
            self.targetGroup = targetGroup
        }
    }

    /// The task definition of a plan.
    /// - Throws: a `Problem` when a secret has no ARN: ECS would take its bare name for an SSM parameter.
    package static func definition(_ plan: ServicePlan, _ resolved: Resolved) throws(Problem) -> TaskDefinitionPlan {
        var secrets: [PlainVariable] = []
        for binding in plan.secrets {
            let reference = binding.reference
            let known = reference.isARN ? reference.identifier : resolved.secretARNs[reference.identifier]
            guard let arn = known else {
                throw Problem(
                    "secret.unresolved", "\(binding.variable): \(reference) has no ARN",
                    cause: "it was not found, or may not be looked at",
                    next: "run `slipway check`", exitCode: .failedBefore)
            }
            secrets.append(PlainVariable(name: binding.variable, value: reference.valueFrom(arn: arn)))
        }
        let health = plan.health.command.map { command in
            ContainerHealthPlan(
                command: command, interval: max(plan.health.interval, .seconds(5)), timeout: plan.health.timeout,
                retries: plan.health.unhealthy, startPeriod: min(plan.health.grace, .seconds(300)))
        }
        let container = ContainerPlan(
            name: plan.container, image: resolved.image.description, ports: plan.port.map { [$0] } ?? [],
            command: plan.command ?? [], entryPoint: plan.entryPoint ?? [],
            variables: plan.variables.sorted { $0.name < $1.name }, secrets: secrets.sorted { $0.name < $1.name },
            health: health,
            logs: ContainerLogPlan(
                group: plan.logs.group, region: plan.service.region, streamPrefix: plan.logs.streamPrefix),
            stopTimeout: plan.stopTimeout)
        return TaskDefinitionPlan(
            family: plan.family, cpu: plan.cpu, memory: plan.memory, platform: plan.platform,
            executionRole: resolved.executionRole, taskRole: resolved.taskRole, containers: [container])
    }

    /// The settings of a plan, on top of what the live service has where the manifest says nothing.
    package static func settings(
        _ plan: ServicePlan, _ resolved: Resolved, taskDefinition: String, live: ServiceSettings?
    ) -> ServiceSettings {
        var settings = live ?? ServiceSettings(taskDefinition: taskDefinition, desiredCount: plan.count)
        settings.taskDefinition = taskDefinition
        settings.desiredCount = plan.count
        settings.percent = plan.deployment.percent
        if let breaker = plan.deployment.circuitBreaker { settings.circuitBreaker = breaker }
        if let network = plan.network { settings.network = network }
        if settings.launchType == nil, settings.capacityProviders.isEmpty { settings.launchType = "FARGATE" }
        if let group = resolved.targetGroup, let port = plan.port {
            settings.loadBalancers = [LoadBalancerBinding(targetGroup: group, container: plan.container, port: port)]
        }
        let checked = !settings.loadBalancers.isEmpty || plan.health.command != nil
        settings.gracePeriod = checked ? plan.health.grace : settings.gracePeriod
        return settings
    }
}
