package import AWSRuntime

/// What a task is launched with.
package struct TaskLaunch: Hashable, Sendable {
    package var clusterARN: String
    package var clusterName: String
    package var region: String
    package var account: String
    package var group: String
    package var startedBy: String?
    package var configuration: RevisionConfiguration
    package var changes = TaskChanges()
    package var tags: [ResourceTag] = []
    package var enableExecuteCommand = false
    package var serviceARN: String?
    package var deploymentID: String?
    package var revisionARN: String?
    package var round = 0

    package init(
        clusterARN: String, clusterName: String, region: String, account: String, group: String,
        configuration: RevisionConfiguration
    ) {
        self.clusterARN = clusterARN
        self.clusterName = clusterName
        self.region = region
        self.account = account
        self.group = group
        self.configuration = configuration
    }
}

extension SchedulerCore {
    /// Puts a task there, PROVISIONING, and starts its way.
    package mutating func launch(_ launch: TaskLaunch, at now: Timestamp) -> TaskID {
        let id = ids.task()
        let prefix = "arn:aws:ecs:\(launch.region):\(launch.account)"
        let wanted = launch.configuration.blueprint.containers.map { Self.changed($0, by: launch.changes) }
        let containers = faulted(wanted, launch, at: now).map { blueprint in
            ContainerState(
                blueprint: blueprint,
                arn: "\(prefix):container/\(launch.clusterName)/\(id)/\(ids.uuid())")
        }
        var task = TaskRecord(
            id: id, arn: "\(prefix):task/\(launch.clusterName)/\(id)", clusterARN: launch.clusterARN,
            serviceARN: launch.serviceARN, deploymentID: launch.deploymentID, revisionARN: launch.revisionARN,
            group: launch.group, startedBy: launch.startedBy, blueprint: launch.configuration.blueprint,
            changes: launch.changes, network: launch.configuration.network,
            platformVersion: launch.configuration.resolvedPlatformVersion, tags: launch.tags,
            enableExecuteCommand: launch.enableExecuteCommand, attachmentID: ids.uuid(),
            networkInterfaceID: ids.networkInterface(), containers: containers,
            loadBalancers: launch.configuration.loadBalancers, createdAt: now)
        task.launchRound = launch.round
        task.networkRequested = true
        tasks[id] = task
        if let service = launch.serviceARN {
            services.update(service) { $0.liveTasks.append(id) }
        }
        let ports = containers.flatMap(\.blueprint.ports)
        effects.append(.createNetwork(id, ports: ports))
        timers.add(.networkAttached(id), at: now.advanced(by: timings.paced(timings.networkAttach)))
        return id
    }

    private static func changed(_ blueprint: ContainerBlueprint, by changes: TaskChanges) -> ContainerBlueprint {
        guard let change = changes.containers.first(where: { $0.name == blueprint.name }) else { return blueprint }
        var result = blueprint
        result.command = change.command ?? result.command
        result.cpu = change.cpu ?? result.cpu
        result.memoryMiB = change.memoryMiB ?? result.memoryMiB
        result.memoryReservationMiB = change.memoryReservationMiB ?? result.memoryReservationMiB
        for variable in change.environment {
            result.environment.removeAll { $0.name == variable.name }
            result.environment.append(variable)
            // An override wins over a secret of the same name.
            result.secrets.removeAll { $0.name == variable.name }
        }
        return result
    }

    // MARK: network

    mutating func networkCreated(_ id: TaskID, _ network: TaskNetwork, at now: Timestamp) {
        guard let task = tasks[id] else { return }
        tasks.update(id) { $0.address = network }
        switch task.step {
        case .attachingNetwork: leaveProvisioning(id, at: now)
        case .detaching: effects.append(.removeTask(id))
        default: break
        }
    }

    mutating func networkFailed(_ id: TaskID, _ failure: RuntimeFailure, at now: Timestamp) {
        guard let task = tasks[id], task.address == nil else { return }
        tasks.update(id) { $0.networkRequested = false }
        if case .detaching = task.step {
            effects.append(.removeTask(id))
        } else {
            endTask(id, .taskFailedToStart, failure.reason, outcome: .failedToStart, at: now)
        }
    }

    mutating func networkAttached(_ id: TaskID, at now: Timestamp) {
        guard tasks[id]?.step == .attachingNetwork(attached: false) else { return }
        tasks.update(id) { $0.step = .attachingNetwork(attached: true) }
        leaveProvisioning(id, at: now)
    }

