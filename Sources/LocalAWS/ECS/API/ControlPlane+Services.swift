package import AWSRuntime
package import AWSServices

extension ControlPlane {
    /// - Parameter targetGroups: what ELB says of the target groups in the request, by ARN.
    package mutating func createService(
        _ input: ECS.CreateServiceRequest, _ context: CallContext, targetGroups: [String: TargetGroupSummary],
        at now: Timestamp
    ) throws -> ECS.CreateServiceResponse {
        try UnsupportedFields.refuse("CreateService", input)
        let cluster = try cluster(input.cluster, context)
        let creation = try creation(input, cluster, context, targetGroups)
        if let existing = scheduler.services[creation.arn] {
            switch existing.status {
            case .draining: throw Refusal.invalid("Unable to Start a service that is still Draining.")
            case .active:
                guard
                    existing.configuration == creation.configuration, existing.options == creation.options,
                    existing.tags == creation.tags
                else { throw Refusal.invalid("Creation of service was not idempotent.") }
                return ECS.CreateServiceResponse(service: view(existing, withTags: true))
            case .inactive: break
            }
        }
        scheduler.createService(creation, at: now)
        return ECS.CreateServiceResponse(service: scheduler.services[creation.arn].map { view($0, withTags: true) })
    }

    private func creation(
        _ input: ECS.CreateServiceRequest, _ cluster: ClusterRecord, _ context: CallContext,
        _ targetGroups: [String: TargetGroupSummary]
    ) throws -> ServiceCreation {
        guard Self.isName(input.serviceName) else {
            throw Refusal.invalid(
                "The service name must be 1 to 255 letters, numbers, hyphens and underscores. Got: \(input.serviceName)"
            )
        }
        if let token = input.clientToken, token.utf8.count > 36 || !token.utf8.allSatisfy({ (33...126).contains($0) }) {
            throw Refusal.invalid("clientToken must be up to 36 characters of ASCII 33 to 126.")
        }
        try ServiceInput.launchType(input.launchType, "CreateService")
        try ServiceInput.controller(input.deploymentController, "CreateService")
        if let strategy = input.schedulingStrategy, strategy != .replica {
            throw Refusal.notImplemented("CreateService.schedulingStrategy \(strategy.rawValue)")
        }
        guard let given = input.taskDefinition, !given.isEmpty else {
            throw Refusal.invalid("TaskDefinition can not be blank.")
        }
        let definition = try runnable(given, context)
        let configuration = RevisionConfiguration(
            blueprint: definition.blueprint, network: try ServiceInput.network(input.networkConfiguration),
            loadBalancers: try ServiceInput.loadBalancers(
                input.loadBalancers ?? [], containers: definition.blueprint.containers, targetGroups: targetGroups),
            platformVersion: try ServiceInput.platformVersion(input.platformVersion))
        guard let count = input.desiredCount else {
            throw Refusal.invalid("desiredCount is required when schedulingStrategy is REPLICA.")
        }
        var options = ServiceOptions()
        options.desiredCount = try ServiceInput.desiredCount(count)
        options.policy = try ServiceInput.policy(
            input.deploymentConfiguration, base: RolloutPolicy(), "CreateService")
        if let grace = input.healthCheckGracePeriodSeconds {
            options.healthCheckGracePeriod = try ServiceInput.gracePeriod(grace)
            options.graceIsExplicit = true
        }
        options.enableExecuteCommand = input.enableExecuteCommand ?? false
        options.enableManagedTags = input.enableECSManagedTags ?? false
        options.propagateTags = input.propagateTags?.rawValue ?? "NONE"
        options.availabilityZoneRebalancing = input.availabilityZoneRebalancing?.rawValue ?? "ENABLED"
        return ServiceCreation(
            name: input.serviceName, clusterARN: cluster.arn, clusterName: cluster.name, region: cluster.region,
            account: cluster.account, configuration: configuration, options: options,
            tags: try [ResourceTag](checking: input.tags), createdBy: "arn:aws:iam::\(context.account):root",
            clientToken: input.clientToken)
    }

    /// - Parameter targetGroups: what ELB says of the target groups in the request, by ARN.
    package mutating func updateService(
        _ input: ECS.UpdateServiceRequest, _ context: CallContext, targetGroups: [String: TargetGroupSummary],
        at now: Timestamp
    ) throws -> ECS.UpdateServiceResponse {
        try UnsupportedFields.refuse("UpdateService", input)
        let cluster = try cluster(input.cluster, context)
        guard let service = service(input.service, in: cluster) else { throw Refusal.serviceNotFound }
        guard service.status == .active, let current = service.configuration else {
            throw ECS.ServiceNotActiveException(message: "Service was not ACTIVE.")
        }
        try ServiceInput.controller(input.deploymentController, "UpdateService")
        var configuration = current
        if let given = input.taskDefinition, !given.isEmpty {
            configuration.blueprint = try runnable(given, context).blueprint
        }
        if let network = input.networkConfiguration { configuration.network = try ServiceInput.network(network) }
        if let version = input.platformVersion {
            configuration.platformVersion = try ServiceInput.platformVersion(version)
        }
        if let balancers = input.loadBalancers {
            configuration.loadBalancers = try ServiceInput.loadBalancers(
                balancers, containers: configuration.blueprint.containers, targetGroups: targetGroups)
        } else {
            try checkPorts(configuration)
        }
        scheduler.updateService(
            service.arn, configuration: configuration, options: try options(input, base: service.options),
            force: input.forceNewDeployment ?? false, at: now)
        return ECS.UpdateServiceResponse(service: scheduler.services[service.arn].map { view($0, withTags: true) })
    }

