package import AWSRuntime

/// A fault that the scheduler carries out itself.
package struct SchedulerFault: Hashable, Sendable {
    package var fault: CloudFault
    /// The service's ARN; nil strikes all.
    package var service: String?
    /// Deployments and tasks from before are spared.
    package var since: Timestamp

    package init(_ fault: CloudFault, service: String? = nil, since: Timestamp) {
        self.fault = fault
        self.service = service
        self.since = since
    }
}

extension SchedulerCore {
    /// The first fault that strikes a deployment and of which `pick` makes something.
    func fault<Found>(
        striking deployment: DeploymentRecord?, of service: String?, _ pick: (CloudFault) -> Found?
    ) -> Found? {
        for entry in faults where entry.service == nil || entry.service == service {
            if let deployment, deployment.createdAt < entry.since { continue }
            if let found = pick(entry.fault) { return found }
        }
        return nil
    }

    /// The same for a task, by the deployment that started it; a task of no service is struck when it is new.
    func fault<Found>(striking task: TaskRecord, _ pick: (CloudFault) -> Found?) -> Found? {
        guard let service = task.serviceARN else {
            for entry in faults where entry.service == nil && entry.since <= task.createdAt {
                if let found = pick(entry.fault) { return found }
            }
            return nil
        }
        guard let deployment = deployment(task.deploymentID, of: service) else { return nil }
        return fault(striking: deployment, of: service, pick)
    }

    private func deployment(_ id: String?, of service: String) -> DeploymentRecord? {
        guard let record = services[service] else { return nil }
        return record.deployments.first { $0.id == id } ?? record.completed.first { $0.id == id }
    }

    /// What the first essential container of a new task runs instead of its own.
    func faulted(_ containers: [ContainerBlueprint], _ launch: TaskLaunch, at now: Timestamp) -> [ContainerBlueprint] {
        guard !faults.isEmpty, let index = containers.firstIndex(where: \.essential) else { return containers }
        let own = launch.serviceARN.flatMap { deployment(launch.deploymentID, of: $0) }
        var changed = containers
        for entry in faults where entry.service == nil || entry.service == launch.serviceARN {
            if let own, own.createdAt < entry.since { continue }
            changed[index].suffer(entry.fault)
            if case .sidecar(let name, let program) = entry.fault {
                var sidecar = ContainerBlueprint(name: name, image: containers[index].image)
                sidecar.standIn = program
                sidecar.log = containers[index].log
                changed.append(sidecar)
            }
        }
        return changed
    }

    /// A deployment that a fault ends goes back as if an alarm or a hook had fired.
    mutating func endByFault(_ arn: String, at now: Timestamp) {
        guard let service = services[arn], let primary = service.primary, primary.rolloutState == .inProgress,
            service.serviceDeployments.last?.status == .inProgress,
            let reason = fault(
                striking: primary, of: arn,
                { fault -> String? in
                    if case .deploymentEnds(let reason) = fault { reason } else { nil }
                })
        else { return }
        services.update(arn) { record in
            record.deployments[0].rolloutState = .failed
            record.deployments[0].rolloutStateReason = reason
            record.deployments[0].updatedAt = now
        }
        tell(arn, at: now) { ServiceEventText.failed($0, primary.id, because: reason) }
        rollBack(arn, statusReason: reason, deploymentReason: { "Rolling back to deploymentId \($0)." }, at: now)
    }

    /// Somebody else's deployment takes the place of the first one that begins under the fault.
    mutating func supersedeByFault(_ arn: String, at now: Timestamp) {
        guard let service = services[arn], let primary = service.primary, let configuration = service.configuration,
            !superseded.contains(arn),
            service.serviceDeployments.last?.status == .inProgress,
            fault(striking: primary, of: arn, { $0 == .newerDeployment ? true : nil }) != nil
        else { return }
        superseded.insert(arn)
        beginDeployment(arn, configuration, at: now)
    }

    /// A task that has come to run and that a fault stops.
    mutating func stopByFault(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id], !faults.isEmpty,
            let (reason, code) = fault(
                striking: task,
                { fault -> (String, String)? in
                    if case .runningTaskStops(let reason, let code) = fault { (reason, code) } else { nil }
                })
        else { return }
        let stopCode = TaskStopCode(rawValue: code) ?? .serviceSchedulerInitiated
        endTask(id, stopCode, reason, outcome: stopCode == .userInitiated ? nil : .crashed, at: now)
    }
}

extension ContainerBlueprint {
    fileprivate mutating func suffer(_ fault: CloudFault) {
        switch fault {
        case .standIn(let program):
            standIn = program
            entryPoint = nil
            command = nil
            user = nil
        case .command(let words):
            entryPoint = Array(words.prefix(1))
            command = Array(words.dropFirst())
        case .user(let name): user = name
        case .memoryLimit(let mebibytes): memoryMiB = mebibytes
        case .readOnlyRoot: readOnlyRootFilesystem = true
        case .containerCheckFails:
            var check = healthCheck ?? ContainerHealthCheck(command: [])
            if healthCheck == nil {
                check.interval = .seconds(5)
                check.timeout = .seconds(2)
                check.retries = 2
            }
            check.command = ["CMD", "/no-such-check"]
            healthCheck = check
        case .checksAnswered, .checksTimeOut, .taskStops, .runningTaskStops, .placementFails, .deploymentStalls,
            .deploymentEnds, .newerDeployment, .pullTakes, .alarmsRing, .callRefused, .throttled, .account, .sidecar,
            .role, .network, .quotaUsedUp, .alarmState, .stackFails:
            break
        }
    }
}
