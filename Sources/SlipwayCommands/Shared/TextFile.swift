import SlipwayDomain
import SystemPackage

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Files, in the few ways that commands need them.
enum TextFile {
    /// The first bytes of a file, whatever it is: a pipe ends too, and a huge file is not read whole.
    ///
    /// - Parameter limit: no more is read; a result of that length may have been cut.
    /// - Throws: a `Problem` that names the file and why it cannot be read.
    static func bytes(_ path: String, limit: Int, missing: Problem) throws(Problem) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            return try file.closeAfter {
                var bytes: [UInt8] = []
                while bytes.count < limit {
                    let piece = try [UInt8](unsafeUninitializedCapacity: min(64 << 10, limit - bytes.count)) {
                        $1 = try file.read(into: UnsafeMutableRawBufferPointer($0))
                    }
                    if piece.isEmpty { break }
                    bytes += piece
                }
                return bytes
            }
        } catch let error as Errno where error == .noSuchFileOrDirectory {
            throw missing
        } catch let error as Errno where error == .isDirectory {
            throw Problem(
                "file.is-folder", "\(path) is a folder, not a file", next: missing.next, exitCode: missing.exitCode)
        } catch {
            throw Problem(
                "file.unreadable", "\(path) cannot be read", cause: "\(error)", next: "ls -l \(path)",
                exitCode: missing.exitCode)
        }
    }

    /// The text of a file; what comes after the limit is left.
    static func read(_ path: String, limit: Int = 4 << 20, missing: Problem) throws(Problem) -> String {
        String(decoding: try bytes(path, limit: limit, missing: missing), as: UTF8.self)
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