    /// A new task definition must still have what the service's load balancers point at.
    private func checkPorts(_ configuration: RevisionConfiguration) throws {
        for binding in configuration.loadBalancers {
            guard let container = configuration.blueprint.containers.first(where: { $0.name == binding.containerName })
            else {
                throw Refusal.invalid("The container \(binding.containerName) does not exist in the task definition.")
            }
            guard container.ports.contains(binding.containerPort) else {
                throw Refusal.invalid(
                    "The container \(binding.containerName) did not have a container port "
                        + "\(binding.containerPort) defined."
                )
            }
        }
    }

    private func options(_ input: ECS.UpdateServiceRequest, base: ServiceOptions) throws -> ServiceOptions {
        var options = base
        if let count = input.desiredCount { options.desiredCount = try ServiceInput.desiredCount(count) }
        options.policy = try ServiceInput.policy(input.deploymentConfiguration, base: base.policy, "UpdateService")
        if let grace = input.healthCheckGracePeriodSeconds {
            options.healthCheckGracePeriod = try ServiceInput.gracePeriod(grace)
            options.graceIsExplicit = true
        }
        options.enableExecuteCommand = input.enableExecuteCommand ?? base.enableExecuteCommand
        options.enableManagedTags = input.enableECSManagedTags ?? base.enableManagedTags
        options.propagateTags = input.propagateTags?.rawValue ?? base.propagateTags
        options.availabilityZoneRebalancing =
            input.availabilityZoneRebalancing?.rawValue ?? base.availabilityZoneRebalancing
        return options
    }

    package mutating func deleteService(
        _ input: ECS.DeleteServiceRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.DeleteServiceResponse {
        try UnsupportedFields.refuse("DeleteService", input)
        let cluster = try cluster(input.cluster, context)
        guard let service = service(input.service, in: cluster), service.status != .inactive else {
            throw Refusal.serviceNotFound
        }
        if service.status == .active {
            let isBusy =
                service.options.desiredCount > 0
                || service.liveTasks.contains {
                    scheduler.tasks[$0]?.lastStatus == .running
                }
            guard input.force == true || !isBusy else {
                throw Refusal.invalid("The service cannot be stopped while it is scaled above 0.")
            }
            scheduler.deleteService(service.arn, at: now)
        }
        return ECS.DeleteServiceResponse(service: scheduler.services[service.arn].map { view($0, withTags: true) })
    }

    package func describeServices(
        _ input: ECS.DescribeServicesRequest, _ context: CallContext
    ) throws -> ECS.DescribeServicesResponse {
        try UnsupportedFields.refuse("DescribeServices", input)
        let cluster = try cluster(input.cluster, context)
        guard !input.services.isEmpty else { throw Refusal.invalid("Services cannot be empty.") }
        guard input.services.count <= 10 else { throw Refusal.invalid("services can have at most 10 items.") }
        var found: [ECS.Service] = []
        var failures: [ECS.Failure] = []
        for given in input.services {
            if let service = service(given, in: cluster) {
                found.append(view(service, withTags: (input.include ?? []).contains(.tags)))
            } else {
                let arn = given.hasPrefix("arn:") ? given : Self.arn(context, "service/\(cluster.name)/\(given)")
                failures.append(Self.missing(arn))
            }
        }
        return ECS.DescribeServicesResponse(services: found, failures: failures)
    }

    package func listServices(
        _ input: ECS.ListServicesRequest, _ context: CallContext
    ) throws -> ECS.ListServicesResponse {
        try UnsupportedFields.refuse("ListServices", input)
        let cluster = try cluster(input.cluster, context)
        // Every service here is a FARGATE REPLICA service that its customer manages.
        let matches =
            (input.launchType ?? .fargate) == .fargate && (input.schedulingStrategy ?? .replica) == .replica
            && (input.resourceManagementType ?? .customer) == .customer
        let arns = scheduler.services.all.filter { matches && $0.clusterARN == cluster.arn && $0.status == .active }
            .map(\.arn).sorted()
        let page = try ListPage.page(arns, token: input.nextToken, size: input.maxResults, defaultSize: 10)
        return ECS.ListServicesResponse(serviceArns: page.keys, nextToken: page.next)
    }
}
