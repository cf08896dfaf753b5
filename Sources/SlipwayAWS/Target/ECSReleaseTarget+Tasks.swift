import AWSRuntime
import AWSServices
package import SlipwayDeploy
package import SlipwayDomain

extension ECSReleaseTarget {
    package func startTask(_ request: OneOffTask) async throws(TargetFailure) -> String {
        var input = ECS.RunTaskRequest(taskDefinition: request.taskDefinition)
        input.cluster = request.service.cluster
        input.count = 1
        input.launchType = request.launchType.map { .init(rawValue: $0) }
        input.clientToken = request.token
        input.startedBy = request.startedBy
        input.networkConfiguration = request.network.map {
            ECS.NetworkConfiguration(
                awsvpcConfiguration: ECS.AwsVpcConfiguration(
                    subnets: $0.subnets, securityGroups: $0.securityGroups.isEmpty ? nil : $0.securityGroups,
                    assignPublicIp: .init(rawValue: $0.assignPublicIP ? "ENABLED" : "DISABLED")))
        }
        var override = ECS.ContainerOverride()
        override.name = request.container
        if !request.command.isEmpty { override.command = request.command }
        if !request.variables.isEmpty {
            override.environment = request.variables.map { ECS.KeyValuePair(name: $0.name, value: $0.value) }
        }
        input.overrides = ECS.TaskOverride(containerOverrides: [override])
        let prepared = input
        let answer = try await ask(
            ECS.RunTask.self,
            prepared)
        if let arn = answer.tasks?.first?.taskArn { return arn }
        let failure = answer.failures?.first
        throw .refused(
            operation: "ecs:RunTask", code: failure?.reason ?? "no task",
            message: failure?.detail ?? "ECS started no task and gave no reason")
    }

    package func observeTask(
        arn: String, in service: Service
    ) async throws(TargetFailure) -> (TaskObservation, [LogTail])? {
        guard let task = try await describeTasks([arn], in: service).first.map(TaskObservation.init) else { return nil }
        guard task.lastStatus == "STOPPED" else { return (task, []) }
        return (task, try await logTails(of: task))
    }

    package func stopTask(arn: String, in service: Service, reason: String) async throws(TargetFailure) {
        _ = try await ask(
            ECS.StopTask.self,
            ECS.StopTaskRequest(cluster: service.cluster, task: arn, reason: reason))
    }

    package func baseURL(targetGroup arn: String) async throws(TargetFailure) -> String? {
        let groups = try await ask(
            ELBv2.DescribeTargetGroups.self,
            ELBv2.DescribeTargetGroupsInput(targetGroupArns: [arn]))
        guard let balancer = groups.targetGroups?.first?.loadBalancerArns?.first else { return nil }
        let balancers = try await ask(
            ELBv2.DescribeLoadBalancers.self,
            ELBv2.DescribeLoadBalancersInput(loadBalancerArns: [balancer]))
        guard let name = balancers.loadBalancers?.first?.dnsName else { return nil }
        let listeners = try await ask(
            ELBv2.DescribeListeners.self,
            ELBv2.DescribeListenersInput(loadBalancerArn: balancer))
        let found = (listeners.listeners ?? []).sorted { ($0.port ?? 0) < ($1.port ?? 0) }
        guard let listener = found.first(where: { $0.protocol?.rawValue == "HTTPS" }) ?? found.first else { return nil }
        let scheme = listener.protocol?.rawValue == "HTTPS" ? "https" : "http"
        // A name may carry its port already, where listeners cannot have their own numbers.
        if name.contains(":") { return "\(scheme)://\(name)" }
        let standard = scheme == "https" ? 443 : 80
        let port = listener.port.flatMap { $0 == standard ? nil : ":\($0)" } ?? ""
        return "\(scheme)://\(name)\(port)"
    }

    package func history(of service: Service, limit: Int) async throws(TargetFailure) -> [PastDeployment] {
        let input = ECS.ListServiceDeploymentsRequest(
            service: service.name, cluster: service.cluster, maxResults: min(limit, 100))
        let briefs = try await ask(
            ECS.ListServiceDeployments.self,
            input)
        let sorted = (briefs.serviceDeployments ?? []).sorted {
            ($0.createdAt?.millisecondsSinceEpoch ?? 0) > ($1.createdAt?.millisecondsSinceEpoch ?? 0)
        }
        var past: [PastDeployment] = []
        for brief in sorted.prefix(limit) {
            var revision: ECS.ServiceRevision?
            if let arn = brief.targetServiceRevisionArn { revision = try await self.revision(arn) }
            var deployment = PastDeployment(
                arn: brief.serviceDeploymentArn ?? "", status: brief.status?.rawValue ?? "",
                statusReason: brief.statusReason, taskDefinition: revision?.taskDefinition,
                images: revision?.pinnedImages ?? [], createdAt: brief.createdAt?.moment,
                finishedAt: brief.finishedAt?.moment)
            if let definition = revision?.taskDefinition {
                deployment.skippedChecks = await skippedChecks(of: definition)
            }
            past.append(deployment)
        }
        return past
    }

    /// What `note` wrote; a definition that is gone, or may not be read, says nothing.
    private func skippedChecks(of definition: String) async -> [String] {
        do {
            let answer = try await clients.ecs.describeTaskDefinition(
                ECS.DescribeTaskDefinitionRequest(taskDefinition: definition, include: [.init(rawValue: "TAGS")]))
            let note = (answer.tags ?? []).first { $0.key == Self.skippedTag }?.value ?? ""
            return note.split(separator: " ").map(String.init)
        } catch {
            return []
        }
    }

    /// The task definitions of those tasks that ECS still remembers.
    package func definitions(ofTasks ids: [String], in service: Service) async throws(TargetFailure) -> [String] {
        guard !ids.isEmpty else { return [] }
        return try await describeTasks(ids, in: service).compactMap(\.taskDefinitionArn)
    }

    package func logs(_ request: LogRequest) async throws(TargetFailure) -> LogPage {
        var input = CloudWatchLogs.FilterLogEventsRequest()
        input.logGroupName = request.group
        input.logStreamNamePrefix = request.streamPrefix
        input.startTime = Int(request.since.millisecondsSinceEpoch)
        input.nextToken = request.token
        input.limit = min(request.limit, 10_000)
        let prepared = input
        let answer = try await ask(
            CloudWatchLogs.FilterLogEvents.self,
            prepared)
        let lines = (answer.events ?? []).map { event in
            LogPage.Line(
                id: event.eventId ?? "", at: Moment(millisecondsSinceEpoch: Int64(event.timestamp ?? 0)),
                stream: event.logStreamName ?? "", message: event.message ?? "")
        }
        return LogPage(lines: lines, next: answer.nextToken)
    }
}
