import Logging
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Networks and the containers that hold them.
extension DockerRuntime {
    private static let spareCount = 2
    private static let quiet = Duration.seconds(2)

    package func createNetwork(task: TaskID, ports: [Int]) async throws(RuntimeFailure) -> TaskNetwork {
        if let running = sandboxes[task] { return try await running.value.get().network }
        let making = Task { await self.makeSandbox(task, ports) }
        sandboxes[task] = making
        let result = await making.value
        if case .failure = result { sandboxes[task] = nil }
        return try result.get().network
    }

    private func makeSandbox(_ task: TaskID, _ ports: [Int]) async -> Result<Sandbox, RuntimeFailure> {
        do throws(RuntimeFailure) {
            let bridge = try await sharedBridge()
            guard bridge.network != nil else { return .success(try await publish(task, ports, bridge)) }
            defer { keepSpares(bridge) }
            while !spares.isEmpty {
                let spare = spares.removeFirst()
                if await isRunning(spare.id) { return .success(spare) }
                await giveUp(spare)
            }
            return .success(try await attach(bridge))
        } catch {
            return .failure(error)
        }
    }

    /// Has sandboxes ready for the next tasks: they take most of a container's start. Made when nothing was asked for
    /// during a moment, so that they are not in the way of what is wanted now.
    private func keepSpares(_ bridge: Bridge) {
        refill?.cancel()
        refill = Task {
            // Cancelled: something was asked for, or all ends.
            try? await time.sleep(for: Self.quiet)
            while spares.count < Self.spareCount, !closed, !Task.isCancelled {
                // Not cancelled in the middle: nobody would know of what the engine made then.
                switch await Task(operation: { await self.spare(bridge) }).value {
                case .success(let sandbox): spares.append(sandbox)
                case .failure(let error):
                    logger.debug("no spare network", metadata: ["error": "\(error.reason)"])
                    return
                }
            }
        }
    }

    private func spare(_ bridge: Bridge) async -> Result<Sandbox, RuntimeFailure> {
        do throws(RuntimeFailure) {
            return .success(try await attach(bridge))
        } catch {
            return .failure(error)
        }
    }

    private func isRunning(_ id: String) async -> Bool {
        do throws(EngineError) {
            return try await engine.ask(ContainerInspection.self, .GET, "/containers/\(id)/json").state.running
        } catch {
            return false
        }
    }

    /// Removes a sandbox; its address is free again.
    func giveUp(_ sandbox: Sandbox) async {
        await discard(container: sandbox.id)
        if let address = sandbox.address { addresses?.giveBack(address) }
    }

    /// A sandbox with an address of its own.
    private func attach(_ bridge: Bridge) async throws(RuntimeFailure) -> Sandbox {
        guard let address = addresses?.take() else {
            throw RuntimeFailure("ResourceInitializationError", "no free address is left for a task's network")
        }
        let text = IPv4Network.text(address)
        let creation = ContainerCreation(
            image: "", hostname: "ip-" + text.split(separator: ".").joined(separator: "-"), labels: labels(),
            host: HostConfiguration(networkMode: bridge.name),
            networking: NetworkingConfiguration(endpoints: [
                bridge.name: EndpointConfiguration(addressing: .init(address: text))
            ]))
        do throws(RuntimeFailure) {
            let id = try await launch(creation, name: "slipway-network-\(text)")
            let gateway = bridge.network.map { IPv4Network.text($0.gateway) } ?? ""
            return Sandbox(id: id, address: address, network: TaskNetwork(address: text, hostAddress: gateway))
        } catch {
            addresses?.giveBack(address)
            throw error
        }
    }

