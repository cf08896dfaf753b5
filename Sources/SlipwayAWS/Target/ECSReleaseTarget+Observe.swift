import AWSRuntime
import AWSServices
package import SlipwayDeploy
package import SlipwayDomain

extension ECSReleaseTarget {
    /// Lines of a failed container's log that a poll brings along.
    private static let tailLength = 30
    /// How many running tasks a poll asks why they are not well, and how often each.
    private static let unwellTasks = 2
    private static let unwellPause = Duration.seconds(5)

    package func observe(_ request: ObservationRequest) async throws(TargetFailure) -> Observation {
        let takenAt = now()
        guard let service = try await describe(request.service) else { return Observation(takenAt: takenAt) }
        var arn = request.serviceDeployment ?? service.currentServiceDeployment
        if arn == nil { arn = try await newestDeployment(of: request.service) }
        var deployment: ServiceDeploymentObservation?
        if let arn { deployment = try await observeDeployment(arn) }
        var tasks = try await tasks(of: request)
        try await joinTargets(of: service, into: &tasks)
        let logs = request.readsLogs ? try await tails(of: tasks, except: request.logsRead) : []
        return Observation(
            takenAt: takenAt, service: ServiceObservation(service, since: request.since), serviceDeployment: deployment,
            tasks: tasks, logs: logs)
    }

    private func newestDeployment(of service: Service) async throws(TargetFailure) -> String? {
        let answer = try await ask(
            ECS.ListServiceDeployments.self,
            ECS.ListServiceDeploymentsRequest(service: service.name, cluster: service.cluster))
        return (answer.serviceDeployments ?? []).max {
            ($0.createdAt?.millisecondsSinceEpoch ?? 0) < ($1.createdAt?.millisecondsSinceEpoch ?? 0)
        }?.serviceDeploymentArn
    }

    private func observeDeployment(_ arn: String) async throws(TargetFailure) -> ServiceDeploymentObservation? {
        let answer = try await ask(
            ECS.DescribeServiceDeployments.self,
            ECS.DescribeServiceDeploymentsRequest(serviceDeploymentArns: [arn]))
        guard let found = answer.serviceDeployments?.first else { return nil }
        var definition: String?
        if let revision = found.targetServiceRevision?.arn {
            definition = try await self.revision(revision)?.taskDefinition
        }
        return ServiceDeploymentObservation(found, targetDefinition: definition)
    }

    /// Tasks that run, and those that stopped since the request's moment.
    private func tasks(of request: ObservationRequest) async throws(TargetFailure) -> [TaskObservation] {
        var arns: [String] = []
        for status in ["RUNNING", "STOPPED"] {
            let input = ECS.ListTasksRequest(
                cluster: request.service.cluster, serviceName: request.service.name,
                desiredStatus: .init(rawValue: status))
            do {
                for try await page in clients.ecs.listTasksPages(input) { arns += page.taskArns ?? [] }
            } catch {
                throw error.targetFailure("ecs:ListTasks")
            }
        }
        let found = try await describeTasks(arns, in: request.service)
        return found.map(TaskObservation.init)
            .filter {
                !$0.isStopping || ($0.stoppedAt ?? $0.stoppingAt ?? $0.createdAt).map { $0 >= request.since } ?? true
            }
            .sorted {
                ($0.createdAt?.millisecondsSinceEpoch ?? 0, $0.arn) < (
                    $1.createdAt?.millisecondsSinceEpoch ?? 0, $1.arn
                )
            }
    }

    /// A hundred at a time, as DescribeTasks takes them.
    func describeTasks(_ arns: [String], in service: Service) async throws(TargetFailure) -> [ECS.Task] {
        var found: [ECS.Task] = []
        var rest = arns[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(100))
            rest = rest.dropFirst(100)
            let answer = try await ask(
                ECS.DescribeTasks.self,
                ECS.DescribeTasksRequest(cluster: service.cluster, tasks: some))
            found += answer.tasks ?? []
        }
        return found
    }

    private func joinTargets(of service: ECS.Service, into tasks: inout [TaskObservation]) async throws(TargetFailure) {
        for binding in service.loadBalancers ?? [] {
            guard let group = binding.targetGroupArn else { continue }
            let answer = try await ask(
                ELBv2.DescribeTargetHealth.self,
                ELBv2.DescribeTargetHealthInput(targetGroupArn: group))
            for seen in answer.targetHealthDescriptions ?? [] {
                guard let target = seen.target,
                    let index = tasks.firstIndex(where: { $0.privateIP == target.id && !$0.isFinal })
                        ?? tasks.lastIndex(where: { $0.privateIP == target.id })
                else { continue }
                tasks[index].targets.append(
                    TargetObservation(
                        targetGroup: group, port: target.port, state: seen.targetHealth?.state?.rawValue ?? "unknown",
                        reason: seen.targetHealth?.reason?.rawValue, description: seen.targetHealth?.description))
            }
        }
    }

    /// The last log lines of containers that failed, and of those that run and are not well.
    private func tails(of tasks: [TaskObservation], except read: Set<String>) async throws(TargetFailure) -> [LogTail] {
        var tails: [LogTail] = []
        for task in tasks where task.isStopping && task.hasFailed && !read.contains(task.arn) {
            tails += try await logTails(of: task)
        }
        for task in tasks.filter(\.isUnwell).filter(mayBeAsked).prefix(Self.unwellTasks) {
            askedWhileRunning[task.arn] = now()
            tails += try await logTails(of: task)
        }
        return tails
    }

    private func mayBeAsked(_ task: TaskObservation) -> Bool {
        askedWhileRunning[task.arn].map { $0.duration(to: now()) >= Self.unwellPause } ?? true
    }

    /// Nothing where a container never ran or writes elsewhere; a log that may not be read is no reason to stop looking.
    func logTails(of task: TaskObservation) async throws(TargetFailure) -> [LogTail] {
        let definition = try await definition(arn: task.taskDefinition)
        var tails: [LogTail] = []
        for container in task.containers {
            guard let logs = definition.plan.containers.first(where: { $0.name == container.name })?.logs else {
                continue
            }
            let stream = "\(logs.streamPrefix)/\(container.name)/\(task.id)"
            do {
                let answer = try await clients.logs.getLogEvents(
                    CloudWatchLogs.GetLogEventsRequest(
                        logGroupName: logs.group, logStreamName: stream, limit: Self.tailLength, startFromHead: false))
                let lines = (answer.events ?? []).compactMap(\.message)
                if !lines.isEmpty { tails.append(LogTail(task: task.arn, container: container.name, lines: lines)) }
            } catch {
                // No stream: the container never wrote. No permission: the other evidence must do.
                if error.code == "ResourceNotFoundException" || error.isDenied { continue }
                throw error.targetFailure("logs:GetLogEvents")
            }
        }
        return tails
    }
}

extension TaskObservation {
    fileprivate var isFinal: Bool { lastStatus == "STOPPED" }

    /// Runs, and a check of a load balancer or inside the container fails.
    fileprivate var isUnwell: Bool {
        !isStopping && lastStatus == "RUNNING"
            && (healthStatus == "UNHEALTHY" || targets.contains { $0.state == "unhealthy" })
    }

    /// Ended otherwise than by a scheduler that no longer wants it.
    fileprivate var hasFailed: Bool {
        if stopCode == "UserInitiated" { return false }
        if let reason = stoppedReason, reason.hasPrefix("Scaling activity initiated by") { return false }
        return true
    }
}
