package import AWSRuntime
package import AWSServices

extension ControlPlane {
    package func listServiceDeployments(
        _ input: ECS.ListServiceDeploymentsRequest, _ context: CallContext
    ) throws -> ECS.ListServiceDeploymentsResponse {
        try UnsupportedFields.refuse("ListServiceDeployments", input)
        let cluster = try cluster(input.cluster, context)
        guard let service = service(input.service, in: cluster) else { throw Refusal.serviceNotFound }
        let wanted = (input.status ?? []).map(\.rawValue)
        let chosen = service.serviceDeployments.reversed().filter { deployment in
            (wanted.isEmpty || wanted.contains(deployment.status.rawValue))
                && input.createdAt?.after.map { deployment.createdAt > $0 } ?? true
                && input.createdAt?.before.map { deployment.createdAt < $0 } ?? true
        }
        let page = try ListPage.page(chosen.map(\.arn), token: input.nextToken, size: input.maxResults, defaultSize: 20)
        let briefs = chosen.filter { page.keys.contains($0.arn) }.map { deployment in
            ECS.ServiceDeploymentBrief(
                serviceDeploymentArn: deployment.arn, serviceArn: service.arn, clusterArn: service.clusterARN,
                startedAt: deployment.startedAt, createdAt: deployment.createdAt, finishedAt: deployment.finishedAt,
                targetServiceRevisionArn: deployment.targetRevisionARN,
                status: .init(rawValue: deployment.status.rawValue), statusReason: deployment.statusReason)
        }
        return ECS.ListServiceDeploymentsResponse(serviceDeployments: briefs, nextToken: page.next)
    }

    package func describeServiceDeployments(
        _ input: ECS.DescribeServiceDeploymentsRequest, _ context: CallContext
    ) throws -> ECS.DescribeServiceDeploymentsResponse {
        try UnsupportedFields.refuse("DescribeServiceDeployments", input)
        guard (1...20).contains(input.serviceDeploymentArns.count) else {
            throw Refusal.invalid("serviceDeploymentArns must have 1 to 20 items.")
        }
        var found: [ECS.ServiceDeployment] = []
        var failures: [ECS.Failure] = []
        for arn in input.serviceDeploymentArns {
            if let service = scheduler.services.all.first(where: { $0.serviceDeployments.contains { $0.arn == arn } }),
                let deployment = service.serviceDeployments.first(where: { $0.arn == arn })
            {
                found.append(view(deployment, of: service))
            } else {
                failures.append(Self.missing(arn))
            }
        }
        return ECS.DescribeServiceDeploymentsResponse(serviceDeployments: found, failures: failures)
    }

    private func view(_ deployment: ServiceDeploymentRecord, of service: ServiceRecord) -> ECS.ServiceDeployment {
        func summary(_ revision: String) -> ECS.ServiceRevisionSummary {
            let counts = counts(service) { $0.revisionARN == revision }
            let requested = service.deployments.first { $0.revisionARN == revision }?.desiredCount ?? 0
            return ECS.ServiceRevisionSummary(
                arn: revision, requestedTaskCount: requested, runningTaskCount: counts.running,
                pendingTaskCount: counts.pending)
        }
        return ECS.ServiceDeployment(
            serviceDeploymentArn: deployment.arn, serviceArn: service.arn, clusterArn: service.clusterARN,
            createdAt: deployment.createdAt, startedAt: deployment.startedAt, finishedAt: deployment.finishedAt,
            stoppedAt: deployment.stoppedAt, updatedAt: deployment.updatedAt,
            sourceServiceRevisions: deployment.sourceRevisionARNs.map(summary),
            targetServiceRevision: summary(deployment.targetRevisionARN),
            status: .init(rawValue: deployment.status.rawValue), statusReason: deployment.statusReason,
            deploymentConfiguration: deployment.policy.wire,
            rollback: deployment.rollback.map { rollback in
                ECS.Rollback(
                    reason: rollback.reason, startedAt: rollback.startedAt, serviceRevisionArn: rollback.revisionARN)
            },
            deploymentCircuitBreaker: ECS.ServiceDeploymentCircuitBreaker(
                status: .init(rawValue: deployment.breakerStatus.rawValue), failureCount: deployment.failureCount,
                threshold: deployment.breakerThreshold),
            alarms: ECS.ServiceDeploymentAlarms(
                status: .init(rawValue: deployment.alarmStatus.rawValue),
                alarmNames: deployment.policy.alarms?.names ?? [], triggeredAlarmNames: deployment.triggeredAlarms))
    }