    /// A sandbox whose ports are published at loopback.
    private func publish(_ task: TaskID, _ ports: [Int], _ bridge: Bridge) async throws(RuntimeFailure) -> Sandbox {
        let names = ports.map { "\($0)/tcp" }
        let creation = ContainerCreation(
            image: "", labels: labels(),
            exposedPorts: Dictionary(names.map { ($0, EmptyObject()) }, uniquingKeysWith: { first, _ in first }),
            host: HostConfiguration(
                networkMode: bridge.name, extraHosts: ["host.docker.internal:host-gateway"],
                portBindings: Dictionary(
                    names.map { ($0, [PortBinding(hostAddress: "127.0.0.1", hostPort: "")]) },
                    uniquingKeysWith: { first, _ in first })))
        let id = try await launch(creation, name: "slipway-\(task)-network")
        do throws(EngineError) {
            let seen = try await engine.ask(ContainerInspection.self, .GET, "/containers/\(id)/json")
            var map: [Int: Int] = [:]
            for port in ports {
                let bindings = seen.network?.ports?["\(port)/tcp"] ?? nil
                guard let chosen = bindings?.first.flatMap({ Int($0.hostPort) }) else {
                    throw .unexpectedAnswer("port \(port) was not published")
                }
                map[port] = chosen
            }
            return Sandbox(
                id: id, network: TaskNetwork(address: "127.0.0.1", portMap: map, hostAddress: "host.docker.internal"))
        } catch {
            await discard(container: id)
            throw failure("ResourceInitializationError", error, to: "started")
        }
    }

    /// Creates and starts a sandbox; removes it again when it does not start.
    private func launch(_ creation: ContainerCreation, name: String) async throws(RuntimeFailure) -> String {
        let id = try await create(name: name, errorClass: "ResourceInitializationError") { () throws(RuntimeFailure) in
            var creation = creation
            creation.image = try await self.sandboxImage()
            return creation
        } whenGone: {
            self.forgetSandboxImage()
        }
        do throws(EngineError) {
            try await engine.call(.POST, "/containers/\(id)/start")
        } catch {
            await discard(container: id)
            throw failure("ResourceInitializationError", error, to: "started")
        }
        return id
    }

    /// The one network of this LocalAWS, made when the first task needs it.
    private func sharedBridge() async throws(RuntimeFailure) -> Bridge {
        if let bridge { return try await bridge.value.get() }
        let making = Task { await self.makeBridge() }
        bridge = making
        let result = await making.value
        if case .failure = result { bridge = nil }
        return try result.get()
    }

    private func makeBridge() async -> Result<Bridge, RuntimeFailure> {
        let name = "slipway-localaws-\(instance.id)"
        if networking == .published { return await plainBridge(name) }
        let table = FileManager.default.contents(atPath: "/proc/net/route") ?? Data()
        let candidates = SubnetPlan.candidates(
            routes: SubnetPlan.routes(inTable: String(decoding: table, as: UTF8.self)),
            seed: UInt32(instance.shortMark, radix: 16) ?? 0)
        var last = RuntimeFailure("ResourceInitializationError", "no address range to try")
        for candidate in candidates.prefix(16) {
            let creation = NetworkCreation(
                name: name, driver: "bridge", labels: labels(),
                addressing: .init(ranges: [
                    .init(subnet: candidate.description, gateway: IPv4Network.text(candidate.gateway))
                ]))
            do throws(EngineError) {
                let created = try await engine.ask(Created.self, .POST, "/networks/create", body: creation)
                guard isOwnAddress(candidate.gateway) else {
                    try await engine.call(.DELETE, "/networks/\(created.id)")
                    return await plainBridge(name)
                }
                addresses = AddressPool(candidate)
                return .success(Bridge(id: created.id, name: name, network: candidate))
            } catch {
                last = failure("ResourceInitializationError", error, to: "created")
                // Refused may mean that another network has this range; anything else will not change.
                guard case .refused = error else { break }
            }
        }
        return .failure(last)
    }

    private func plainBridge(_ name: String) async -> Result<Bridge, RuntimeFailure> {
        do throws(EngineError) {
            let creation = NetworkCreation(name: name, driver: "bridge", labels: labels())
            let created = try await engine.ask(Created.self, .POST, "/networks/create", body: creation)
            return .success(Bridge(id: created.id, name: name))
        } catch {
            return .failure(failure("ResourceInitializationError", error, to: "created"))
        }
    }

    /// Whether the engine's bridge stands on this very machine.
    private func isOwnAddress(_ address: UInt32) -> Bool {
        let text = IPv4Network.text(address)
        let devices = (try? System.enumerateDevices()) ?? []  // Unknown means: publish ports, which works everywhere.
        return devices.contains { $0.address?.ipAddress == text }
    }
}
