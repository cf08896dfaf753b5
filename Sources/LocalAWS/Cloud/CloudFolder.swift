import AWSRuntime
import FoundationEssentials
import Logging
import Synchronization

/// Host and port under which the gateway answers; known once it listens.
final class Authority: Sendable {
    private let held = Mutex("127.0.0.1:0")

    var value: String {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}

/// Where a cloud keeps images: a folder that was given, or a temporary one that goes with its cloud.
final class CloudFolder: Sendable {
    let path: String
    private let isTemporary: Bool
    private let logger: Logger

    init(_ path: String?, logger: Logger) throws(CloudError) {
        self.logger = logger
        self.isTemporary = path == nil
        let parent = FileManager.default.temporaryDirectory.path
        // Never from the cloud's own random source: two clouds with one seed must not share a folder.
        let nonce = SystemRandom().text(12, of: "abcdefghijklmnopqrstuvwxyz0123456789")
        let instance = RuntimeInstance.current(nonce: nonce)
        self.path = path ?? "\(parent)/\(Self.prefix)\(instance.id)"
        if path == nil { Self.removeLeftovers(in: parent, of: instance, logger: logger) }
        do {
            try FileManager.default.createDirectory(
                atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .folder(path: self.path, problem: "\(error)")
        }
    }

    private static let prefix = "slipway-cloud-"

    /// What clouds of killed processes left; those of living ones stay.
    private static func removeLeftovers(in parent: String, of instance: RuntimeInstance, logger: Logger) {
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: parent).sorted()
            where name.hasPrefix(prefix) {
                guard let owner = RuntimeInstance(id: String(name.dropFirst(prefix.count))),
                    owner.isLeftover(for: instance, startTimeOf: ProcessTable.startTime)
                else { continue }
                try FileManager.default.removeItem(atPath: "\(parent)/\(name)")
            }
        } catch {
            // Another user's folder, or another cloud was quicker: neither keeps this one from working.
            logger.debug("a left-over folder stays", metadata: ["parent": "\(parent)", "error": "\(error)"])
        }
    }

    deinit {
        removeIfTemporary()
    }

    func removeIfTemporary() {
        guard isTemporary, FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            logger.warning("a temporary folder stays", metadata: ["path": "\(path)", "error": "\(error)"])
        }
    }
}
