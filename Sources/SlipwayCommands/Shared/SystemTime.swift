import AWSRuntime
import OCI
import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The one place where the commands read the wall clock; everything below takes it as a value.
enum SystemTime {
    static func now() -> Moment { Moment(millisecondsSinceEpoch: timestamp().millisecondsSinceEpoch) }
    static func timestamp() -> Timestamp { Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970) }
}

enum ProcessFacts {
    static var currentDirectory: String { FileManager.default.currentDirectoryPath }
}

/// Files, in the few ways that commands need them.
enum TextFile {
    /// - Throws: a `Problem` that names the file and why it cannot be read.
    static func read(_ path: String, missing: Problem) throws(Problem) -> String {
        guard FileManager.default.fileExists(atPath: path) else { throw missing }
        // What cannot be looked at is told by the attempt to read it.
        if (try? Disk.status(path, followingLinks: true))?.kind == .directory {
            throw Problem("file.folder", "\(path) is a folder, not a file", exitCode: .badManifest)
        }
        do {
            return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        } catch {
            throw Problem("file.unreadable", "\(path) cannot be read", cause: "\(error)", exitCode: .badManifest)
        }
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func write(_ text: String, to path: String) throws(Problem) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Problem("file.unwritable", "\(path) cannot be written", cause: "\(error)", exitCode: .usage)
        }
    }
}