    private mutating func leaveProvisioning(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id], task.step == .attachingNetwork(attached: true), task.address != nil else { return }
        tasks.update(id) { task in
            task.lastStatus = .pending
            task.connectivityAt = now
            task.version += 1
            task.step = .fetchingSecrets
        }
        touch(task.serviceARN)
        let stop = fault(striking: task) { fault -> (RuntimeFailure, Bool, String)? in
            guard case .taskStops(let reason, let inContainer, let code) = fault else { return nil }
            return (RuntimeFailure(reason: reason), inContainer, code)
        }
        if let (failure, inContainer, code) = stop {
            let container = inContainer ? task.containers.first(where: \.blueprint.essential)?.blueprint.name : nil
            preparationFailed(
                id, failure, container: container, code: TaskStopCode(rawValue: code) ?? .taskFailedToStart, at: now)
        } else if task.containers.contains(where: { !$0.blueprint.secrets.isEmpty }) {
            effects.append(.fetchSecrets(id))
        } else {
            secretsFetched(id, at: now)
        }
    }

    // MARK: secrets, images, logs

    mutating func secretsFetched(_ id: TaskID, at now: Timestamp) {
        guard tasks[id]?.step == .fetchingSecrets else { return }
        tasks.update(id) { task in
            task.lastStatus = .activating
            task.version += 1
            task.pullStartedAt = now
            task.step = .awaitingDigests
        }
        touch(tasks[id]?.serviceARN)
        resolveImages(id)
    }

    /// Asks for the images: by the digests that the first task of the deployment found, once it has.
    private mutating func resolveImages(_ id: TaskID) {
        guard let task = tasks[id], task.step == .awaitingDigests else { return }
        var pinned: [ResolvedImage] = []
        if let service = task.serviceARN, let revision = task.revisionARN,
            let record = services[service]?.revision(revision)
        {
            pinned = record.images
            if pinned.isEmpty {
                guard record.resolver == nil || record.resolver == id else { return }
                updateRevision(revision, of: service) { $0.resolver = id }
            }
        }
        let requests = task.containers.map { container in
            let digest = pinned.first { $0.container == container.blueprint.name && container.blueprint.pinsImage }?
                .digest
            return ImageRequest(
                container: container.blueprint.name,
                reference: digest.map { Self.pinned(container.blueprint.image, to: $0) } ?? container.blueprint.image,
                platform: task.blueprint.platform)
        }
        tasks.update(id) { $0.step = .resolvingImages }
        effects.append(.resolveImages(id, requests))
    }

    /// `registry/name:tag` as `registry/name@sha256:…`.
    static func pinned(_ image: String, to digest: String) -> String {
        let withoutDigest = image.split(separator: "@", maxSplits: 1).first.map(String.init) ?? image
        let slash = withoutDigest.lastIndex(of: "/") ?? withoutDigest.startIndex
        guard let colon = withoutDigest[slash...].lastIndex(of: ":") else { return "\(withoutDigest)@\(digest)" }
        return "\(withoutDigest[..<colon])@\(digest)"
    }

    mutating func imagesResolved(_ id: TaskID, _ images: [ResolvedImage], at now: Timestamp) {
        guard let task = tasks[id], task.step == .resolvingImages else { return }
        tasks.update(id) { task in
            for image in images {
                if let index = task.index(of: image.container) { task.containers[index].imageDigest = image.digest }
            }
            task.version += 1
            task.step = .preparingImages
        }
        let wait = fault(striking: task) { if case .pullTakes(let seconds) = $0 { seconds } else { nil } }
        if let wait {
            timers.add(.imageFetched(id), at: now.advanced(by: timings.paced(.seconds(wait))))
        } else {
            effects.append(.prepareImages(id))
        }
        if let service = task.serviceARN, let revision = task.revisionARN {
            let found = task.containers.compactMap { container in
                images.first { $0.container == container.blueprint.name }
            }
            updateRevision(revision, of: service) { record in
                if record.images.isEmpty { record.images = found }
                if record.resolver == id { record.resolver = nil }
            }
            releaseWaiting(for: revision, of: service)
        }
    }

    /// Lets the tasks go on that waited for another one of their revision to resolve the tags.
    mutating func releaseWaiting(for revision: String, of service: String) {
        for id in services[service]?.liveTasks ?? [] {
            guard let task = tasks[id], task.revisionARN == revision, task.step == .awaitingDigests else { continue }
            resolveImages(id)
        }
    }

    mutating func updateRevision(
        _ revision: String, of service: String, _ change: (inout ServiceRevisionRecord) -> Void
    ) {
        services.update(service) { record in
            if let index = record.revisions.firstIndex(where: { $0.arn == revision }) {
                change(&record.revisions[index])
            }
        }
    }

    mutating func imagesPrepared(_ id: TaskID, at now: Timestamp) {
        guard let task = tasks[id], task.step == .preparingImages else { return }
        tasks.update(id) { task in
            task.pullStoppedAt = now
            task.version += 1
            task.step = .openingLogs
        }
        if task.containers.contains(where: { $0.blueprint.log != nil }) {
            effects.append(.openLogStreams(id))
        } else {
            logStreamsOpened(id, at: now)
        }
    }

    mutating func logStreamsOpened(_ id: TaskID, at now: Timestamp) {
        guard tasks[id]?.step == .openingLogs else { return }
        tasks.update(id) { $0.step = .startingContainers }
        startReadyContainers(id, at: now)
    }

    mutating func preparationFailed(
        _ id: TaskID, _ failure: RuntimeFailure, container: String?, code: TaskStopCode = .taskFailedToStart,
        at now: Timestamp
    ) {
        guard let task = tasks[id] else { return }
        switch task.step {
        case .fetchingSecrets, .resolvingImages, .preparingImages, .openingLogs: break
        case .attachingNetwork, .awaitingDigests, .startingContainers, .registeringTargets, .running, .draining,
            .stoppingContainers, .detaching, .stopped:
            // The task has gone on, or was stopped, since this step was asked for.
            return
        }
        if let container, let index = task.index(of: container) {
            tasks.update(id) { $0.containers[index].reason = String(failure.reason.prefix(1024)) }
        }
        if task.step == .resolvingImages, let service = task.serviceARN, let revision = task.revisionARN {
            updateRevision(revision, of: service) { $0.failedResolutions += 1 }
        }
        endTask(id, code, failure.reason, outcome: .failedToStart, at: now)
    }
}
