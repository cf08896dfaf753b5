#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The few file operations that images need, each one system call with its error told.
package enum Disk {
    /// What stands at a path, without following a symbolic link.
    package enum Kind: Hashable, Sendable { case file, directory, symbolicLink, other }

    package struct Status: Hashable, Sendable {
        package var kind: Kind
        /// Bytes.
        package var size: Int64
        /// Permission bits, `0o7777` at most.
        package var mode: Int
        package var modificationSeconds: Int64
        /// Device and inode, to know one file under two names.
        package var identity: [UInt64]
    }

    package static func describe(errorCode: Int32) -> String { String(cString: strerror(errorCode)) }

    static func failure(_ operation: String, _ path: String) -> OCIError {
        .system(operation: operation, path: path, code: errno)
    }

    /// Nil when nothing is there.
    /// - Parameter followingLinks: whether a symbolic link is looked through.
    package static func status(_ path: String, followingLinks: Bool = false) throws(OCIError) -> Status? {
        var info = stat()
        guard (followingLinks ? stat(path, &info) : lstat(path, &info)) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("look at", path)
        }
        let kind: Kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
        #if canImport(Darwin)
        let modified = Int64(info.st_mtimespec.tv_sec)
        #else
        let modified = Int64(info.st_mtim.tv_sec)
        #endif
        return Status(
            kind: kind, size: Int64(info.st_size), mode: Int(info.st_mode & 0o7777), modificationSeconds: modified,
            identity: [UInt64(info.st_dev), UInt64(info.st_ino)])
    }

    package static func readLink(_ path: String) throws(OCIError) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        guard count >= 0 else { throw failure("read the link", path) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The path with every link followed, as `realpath` gives it.
    package static func realPath(_ path: String) throws(OCIError) -> String {
        guard let resolved = realpath(path, nil) else { throw failure("resolve", path) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Makes the folder and those above it; it may be there already.
    package static func makeFolder(_ path: String, mode: Int = 0o755) throws(OCIError) {
        if mkdir(path, mode_t(mode)) == 0 { return }
        if errno == EEXIST {
            guard try status(path, followingLinks: true)?.kind == .directory else { throw failure("make", path) }
            return
        }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure("make the folder", path)
        }
        try makeFolder(String(path[..<slash]), mode: mode)
        guard mkdir(path, mode_t(mode)) == 0 || errno == EEXIST else { throw failure("make the folder", path) }
    }

    /// Replaces what is at `destination` at once.
    package static func move(_ source: String, to destination: String) throws(OCIError) {
        guard rename(source, destination) == 0 else { throw failure("move '\(source)' to", destination) }
    }

    /// - Returns: false when nothing was there.
    @discardableResult
    package static func removeFile(_ path: String) throws(OCIError) -> Bool {
        if unlink(path) == 0 { return true }
        if errno == ENOENT { return false }
        throw failure("remove", path)
    }

    /// Names in a folder, sorted, without `.` and `..`.
    package static func list(_ path: String) throws(OCIError) -> [String] {
        guard let folder = opendir(path) else { throw failure("list", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file, a link or a folder with all in it; links are removed, never followed. Nothing there is fine.
    package static func removeTree(_ path: String) throws(OCIError) {
        guard let status = try status(path) else { return }
        guard status.kind == .directory else {
            try removeFile(path)
            return
        }
        if status.mode & 0o700 != 0o700 { _ = chmod(path, 0o700) }
        for name in try list(path) { try removeTree(path + "/" + name) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw failure("remove the folder", path) }
    }

    package static func makeSymbolicLink(at path: String, to target: String) throws(OCIError) {
        guard symlink(target, path) == 0 else { throw failure("make the link", path) }
    }

    package static func makeHardLink(at path: String, to existing: String) throws(OCIError) {
        guard linkat(AT_FDCWD, existing, AT_FDCWD, path, 0) == 0 else { throw failure("make the hard link", path) }
    }

    package static func setMode(_ mode: Int, of path: String) throws(OCIError) {
        guard chmod(path, mode_t(mode & 0o7777)) == 0 else { throw failure("set the mode of", path) }
    }

    /// Of the path itself, also when it is a link.
    static func setOwner(user: Int, group: Int, of path: String) throws(OCIError) {
        guard lchown(path, uid_t(truncatingIfNeeded: user), gid_t(truncatingIfNeeded: group)) == 0 else {
            throw failure("set the owner of", path)
        }
    }

    /// Of the path itself, also when it is a link.
    static func setModificationTime(_ seconds: Int64, of path: String) throws(OCIError) {
        let moment = timespec(tv_sec: Int(seconds), tv_nsec: 0)
        let times = [moment, moment]
        guard utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw failure("set the time of", path)
        }
    }

    /// Whether this process may change owners and enter any folder.
    package static var isRoot: Bool { geteuid() == 0 }

    /// To tell the files of several processes apart.
    package static var ownProcessID: Int32 { getpid() }

    /// Whether a process of that number exists, ours or another's.
    package static func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno == EPERM }

    /// The whole file. - Throws: `exceedsLimit` when it is larger than `limit` bytes.
    package static func read(_ path: String, limit: Int64) throws(OCIError) -> [UInt8] {
        let source = try FileSource(path)
        return try source.readAll(limit: limit, what: "'\(path)'")
    }

    /// Writes a file anew; an old one is emptied.
    package static func write(_ bytes: [UInt8], to path: String, mode: Int = 0o644) throws(OCIError) {
        let sink = try FileSink(path, mode: mode)
        try sink.write(bytes)
        try sink.close()
    }
}
