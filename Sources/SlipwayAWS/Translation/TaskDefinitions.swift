import AWSServices
import SlipwayDeploy
import SlipwayDomain

extension ECS.RegisterTaskDefinitionRequest {
    /// Fargate's form of a definition: awsvpc, sizes at the task.
    init(_ plan: TaskDefinitionPlan) {
        self.init(
            family: plan.family, taskRoleArn: plan.taskRole, executionRoleArn: plan.executionRole,
            networkMode: .init(rawValue: "awsvpc"),
            containerDefinitions: plan.containers.map(ECS.ContainerDefinition.init),
            requiresCompatibilities: [.init(rawValue: "FARGATE")], cpu: "\(plan.cpu)", memory: "\(plan.memory)",
            runtimePlatform: ECS.RuntimePlatform(
                cpuArchitecture: .init(rawValue: plan.platform.ecsArchitecture),
                operatingSystemFamily: .init(rawValue: "LINUX")))
    }
}

extension ECS.ContainerDefinition {
    init(_ plan: ContainerPlan) {
        self.init()
        name = plan.name
        image = plan.image
        essential = plan.isEssential
        portMappings = plan.ports.map {
            ECS.PortMapping(containerPort: $0, hostPort: $0, protocol: .init(rawValue: "tcp"))
        }
        if !plan.command.isEmpty { command = plan.command }
        if !plan.entryPoint.isEmpty { entryPoint = plan.entryPoint }
        environment = plan.variables.map { ECS.KeyValuePair(name: $0.name, value: $0.value) }
        if !plan.secrets.isEmpty { secrets = plan.secrets.map { ECS.Secret(name: $0.name, valueFrom: $0.value) } }
        if let health = plan.health {
            healthCheck = ECS.HealthCheck(
                command: health.command, interval: Int(health.interval.wholeSeconds),
                timeout: Int(health.timeout.wholeSeconds), retries: health.retries,
                startPeriod: Int(health.startPeriod.wholeSeconds))
        }
        if let logs = plan.logs {
            logConfiguration = ECS.LogConfiguration(
                logDriver: .init(rawValue: "awslogs"),
                options: [
                    "awslogs-group": logs.group, "awslogs-region": logs.region,
                    "awslogs-stream-prefix": logs.streamPrefix,
                ])
        }
        stopTimeout = plan.stopTimeout.map { Int($0.wholeSeconds) }
    }
}

extension TaskDefinitionPlan {
    /// Reads a registered definition back, AWS's defaults normalised away; what this project does not speak of is
    /// named in `foreign`.
    init(_ registered: ECS.TaskDefinition) {
        let containers = (registered.containerDefinitions ?? []).map(ContainerPlan.init)
        var foreign: [String] = []
        for (isThere, name) in [
            (!(registered.volumes ?? []).isEmpty, "volumes"),
            (!(registered.placementConstraints ?? []).isEmpty, "placement constraints"),
            (registered.proxyConfiguration != nil, "proxy configuration"),
            (registered.ephemeralStorage != nil, "ephemeral storage"),
            (registered.ipcMode != nil, "ipc mode"), (registered.pidMode != nil, "pid mode"),
        ] where isThere { foreign.append(name) }
        for container in registered.containerDefinitions ?? [] {
            foreign += container.foreignFields.map { "\(container.name ?? "container").\($0)" }
        }
        self.init(
            family: registered.family ?? "", cpu: registered.cpu.flatMap(Int.init) ?? 0,
            memory: registered.memory.flatMap(Int.init) ?? 0,
            platform: registered.runtimePlatform?.cpuArchitecture?.rawValue == "ARM64" ? .linuxARM : .linuxX86,
            executionRole: registered.executionRoleArn, taskRole: registered.taskRoleArn, containers: containers,
            foreign: foreign)
    }
}

extension ContainerPlan {
    init(_ container: ECS.ContainerDefinition) {
        var logs: ContainerLogPlan?
        if let configuration = container.logConfiguration, configuration.logDriver.rawValue == "awslogs" {
            let options = configuration.options ?? [:]
            logs = ContainerLogPlan(
                group: options["awslogs-group"] ?? "", region: options["awslogs-region"] ?? "",
                streamPrefix: options["awslogs-stream-prefix"] ?? "")
        }
        let health = container.healthCheck.map {
            ContainerHealthPlan(
                command: $0.command, interval: .seconds($0.interval ?? 30), timeout: .seconds($0.timeout ?? 5),
                retries: $0.retries ?? 3, startPeriod: .seconds($0.startPeriod ?? 0))
        }
        self.init(
            name: container.name ?? "", image: container.image ?? "", isEssential: container.essential ?? true,
            ports: (container.portMappings ?? []).compactMap(\.containerPort), command: container.command ?? [],
            entryPoint: container.entryPoint ?? [],
            variables: (container.environment ?? [])
                .map { PlainVariable(name: $0.name ?? "", value: $0.value ?? "") }.sorted { $0.name < $1.name },
            secrets: (container.secrets ?? [])
                .map { PlainVariable(name: $0.name, value: $0.valueFrom) }.sorted { $0.name < $1.name },
            health: health, logs: logs, stopTimeout: container.stopTimeout.map { .seconds($0) })
    }
}

extension ECS.ContainerDefinition {
    /// Fields with a value that a registered plan would not set.
    var foreignFields: [String] {
        [
            (!(dependsOn ?? []).isEmpty, "dependsOn"), (!(mountPoints ?? []).isEmpty, "mountPoints"),
            (!(environmentFiles ?? []).isEmpty, "environmentFiles"), (!(ulimits ?? []).isEmpty, "ulimits"),
            (linuxParameters != nil, "linuxParameters"), (user != nil, "user"),
            (workingDirectory != nil, "workingDirectory"), (readonlyRootFilesystem == true, "readonlyRootFilesystem"),
            (firelensConfiguration != nil, "firelensConfiguration"), (restartPolicy != nil, "restartPolicy"),
            (repositoryCredentials != nil, "repositoryCredentials"),
            (logConfiguration.map { $0.logDriver.rawValue != "awslogs" } ?? false, "logConfiguration"),
        ].filter(\.0).map(\.1)
    }
}
