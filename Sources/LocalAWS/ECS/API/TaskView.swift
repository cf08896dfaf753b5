import AWSRuntime
import AWSServices

extension ControlPlane {
    func view(_ task: TaskRecord, withTags: Bool) -> ECS.Task {
        let region =
            task.arn.split(separator: ":", omittingEmptySubsequences: false).dropFirst(3).first.map(String.init) ?? ""
        return ECS.Task(
            attachments: [attachment(of: task)],
            attributes: [
                ECS.Attribute(
                    name: "ecs.cpu-architecture", value: task.blueprint.platform == "linux/arm64" ? "arm64" : "x86_64")
            ], availabilityZone: "\(region)a", clusterArn: task.clusterARN,
            connectivity: task.connectivityAt == nil ? nil : .connected, connectivityAt: task.connectivityAt,
            containers: task.containers.map { view($0, of: task) }, cpu: task.changes.cpu ?? task.blueprint.cpu,
            createdAt: task.createdAt, desiredStatus: task.desiredRunning ? "RUNNING" : "STOPPED",
            enableExecuteCommand: task.enableExecuteCommand, executionStoppedAt: task.executionStoppedAt,
            group: task.group, healthStatus: .init(rawValue: task.healthStatus.rawValue), inferenceAccelerators: [],
            lastStatus: task.lastStatus.wire, launchType: .fargate,
            memory: task.changes.memory ?? task.blueprint.memory,
            overrides: overrides(of: task), platformVersion: task.platformVersion,
            platformFamily: task.blueprint.platformFamily, pullStartedAt: task.pullStartedAt,
            pullStoppedAt: task.pullStoppedAt, startedAt: task.startedAt, startedBy: task.startedBy,
            stopCode: task.stopCode.map { .init(rawValue: $0.rawValue) }, stoppedAt: task.stoppedAt,
            stoppedReason: task.stoppedReason, stoppingAt: task.stoppingAt, tags: withTags ? task.tags.map(\.wire) : [],
            taskArn: task.arn, taskDefinitionArn: task.blueprint.arn, version: task.version,
            ephemeralStorage: ECS.EphemeralStorage(sizeInGiB: task.blueprint.ephemeralStorageGiB),
            fargateEphemeralStorage: ECS.TaskEphemeralStorage(sizeInGiB: task.blueprint.ephemeralStorageGiB))
    }

    private func attachment(of task: TaskRecord) -> ECS.Attachment {
        let status =
            switch task.lastStatus {
            case .provisioning: task.address == nil ? "PRECREATED" : "ATTACHING"
            case .pending, .activating, .running, .deactivating, .stopping: "ATTACHED"
            case .deprovisioning: "DETACHING"
            case .stopped: "DELETED"
            }
        var details = [ECS.KeyValuePair(name: "subnetId", value: task.network?.subnets.first)]
        if let address = task.address {
            details.append(ECS.KeyValuePair(name: "networkInterfaceId", value: task.networkInterfaceID))
            details.append(ECS.KeyValuePair(name: "privateIPv4Address", value: address.address))
        }
        return ECS.Attachment(id: task.attachmentID, type: "ElasticNetworkInterface", status: status, details: details)
    }

    private func view(_ container: ContainerState, of task: TaskRecord) -> ECS.Container {
        ECS.Container(
            containerArn: container.arn, taskArn: task.arn, name: container.blueprint.name,
            image: container.blueprint.image, imageDigest: container.imageDigest,
            runtimeId: container.hasRun ? "\(task.id)-\(container.blueprint.name)" : nil,
            lastStatus: container.lastStatus, exitCode: container.exit?.ownCode, reason: container.reason,
            networkBindings: [],
            networkInterfaces: task.address.map { address in
                [ECS.NetworkInterface(attachmentId: task.attachmentID, privateIpv4Address: address.address)]
            } ?? [], healthStatus: .init(rawValue: container.health.rawValue), cpu: "\(container.blueprint.cpu)",
            memory: container.blueprint.memoryMiB.map(String.init),
            memoryReservation: container.blueprint.memoryReservationMiB.map(String.init))
    }

    private func overrides(of task: TaskRecord) -> ECS.TaskOverride {
        ECS.TaskOverride(
            containerOverrides: task.containers.map { container in
                let change = task.changes.containers.first { $0.name == container.blueprint.name }
                let environment = change?.environment.map { ECS.KeyValuePair(name: $0.name, value: $0.value) }
                return ECS.ContainerOverride(
                    name: container.blueprint.name, command: change?.command,
                    environment: environment?.isEmpty == false ? environment : nil, cpu: change?.cpu,
                    memory: change?.memoryMiB, memoryReservation: change?.memoryReservationMiB)
            }, cpu: task.changes.cpu, inferenceAcceleratorOverrides: [],
            executionRoleArn: task.changes.executionRoleARN,
            memory: task.changes.memory, taskRoleArn: task.changes.taskRoleARN)
    }
}
