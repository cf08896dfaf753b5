import SlipwayDomain

/// What one task needs of the instance that it is placed on.
struct TaskNeeds: Hashable {
    /// CPU units.
    var cpu: Int
    /// MiB.
    var memory: Int
    var ports: [Int] = []
    var gpus = 0
    /// Whether it has a network interface of its own.
    var hasInterface = false
    var attributes: [String] = []

    /// What ECS reserves: what the task says, else the sum of its containers, of memory the soft limit first.
    init(_ definition: TaskDefinitionFact) {
        let containers = definition.containers
        cpu = definition.cpu ?? containers.reduce(0) { $0 + $1.cpu }
        memory = definition.memory ?? containers.reduce(0) { $0 + ($1.memoryReservation ?? $1.memory ?? 0) }
        hasInterface = definition.networkMode == "awsvpc"
        ports = hasInterface ? [] : containers.flatMap(\.fixedHostPorts)
        gpus = containers.reduce(0) { $0 + $1.gpus }
        attributes = definition.requiredAttributes
    }
}

/// What keeps a task off an instance.
enum Shortage: Int, Hashable {
    case instances, agent, attribute, constraint, cpu, memory, port, gpu, interface
}

/// What is left of an instance while tasks are tried on it.
struct InstanceRoom {
    var instance: InstanceFact
    var cpu: Int
    var memory: Int
    var ports: Set<Int>
    var gpus: Int
    var interfaces: Int?
    /// Tasks of the service on it.
    var tasks: Int

    /// As it stands now.
    init(_ instance: InstanceFact) {
        self.instance = instance
        cpu = instance.remainingCPU
        memory = instance.remainingMemory
        ports = Set(instance.usedPorts)
        gpus = instance.gpus
        interfaces = instance.freeInterfaces
        tasks = instance.ownTasks ?? 0
    }

    /// As it would be without a task.
    init(empty instance: InstanceFact) {
        self.init(instance)
        cpu = instance.registeredCPU
        memory = instance.registeredMemory
        ports = []
        gpus = max(instance.registeredGPUs, instance.gpus)
        interfaces = nil
        tasks = 0
    }

    /// As it would be once the service's own tasks on it have stopped.
    mutating func free(_ old: TaskNeeds) {
        cpu += tasks * old.cpu
        memory += tasks * old.memory
        gpus += tasks * old.gpus
        if tasks > 0 { ports.subtract(old.ports) }
        if old.hasInterface { interfaces = interfaces.map { $0 + tasks } }
        tasks = 0
    }

    /// What it lacks for one more task; nothing where it has room.
    func lacks(_ needs: TaskNeeds, distinct: Bool) -> [Shortage] {
        var found: [Shortage] = []
        if distinct, tasks > 0 { found.append(.constraint) }
        if cpu < needs.cpu { found.append(.cpu) }
        if memory < needs.memory { found.append(.memory) }
        if !ports.isDisjoint(with: needs.ports) { found.append(.port) }
        if gpus < needs.gpus { found.append(.gpu) }
        if needs.hasInterface, let interfaces, interfaces < 1 { found.append(.interface) }
        return found
    }

    mutating func take(_ needs: TaskNeeds) {
        cpu -= needs.cpu
        memory -= needs.memory
        ports.formUnion(needs.ports)
        gpus -= needs.gpus
        if needs.hasInterface { interfaces = interfaces.map { $0 - 1 } }
        tasks += 1
    }
}
