package import Foundation

/// `Tests/Probe/probe.c`, a small static program that behaves as a container may, compiled once by the C compiler.
package enum ProbeProgram {
    package static let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Tests/Probe/probe.c").path

    package struct Unavailable: Error, CustomStringConvertible {
        package var description: String
    }

    /// The program's file, or why there is none.
    package static let binary: Result<URL, Unavailable> = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slipway-probe-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let binary = folder.appending(path: "probe")
            let (status, output) = try Shell.run(["gcc", "-static", "-O1", "-w", "-o", binary.path, source])
            guard status == 0 else { return .failure(Unavailable(description: "gcc -static failed: \(output)")) }
            let kept = URL(filePath: NSTemporaryDirectory()).appending(path: "slipway-probe-\(getpid())")
            try? FileManager.default.removeItem(at: kept)
            try FileManager.default.moveItem(at: binary, to: kept)
            try FileManager.default.removeItem(at: folder)
            atexit {
                try? FileManager.default.removeItem(atPath: NSTemporaryDirectory() + "/slipway-probe-\(getpid())")
            }
            return .success(kept)
        } catch {
            return .failure(Unavailable(description: "no C compiler: \(error)"))
        }
    }()
}

/// Programs run to their end. Not by Foundation's `Process`: that waits for everything a program leaves running, too.
package enum Shell {
    /// - Returns: the exit status, and standard output and error together.
    @discardableResult
    package static func run(_ words: [String]) throws -> (Int32, String) {
        let path = NSTemporaryDirectory() + "/slipway-output-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let output = FileManager.default.contents(atPath: path) ?? Data()
        return (
            status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F, String(decoding: output, as: UTF8.self)
        )
    }
}
