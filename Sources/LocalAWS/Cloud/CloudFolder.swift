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
        // Never from the cloud's own random source: two clouds with one seed must not share a folder.
        self.path =
            path
            ?? FileManager.default.temporaryDirectory.appending(path: "slipway-cloud-\(SystemRandom().uuid())").path
        do {
            try FileManager.default.createDirectory(
                atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .folder(path: self.path, problem: "\(error)")
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
