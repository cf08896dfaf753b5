import AWSRuntime
import AWSServices

/// Fills in ECS's defaults, and makes the scheduler's blueprint of a task definition.
enum TaskDefinitionReader {
    /// As DescribeTaskDefinition shows it.
    static func definition(
        _ input: ECS.RegisterTaskDefinitionRequest, arn: String, revision: Int, registeredBy: String, at now: Timestamp
    ) -> ECS.TaskDefinition {
        let isFargate = (input.requiresCompatibilities ?? []).contains(.fargate)
        let runsOnFargate =
            input.networkMode == .awsvpc && (try? FargateSize(cpu: input.cpu, memory: input.memory)) != nil
        return ECS.TaskDefinition(
            taskDefinitionArn: arn, containerDefinitions: input.containerDefinitions.map(container),
            family: input.family,
            taskRoleArn: input.taskRoleArn, executionRoleArn: input.executionRoleArn,
            networkMode: input.networkMode ?? .bridge, revision: revision, volumes: [], status: .active,
            placementConstraints: [], compatibilities: isFargate || runsOnFargate ? [.ec2, .fargate] : [.ec2],
            runtimePlatform: input.runtimePlatform, requiresCompatibilities: input.requiresCompatibilities ?? [],
            cpu: input.cpu.flatMap(FargateSize.cpu).map(String.init),
            memory: input.memory.flatMap(FargateSize.memory).map(String.init), registeredAt: now,
            registeredBy: registeredBy, ephemeralStorage: input.ephemeralStorage)
    }

    private static func container(_ given: ECS.ContainerDefinition) -> ECS.ContainerDefinition {
        var result = given
        result.cpu = given.cpu ?? 0
        result.essential = given.essential ?? true
        result.environment = given.environment ?? []
        result.mountPoints = []
        result.volumesFrom = []
        result.systemControls = []
        result.portMappings = (given.portMappings ?? []).map { mapping in
            var filled = mapping
            filled.hostPort = mapping.hostPort ?? mapping.containerPort
            filled.protocol = mapping.protocol ?? .tcp
            return filled
        }
        result.healthCheck = given.healthCheck.map { check in
            var filled = check
            filled.interval = check.interval ?? 30
            filled.timeout = check.timeout ?? 5
            filled.retries = check.retries ?? 3
            return filled
        }
        return result
    }

    /// What the scheduler needs of it.
    static func blueprint(_ definition: ECS.TaskDefinition, tags: [ResourceTag]) -> TaskBlueprint {
        TaskBlueprint(
            arn: definition.taskDefinitionArn ?? "", family: definition.family ?? "",
            containers: (definition.containerDefinitions ?? []).map(blueprint), cpu: definition.cpu,
            memory: definition.memory,
            platform: definition.runtimePlatform?.cpuArchitecture == .arm64 ? "linux/arm64" : "linux/amd64",
            platformFamily: "Linux", ephemeralStorageGiB: definition.ephemeralStorage?.sizeInGiB ?? 20, tags: tags)
    }

    private static func blueprint(_ container: ECS.ContainerDefinition) -> ContainerBlueprint {
        var result = ContainerBlueprint(name: container.name ?? "", image: container.image ?? "")
        result.essential = container.essential ?? true
        result.entryPoint = container.entryPoint
        result.command = container.command
        result.workingDirectory = container.workingDirectory
        result.user = container.user
        result.environment = (container.environment ?? []).map { .init($0.name ?? "", $0.value ?? "") }
        result.secrets = (container.secrets ?? []).map { SecretReference(name: $0.name, valueFrom: $0.valueFrom) }
        result.ports = (container.portMappings ?? []).compactMap(\.containerPort)
        result.cpu = container.cpu ?? 0
        result.memoryMiB = container.memory
        result.memoryReservationMiB = container.memoryReservation
        result.readOnlyRootFilesystem = container.readonlyRootFilesystem ?? false
        result.runInit = container.linuxParameters?.initProcessEnabled ?? false
        result.dependencies = (container.dependsOn ?? []).compactMap { dependency in
            ContainerDependency.Condition(rawValue: dependency.condition.rawValue).map {
                ContainerDependency(dependency.containerName, $0)
            }
        }
        result.startTimeout = container.startTimeout.flatMap { $0 > 0 ? .seconds($0) : nil }
        result.stopTimeout = .seconds(container.stopTimeout ?? 30)
        result.healthCheck = container.healthCheck.map(healthCheck)
        result.log = container.logConfiguration.map(log)
        result.pinsImage = container.versionConsistency != .disabled
        return result
    }

    private static func healthCheck(_ check: ECS.HealthCheck) -> ContainerHealthCheck {
        var result = ContainerHealthCheck(command: check.command)
        result.interval = .seconds(check.interval ?? 30)
        result.timeout = .seconds(check.timeout ?? 5)
        result.retries = check.retries ?? 3
        result.startPeriod = .seconds(check.startPeriod ?? 0)
        return result
    }

    private static func log(_ log: ECS.LogConfiguration) -> ContainerLog {
        let options = log.options ?? [:]
        return ContainerLog(
            group: options["awslogs-group"] ?? "", region: options["awslogs-region"] ?? "",
            streamPrefix: options["awslogs-stream-prefix"], createGroup: options["awslogs-create-group"] == "true")
    }
}
