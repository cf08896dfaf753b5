import OCI

/// Looks at the files of a container as a process in it would: links are followed inside, never out.
struct ImageRoot: Sendable {
    let folder: RootedFolder

    init(_ folder: String) { self.folder = RootedFolder(folder) }

    /// What stands at a path, links followed; nil when nothing does, or nothing that can be looked at.
    func status(of path: String) -> Disk.Status? {
        guard let place = try? folder.resolve(path) else { return nil }
        return (try? Disk.status(place)) ?? nil
    }

    /// The lines of a small text file; none when it is not there.
    func lines(of path: String) -> [Substring] {
        guard let place = try? folder.resolve(path), let bytes = try? Disk.read(place, limit: 1024 * 1024) else {
            return []
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
