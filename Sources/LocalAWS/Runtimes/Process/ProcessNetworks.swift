import CTaskSpawn
import OCI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Networks of tasks.
extension ProcessRuntime {
    package func createNetwork(task: TaskID, ports: [Int]) async throws(RuntimeFailure) -> TaskNetwork {
        if let running = tasks[task] { return try await running.value.get().network }
        let making = Task { await self.makeTask(task, ports) }
        tasks[task] = making
        let result = await making.value
        if case .failure = result { tasks[task] = nil }
        return try result.get().network
    }

    private func makeTask(_ task: TaskID, _ ports: [Int]) async -> Result<TaskState, RuntimeFailure> {
        do throws(RuntimeFailure) {
            guard !closed, Self.isPlainName(task.rawValue) else {
                throw RuntimeFailure("ResourceInitializationError", "task \(task) cannot be started")
            }
            return .success(isolation.networkNamespaces ? try await makeNamespace(task) : try mapPorts(task, ports))
        } catch {
            return .failure(error)
        }
    }

    /// Names become folders: nothing that leads elsewhere.
    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.contains("/") && name.utf8.count <= 255
    }

    static func namespacePrefix(of instance: String) -> String { "slipway-\(instance)-" }
    static func bridgeName(of instance: RuntimeInstance) -> String { "slw\(instance.shortMark)" }

    private func makeNamespace(_ task: TaskID) async throws(RuntimeFailure) -> TaskState {
        let bridge = try await sharedBridge()
        guard let address = addresses?.take() else {
            throw RuntimeFailure("ResourceInitializationError", "no free address is left for a task's network")
        }
        nextNumber += 1
        let namespace = "\(Self.namespacePrefix(of: instance.id))\(nextNumber)"
        let interface = "\(bridge.name)\(String(nextNumber % 0xFFFF, radix: 16))"
        let text = IPv4Network.text(address)
        do throws(IPTool.Refusal) {
            try await ip.run([
                "netns add \(namespace)", "link add \(interface) type veth peer name eth0 netns \(namespace)",
                "link set \(interface) master \(bridge.name) up",
            ])
            try await ip.run(
                [
                    "link set lo up", "addr add \(text)/\(bridge.network.prefix) dev eth0", "link set eth0 up",
                    "route add default via \(IPv4Network.text(bridge.network.gateway))",
                ], in: namespace)
        } catch {
            await discard(namespace: namespace, interface: interface)
            addresses?.giveBack(address)
            throw RuntimeFailure("ResourceInitializationError", "the task's network cannot be made: \(error.message)")
        }
        return TaskState(
            network: TaskNetwork(address: text, hostAddress: IPv4Network.text(bridge.network.gateway)),
            hostname: "ip-" + text.split(separator: ".").joined(separator: "-"), namespace: namespace,
            interface: interface, address: address)
    }

    func discard(namespace: String, interface: String?) async {
        // What is not there needs no removing; each stands alone, because a batch ends at its first error.
        if let interface { try? await ip.run(["link del \(interface)"]) }
        try? await ip.run(["netns del \(namespace)"])
    }

    private func sharedBridge() async throws(RuntimeFailure) -> Bridge {
        if let bridge { return try await bridge.value.get() }
        let making = Task { await self.makeBridge() }
        bridge = making
        let result = await making.value
        if case .failure = result { bridge = nil }
        return try result.get()
    }

    private func makeBridge() async -> Result<Bridge, RuntimeFailure> {
        let table = FileManager.default.contents(atPath: "/proc/net/route") ?? Data()
        let routes = SubnetPlan.routes(inTable: String(decoding: table, as: UTF8.self))
        let seed = UInt32(instance.shortMark, radix: 16) ?? 0
        guard let network = SubnetPlan.candidates(routes: routes, seed: seed).first else {
            return .failure(RuntimeFailure("ResourceInitializationError", "no address range is free"))
        }
        let name = Self.bridgeName(of: instance)
        do throws(IPTool.Refusal) {
            try await ip.run([
                "link add \(name) type bridge",
                "addr add \(IPv4Network.text(network.gateway))/\(network.prefix) dev \(name)", "link set \(name) up",
            ])
            addresses = AddressPool(network)
            return .success(Bridge(name: name, network: network))
        } catch {
            try? await ip.run(["link del \(name)"])  // It may not have been made at all.
            return .failure(
                RuntimeFailure("ResourceInitializationError", "the bridge of tasks cannot be made: \(error.message)"))
        }
    }

    // MARK: Without network namespaces

    private func mapPorts(_ task: TaskID, _ wanted: [Int]) throws(RuntimeFailure) -> TaskState {
        var map: [Int: Int] = [:]
        for port in wanted {
            guard map[port] == nil else {
                throw RuntimeFailure(
                    "ResourceInitializationError",
                    "two containers of task \(task) listen on port \(port), which needs network namespaces: "
                        + "run LocalAWS as root, or with a container engine")
            }
            map[port] = try freePort()
        }
        ports.formUnion(map.values)
        return TaskState(
            network: TaskNetwork(address: "127.0.0.1", portMap: map, hostAddress: "127.0.0.1"), hostname: "localhost")
    }

    /// A port of the loopback that nobody listens on now, and that no task was given.
    private func freePort() throws(RuntimeFailure) -> Int {
        for _ in 0..<64 {
            // In C, because optimised builds find the address's type in a module that NIO keeps to itself.
            let port = Int(task_free_port())
            guard port > 0 else { break }
            if !ports.contains(port) { return port }
        }
        throw RuntimeFailure("ResourceInitializationError", "no free loopback port is left")
    }

    /// What tells a container where to listen.
    func injected(
        _ container: ContainerSpec, _ network: TaskNetwork
    ) throws(RuntimeFailure) -> [ContainerSpec.EnvironmentVariable] {
        guard !isolation.networkNamespaces, !container.ports.isEmpty else { return [] }
        guard container.ports.count == 1, let port = network.portMap[container.ports[0]] else {
            let list = container.ports.map(String.init).joined(separator: ", ")
            throw RuntimeFailure(
                "CannotStartContainerError",
                "container \(container.key.name) listens on ports \(list); without network namespaces only one can be "
                    + "told it, as PORT: run LocalAWS as root, or with a container engine")
        }
        return [.init("PORT", "\(port)"), .init("HOST", "127.0.0.1")]
    }
}
