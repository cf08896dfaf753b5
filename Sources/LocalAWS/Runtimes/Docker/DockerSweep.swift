import Logging
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Leaving nothing behind.
extension DockerRuntime {
    func beginSweep() {
        guard sweep == nil else { return }
        sweep = Task { await self.removeLeftovers() }
    }

    /// Returns when the removal that `connect` began is done.
    package func awaitSweep() async { await sweep?.value }

    /// Removes what other LocalAWS's left whose process is gone. What belongs to living ones stays.
    private func removeLeftovers() async {
        let isLeftover = { (item: ListedItem) -> Bool in
            guard let id = item.labels?[Self.label], let owner = RuntimeInstance(id: id),
                owner.isLeftover(for: self.instance, startTimeOf: ProcessTable.startTime)
            else { return false }
            self.cleared.insert(owner)
            return true
        }
        await sweepUp(containers: isLeftover, networks: isLeftover) { name in
            guard let owner = Self.owner(ofImage: name) else { return false }
            return owner.isLeftover(for: self.instance, startTimeOf: ProcessTable.startTime)
        }
    }

    package func shutdown() async {
        guard !closed else { return }
        closed = true
        await sweep?.value
        refill?.cancel()
        await refill?.value
        for (_, container) in containers { container.follower.cancel() }
        containers = [:]
        // What is being made right now is waited for, so that it is removed too.
        for (_, sandbox) in sandboxes { _ = await sandbox.value }
        for (_, image) in images { _ = await image.value }
        _ = await bridge?.value
        sandboxes = [:]
        let isOurs = { (item: ListedItem) in item.labels?[Self.label] == self.instance.id }
        await sweepUp(containers: isOurs, networks: isOurs) { Self.owner(ofImage: $0) == self.instance }
        queue.finish()
        await engine.close()
    }

    /// `localhost/slipway-localaws:<instance id>-<digits>`.
    static func owner(ofImage name: String) -> RuntimeInstance? {
        guard name.hasPrefix(imageRepository + ":"), let end = name.lastIndex(of: "-") else { return nil }
        return RuntimeInstance(id: String(name[name.index(name.startIndex, offsetBy: imageRepository.count + 1)..<end]))
    }

    func removeContainers(labelled labels: [String]) async {
        do throws(EngineError) {
            let found = try await engine.ask(
                [ListedItem].self, .GET, "/containers/json", [("all", "1"), ("filters", Self.filter("label", labels))])
            await withDiscardingTaskGroup { group in
                for item in found { group.addTask { await self.discard(container: item.id) } }
            }
        } catch {
            logger.warning("cannot remove containers", metadata: ["error": "\(error)"])
        }
    }

    /// Containers first: they hold networks and images.
    private func sweepUp(
        containers isContainer: (ListedItem) -> Bool, networks isNetwork: (ListedItem) -> Bool,
        images isImage: (String) -> Bool
    ) async {
        do throws(EngineError) {
            let ours = Self.filter("label", [Self.label])
            let containers = try await engine.ask(
                [ListedItem].self, .GET, "/containers/json", [("all", "1"), ("filters", ours)]
            ).filter(isContainer)
            // Podman removes no container whose network another one shares, so the sandboxes, which have no name of a
            // task's container, come last.
            for isSandbox in [false, true] {
                await withDiscardingTaskGroup { group in
                    for item in containers where (item.labels?[Self.containerLabel] == nil) == isSandbox {
                        group.addTask { await self.discard(container: item.id) }
                    }
                }
            }
            for network in try await engine.ask([ListedItem].self, .GET, "/networks", [("filters", ours)])
            where isNetwork(network) {
                await removeQuietly("/networks/\(network.id)")
            }
            let images = try await engine.ask(
                [ListedItem].self, .GET, "/images/json",
                [("filters", Self.filter("reference", ["\(Self.imageRepository):*"]))])
            for name in images.flatMap({ $0.tags ?? [] }).sorted() where isImage(name) {
                await removeQuietly("/images/\(name)")
            }
        } catch {
            logger.warning("cannot clean the engine up", metadata: ["error": "\(error)"])
        }
    }

    private func removeQuietly(_ path: String) async {
        do throws(EngineError) {
            try await engine.call(.DELETE, path)
        } catch {
            if case .refused(status: 404, _) = error { return }
            logger.warning("cannot remove", metadata: ["what": "\(path)", "error": "\(error)"])
        }
    }

    private static func filter(_ name: String, _ values: [String]) -> String {
        // A dictionary of lists of strings is always JSON.
        let json = (try? JSONEncoder().encode([name: values])) ?? Data("{}".utf8)
        return String(decoding: json, as: UTF8.self)
    }
}