    package func describeServiceRevisions(
        _ input: ECS.DescribeServiceRevisionsRequest, _ context: CallContext
    ) throws -> ECS.DescribeServiceRevisionsResponse {
        try UnsupportedFields.refuse("DescribeServiceRevisions", input)
        guard (1...20).contains(input.serviceRevisionArns.count) else {
            throw Refusal.invalid("serviceRevisionArns must have 1 to 20 items.")
        }
        var found: [ECS.ServiceRevision] = []
        var failures: [ECS.Failure] = []
        for arn in input.serviceRevisionArns {
            if let service = scheduler.services.all.first(where: { $0.revision(arn) != nil }),
                let revision = service.revision(arn)
            {
                found.append(view(revision, of: service))
            } else {
                failures.append(Self.missing(arn))
            }
        }
        return ECS.DescribeServiceRevisionsResponse(serviceRevisions: found, failures: failures)
    }

    private func view(_ revision: ServiceRevisionRecord, of service: ServiceRecord) -> ECS.ServiceRevision {
        let configuration = revision.configuration
        return ECS.ServiceRevision(
            serviceRevisionArn: revision.arn, serviceArn: service.arn, clusterArn: service.clusterARN,
            taskDefinition: configuration.blueprint.arn, launchType: .fargate,
            platformVersion: configuration.resolvedPlatformVersion,
            platformFamily: configuration.blueprint.platformFamily, loadBalancers: configuration.wireLoadBalancers,
            serviceRegistries: [], networkConfiguration: configuration.wireNetwork,
            containerImages: configuration.blueprint.containers.map { container in
                ECS.ContainerImage(
                    containerName: container.name,
                    imageDigest: revision.images.first { $0.container == container.name }?.digest,
                    image: container.image)
            }, guardDutyEnabled: false, createdAt: revision.createdAt,
            resolvedConfiguration: ECS.ResolvedConfiguration(
                loadBalancers: configuration.loadBalancers.map { binding in
                    ECS.ServiceRevisionLoadBalancer(targetGroupArn: binding.targetGroupARN)
                }))
    }

    package mutating func stopServiceDeployment(
        _ input: ECS.StopServiceDeploymentRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.StopServiceDeploymentResponse {
        try UnsupportedFields.refuse("StopServiceDeployment", input)
        if let type = input.stopType, type != .rollback {
            throw Refusal.notImplemented("StopServiceDeployment.stopType \(type.rawValue)")
        }
        guard input.serviceDeploymentArn.contains(":service-deployment/") else {
            throw Refusal.invalid("Invalid serviceDeploymentArn. Got: \(input.serviceDeploymentArn)")
        }
        do throws(StopDeploymentRefusal) {
            try scheduler.stopServiceDeployment(input.serviceDeploymentArn, at: now)
        } catch {
            switch error {
            case .notFound:
                throw ECS.ServiceDeploymentNotFoundException(message: "The service deployment does not exist.")
            case .alreadyFinal:
                throw ECS.ConflictException(
                    message: "Stopping a service deployment is not allowed for service deployment in terminal states.")
            }
        }
        return ECS.StopServiceDeploymentResponse(serviceDeploymentArn: input.serviceDeploymentArn)
    }
}
