import AWSServices
import SlipwayDeploy
import SlipwayDomain

extension TaskDefinitionFact {
    init(_ registered: ECS.TaskDefinition) {
        let plan = TaskDefinitionPlan(registered)
        self.init(
            arn: registered.taskDefinitionArn ?? "", family: plan.family, revision: registered.revision ?? 0,
            status: registered.status?.rawValue ?? "ACTIVE", cpu: plan.cpu == 0 ? nil : plan.cpu,
            memory: plan.memory == 0 ? nil : plan.memory, platform: Platform(registered.runtimePlatform),
            networkMode: registered.networkMode?.rawValue, executionRole: plan.executionRole, taskRole: plan.taskRole,
            containers: (registered.containerDefinitions ?? []).map { container in
                ContainerFact(container, mode: registered.networkMode?.rawValue)
            })
        compatibilities = (registered.requiresCompatibilities ?? []).map(\.rawValue)
        volumes = (registered.volumes ?? []).map(VolumeFact.init)
        ephemeralStorage = registered.ephemeralStorage?.sizeInGiB
        requiredAttributes = (registered.requiresAttributes ?? []).map { attribute in
            attribute.value.map { "\(attribute.name)=\($0)" } ?? attribute.name
        }
        placementExpressions = (registered.placementConstraints ?? [])
            .filter { $0.type?.rawValue == "memberOf" }.compactMap(\.expression)
        contentHash = plan.contentHash
    }
}

extension Platform {
    /// As far as ECS names it; it runs x86-64 Linux where it names none.
    init(_ platform: ECS.RuntimePlatform?) {
        let system = platform?.operatingSystemFamily?.rawValue ?? "LINUX"
        self.init(
            os: system.hasPrefix("WINDOWS") ? "windows" : "linux",
            architecture: platform?.cpuArchitecture?.rawValue == "ARM64" ? "arm64" : "amd64")
    }
}

extension ContainerFact {
    /// - Parameter mode: the task's network mode.
    init(_ container: ECS.ContainerDefinition, mode: String?) {
        let plan = ContainerPlan(container)
        let options = container.logConfiguration?.options ?? [:]
        self.init(
            name: plan.name, image: plan.image, essential: plan.isEssential, memory: container.memory,
            ports: plan.ports, command: plan.command, entryPoint: plan.entryPoint,
            variables: plan.variables.map(\.name), secrets: plan.secrets,
            healthCommand: container.healthCheck?.command ?? [],
            healthStartPeriod: container.healthCheck?.startPeriod.map { .seconds($0) },
            logDriver: container.logConfiguration?.logDriver.rawValue, logGroup: options["awslogs-group"],
            logStreamPrefix: options["awslogs-stream-prefix"], stopTimeout: plan.stopTimeout)
        healthInterval = container.healthCheck?.interval.map { .seconds($0) }
        healthRetries = container.healthCheck?.retries
        cpu = container.cpu ?? 0
        memoryReservation = container.memoryReservation
        let ports = container.portMappings ?? []
        hostPorts = ports.compactMap { port in
            port.hostPort.flatMap { $0 == port.containerPort ? nil : $0 }
        }
        fixedHostPorts = Self.fixedPorts(ports, mode)
        portNames = ports.compactMap(\.name)
        gpus = (container.resourceRequirements ?? []).filter { $0.type.rawValue == "GPU" }
            .compactMap { $0.value.flatMap { Int($0) } }.reduce(0, +)
        dependsOn = (container.dependsOn ?? []).map {
            PlainVariable(name: $0.containerName, value: $0.condition.rawValue)
        }
        startTimeout = container.startTimeout.map { .seconds($0) }
        logOptions = options.filter { !["awslogs-group", "awslogs-stream-prefix"].contains($0.key) }
            .map { PlainVariable(name: $0.key, value: $0.value) }.sorted { $0.name < $1.name }
        firelens = container.firelensConfiguration?.type.rawValue
        isPrivileged = container.privileged ?? false
        readonlyRootFilesystem = container.readonlyRootFilesystem ?? false
        hasWritableMount =
            (container.mountPoints ?? []).contains { !($0.readOnly ?? false) }
            || !(container.linuxParameters?.tmpfs ?? []).isEmpty
        hasInitProcess = container.linuxParameters?.initProcessEnabled ?? false
        user = container.user
        instanceOnlyFields = container.instanceOnlyFields
        environmentFiles = (container.environmentFiles ?? []).map(\.value)
        repositoryCredentials = container.repositoryCredentials?.credentialsParameter
        isVersionConsistencyOff = container.versionConsistency?.rawValue == "disabled"
    }

    private static func fixedPorts(_ ports: [ECS.PortMapping], _ mode: String?) -> [Int] {
        switch mode {
        case "host": ports.compactMap { $0.hostPort.flatMap { $0 == 0 ? nil : $0 } ?? $0.containerPort }
        case "bridge", nil: ports.compactMap(\.hostPort).filter { $0 != 0 }
        default: []
        }
    }
}

extension ECS.ContainerDefinition {
    /// Fields with a value that Fargate refuses.
    fileprivate var instanceOnlyFields: [String] {
        [
            (!(links ?? []).isEmpty, "links"), (!(linuxParameters?.devices ?? []).isEmpty, "linuxParameters.devices"),
            ((linuxParameters?.sharedMemorySize ?? 0) > 0, "linuxParameters.sharedMemorySize"),
            (!(extraHosts ?? []).isEmpty, "extraHosts"), (disableNetworking == true, "disableNetworking"),
            (!(dnsServers ?? []).isEmpty, "dnsServers"), (!(dnsSearchDomains ?? []).isEmpty, "dnsSearchDomains"),
            (!(dockerSecurityOptions ?? []).isEmpty, "dockerSecurityOptions"), (hostname != nil, "hostname"),
        ].filter(\.0).map(\.1)
    }
}

extension VolumeFact {
    init(_ volume: ECS.Volume) {
        let kind: Kind
        if let efs = volume.efsVolumeConfiguration {
            kind = .efs(
                fileSystem: efs.fileSystemId, accessPoint: efs.authorizationConfig?.accessPointId,
                root: efs.rootDirectory, usesIAM: efs.authorizationConfig?.iam?.rawValue == "ENABLED",
                encryptsTransit: efs.transitEncryption?.rawValue == "ENABLED")
        } else if volume.configuredAtLaunch == true {
            kind = .ebs
        } else if volume.dockerVolumeConfiguration != nil || volume.s3filesVolumeConfiguration != nil
            || volume.fsxWindowsFileServerVolumeConfiguration != nil
        {
            kind = .other
        } else {
            kind = .host(path: volume.host?.sourcePath)
        }
        self.init(name: volume.name ?? "", kind: kind)
    }
}
