import Logging
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

/// Leaving nothing behind.
extension ProcessRuntime {
    package func remove(task: TaskID) async {
        for (key, container) in containers where key.task == task {
            containers[key] = nil
            container.follower.cancel()
            container.process.killGroup()
            if await container.process.ended.wait(atMost: .seconds(30), on: time) == nil {
                logger.warning("a container does not end", metadata: ["container": "\(key.name)"])
            }
            controlGroups.remove(instance: instance.id, name: Self.groupName(key))
        }
        if case .success(let state) = await tasks.removeValue(forKey: task)?.value {
            if let namespace = state.namespace { await discard(namespace: namespace, interface: state.interface) }
            if let address = state.address { addresses?.giveBack(address) }
            ports.subtract(state.network.portMap.values)
        }
        guard Self.isPlainName(task.rawValue) else { return }
        await removeFolder("\(folder)/tasks/\(task)")
    }

    package func shutdown() async {
        guard !closed else { return }
        closed = true
        await sweep?.value
        for task in tasks.keys.sorted() { await remove(task: task) }
        for (_, image) in images { _ = await image.value }
        if case .success(let bridge) = await bridge?.value { await removeLink(bridge.name) }
        controlGroups.removeAll(instance: instance.id)
        await removeFolder(folder)
        queue.finish()
    }

    /// Notes a container's process, for the start after one that was killed.
    func note(_ process: Int32, of key: ContainerKey) {
        let line = "\(process) \(ProcessTable.startTime(of: process) ?? 0)\n"
        do throws(OCIError) {
            try Disk.write(Array(line.utf8), to: folder(of: key) + "/process", mode: 0o600)
        } catch {
            // The kernel ends the process with us; the note only doubles that.
            logger.debug("a container's process cannot be noted", metadata: ["error": "\(error)"])
        }
    }

    func beginSweep() {
        guard sweep == nil else { return }
        sweep = Task { await self.removeLeftovers() }
    }

    /// Returns when the removal that `open` began is done.
    package func awaitSweep() async { await sweep?.value }

    /// Removes what other LocalAWS's left whose process is gone. What belongs to living ones stays.
    private func removeLeftovers() async {
        let names = (try? Disk.list(stateFolder)) ?? []  // Nothing there: nothing left.
        for name in names {
            guard let owner = RuntimeInstance(id: name),
                owner.isLeftover(for: instance, startTimeOf: ProcessTable.startTime)
            else { continue }
            await remove(leftover: owner)
        }
    }

    private func remove(leftover owner: RuntimeInstance) async {
        cleared.insert(owner)
        let place = "\(stateFolder)/\(owner.id)"
        for process in Self.notedProcesses(below: "\(place)/tasks") {
            // Its namespaces end with it. Several tries, because the kernel takes a moment.
            _ = kill(process.number, SIGKILL)
            for _ in 0..<100 where ProcessTable.startTime(of: process.number) == process.startTime {
                try? await time.sleep(for: .milliseconds(20))  // Cancelled: the loop is over the sooner.
            }
        }
        if isolation.networkNamespaces {
            let prefix = Self.namespacePrefix(of: owner.id)
            let namespaces = (try? Disk.list("/run/netns")) ?? []  // No folder: no namespace.
            for namespace in namespaces where namespace.hasPrefix(prefix) {
                await discard(namespace: namespace, interface: nil)
            }
            await removeLink(Self.bridgeName(of: owner))
        }
        controlGroups.removeAll(instance: owner.id)
        await removeFolder(place)
    }

    /// Processes noted below a folder that still are the ones that were noted.
    private static func notedProcesses(below folder: String) -> [(number: Int32, startTime: UInt64)] {
        var found: [(number: Int32, startTime: UInt64)] = []
        for task in (try? Disk.list(folder)) ?? [] {
            for container in (try? Disk.list("\(folder)/\(task)")) ?? [] {
                guard let bytes = try? Disk.read("\(folder)/\(task)/\(container)/process", limit: 100) else { continue }
                let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
                guard words.count == 2, let number = Int32(words[0]), let start = UInt64(words[1]), number > 1,
                    ProcessTable.startTime(of: number) == start
                else { continue }
                found.append((number, start))
            }
        }
        return found
    }

    private func removeLink(_ name: String) async {
        do throws(IPTool.Refusal) {
            try await ip.run(["link del \(name)"])
        } catch {
            logger.debug("a bridge cannot be removed", metadata: ["error": "\(error.message)"])
        }
    }

    func removeFolder(_ path: String) async {
        let removed = await onFiles { () throws(OCIError) -> Void in try Disk.removeTree(path) }
        if case .failure(let error) = removed {
            logger.warning("a folder cannot be removed", metadata: ["error": "\(error)"])
        }
    }
}
