import AWSRuntime
import AWSServices

/// What RegisterTaskDefinition refuses, in ECS's words where they are known (`facts/ecs-behaviour.md`, public reports),
/// in plain ones elsewhere.
struct TaskDefinitionRules {
    var input: ECS.RegisterTaskDefinitionRequest

    var isFargate: Bool { (input.requiresCompatibilities ?? []).contains(.fargate) }
    var containers: [ECS.ContainerDefinition] { input.containerDefinitions }

    /// - Returns: the task's size, when it is known.
    /// - Throws: `ClientException`, or `InvalidParameterException` for what LocalAWS does not implement.
    func check() throws {
        guard ControlPlane.isName(input.family) else { throw Refusal.client("Family contains invalid characters.") }
        guard !containers.isEmpty else { throw Refusal.client("Container list cannot be empty.") }
        guard containers.count <= 10 else {
            throw Refusal.client("A task definition can have at most 10 containers. Got: \(containers.count)")
        }
        for compatibility in input.requiresCompatibilities ?? []
        where compatibility != .fargate && compatibility != .ec2 {
            throw Refusal.notImplemented("RegisterTaskDefinition.requiresCompatibilities \(compatibility.rawValue)")
        }
        try checkNames()
        guard containers.contains(where: { $0.essential ?? true }) else {
            throw Refusal.client("Task definition doesn't have any essential container.")
        }
        try checkPlatform()
        try checkSizes()
        try checkNetwork()
        for container in containers { try ContainerRules(container: container, isFargate: isFargate).check() }
        try DependencyRules(containers: containers).check()
        try checkRole()
    }

    private func checkNames() throws {
        var seen: [String] = []
        for container in containers {
            guard let name = container.name, !name.isEmpty else {
                throw Refusal.client("Container.name should not be null or empty.")
            }
            guard ControlPlane.isName(name) else { throw Refusal.client("Container.name contains invalid characters.") }
            guard !seen.contains(name) else {
                throw Refusal.client("Container.name must be unique. Got twice: \(name)")
            }
            seen.append(name)
        }
    }

    private func checkPlatform() throws {
        guard let platform = input.runtimePlatform else { return }
        if let system = platform.operatingSystemFamily, system != .linux {
            throw Refusal.notImplemented(
                "RegisterTaskDefinition.runtimePlatform.operatingSystemFamily \(system.rawValue)")
        }
        if let cpu = platform.cpuArchitecture, cpu != .x86_64, cpu != .arm64 {
            throw Refusal.client("Invalid 'cpuArchitecture' setting for task. Got: \(cpu.rawValue)")
        }
    }

    private func checkSizes() throws {
        let cpu: Int?
        let memory: Int?
        if isFargate {
            let size = try FargateSize(cpu: input.cpu, memory: input.memory)
            cpu = size.cpuUnits
            memory = size.memoryMiB
        } else {
            cpu = input.cpu.flatMap(FargateSize.cpu)
            memory = input.memory.flatMap(FargateSize.memory)
            if let text = input.cpu, cpu == nil { throw Refusal.client("Invalid 'cpu' setting for task. Got: \(text)") }
            if let text = input.memory, memory == nil {
                throw Refusal.client("Invalid 'memory' setting for task. Got: \(text)")
            }
        }
        if let cpu, containers.reduce(0, { $0 + ($1.cpu ?? 0) }) > cpu {
            throw Refusal.client(
                "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.")
        }
        for container in containers {
            let name = container.name ?? ""
            if memory == nil, container.memory == nil, container.memoryReservation == nil {
                throw Refusal.client(
                    "Invalid setting for container '\(name)'. At least one of 'memory' or 'memoryReservation' must be "
                        + "specified.")
            }
            if let memory, (container.memory ?? 0) > memory {
                throw Refusal.client("The 'memory' setting for container '\(name)' is greater than for the task.")
            }
            if let soft = container.memoryReservation, let hard = container.memory, soft > hard {
                throw Refusal.client(
                    "Invalid setting for container '\(name)'. 'memoryReservation' must not be greater than 'memory'.")
            }
        }
        if let memory, containers.reduce(0, { $0 + ($1.memoryReservation ?? 0) }) > memory {
            throw Refusal.client(
                "The sum of all container 'memoryReservation' values cannot be greater than the value of the task "
                    + "'memory'.")
        }
        if let storage = input.ephemeralStorage, !(21...200).contains(storage.sizeInGiB) {
            throw Refusal.client("Invalid 'ephemeralStorage' setting for task: sizeInGiB must be between 21 and 200.")
        }
    }

    private func checkNetwork() throws {
        let isVPC = input.networkMode == .awsvpc
        guard !isFargate || isVPC else { throw Refusal.client("Fargate only supports network mode ‘awsvpc’.") }
        if case .unknown(let mode) = input.networkMode { throw Refusal.client("Invalid network mode. Got: \(mode)") }
        guard isVPC else { return }
        var used: [String] = []
        for mapping in containers.flatMap({ $0.portMappings ?? [] }) {
            guard let port = mapping.containerPort else { continue }
            if let host = mapping.hostPort, host != port {
                throw Refusal.client(
                    "When networkMode=awsvpc, the host ports and container ports in port mappings must match.")
            }
            let key = "\(port)/\(mapping.protocol?.rawValue ?? "tcp")"
            guard !used.contains(key) else {
                throw Refusal.client(
                    "When networkMode=awsvpc, a container port can be mapped once in a task. Got twice: \(key)")
            }
            used.append(key)
        }
    }

    private func checkRole() throws {
        guard isFargate, (input.executionRoleArn ?? "").isEmpty else { return }
        let text = "Fargate requires task definition to have execution role ARN to support"
        if containers.contains(where: { ($0.image ?? "").contains(".dkr.ecr.") }) {
            throw Refusal.client("\(text) ECR images.")
        }
        if containers.contains(where: { $0.logConfiguration?.logDriver == .awslogs }) {
            throw Refusal.client("\(text) log driver awslogs.")
        }
        if containers.contains(where: { !($0.secrets ?? []).isEmpty }) {
            throw Refusal.client("\(text) secrets.")
        }
    }
}
