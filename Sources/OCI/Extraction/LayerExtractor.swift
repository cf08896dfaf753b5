/// Unpacks the layers of an image, base first, into a folder that becomes a container's `/`.
///
/// Nothing outside the folder is touched, whatever the archive says: `..` is refused, links are followed inside the
/// folder only, device nodes are skipped and told. Whiteouts remove what earlier layers brought (OCI image-spec,
/// `layer.md`).
package struct LayerExtractor {
    package struct Options: Hashable, Sendable {
        /// Keep the archive's users and groups; only root can.
        package var keepsOwners: Bool
        /// Of unpacked content over all layers, so that a small layer cannot fill the disk.
        package var maximumBytes: Int64
        package var maximumEntries: Int

        package init(
            keepsOwners: Bool = Disk.isRoot, maximumBytes: Int64 = 32 << 30, maximumEntries: Int = 2_000_000
        ) {
            self.keepsOwners = keepsOwners
            self.maximumBytes = maximumBytes
            self.maximumEntries = maximumEntries
        }
    }

    /// What was done, and what was left out.
    package struct Report: Hashable, Sendable {
        package var entries = 0
        /// Of content written.
        package var bytes: Int64 = 0
        /// Paths of device nodes and pipes, which are not made.
        package var skipped: [String] = []
    }

    private let folder: RootedFolder
    private let options: Options
    package private(set) var report = Report()
    /// Paths that the current layer wrote; an opaque whiteout keeps them.
    private var written: Set<String> = []
    private var folderModes: [(path: String, entry: TarEntry)] = []
    /// The parent of the last entry and where it is: archives name neighbours one after another.
    private var lastParent: (path: String, location: String)?

    /// - Parameter root: a folder; made when it is not there.
    package init(into root: String, options: Options = Options()) throws(OCIError) {
        try Disk.makeFolder(root)
        self.folder = RootedFolder(root)
        self.options = options
    }

    /// Unpacks one layer's blob over what is there.
    package mutating func extract(layerAt path: String) throws(OCIError) {
        try extract(LayerStream.open(path))
    }

    /// Unpacks one layer, given as plain tar, over what is there.
    package mutating func extract(_ tar: any ByteSource) throws(OCIError) {
        written = []
        folderModes = []
        lastParent = nil
        let reader = TarReader(tar)
        while let entry = try reader.next() {
            report.entries += 1
            guard report.entries <= options.maximumEntries else {
                throw .exceedsLimit("the number of files in the image", limit: Int64(options.maximumEntries))
            }
            try extract(entry, reader)
        }
        // Last, and deepest first: a folder without write permission must not stop its own content.
        for (path, entry) in folderModes.reversed() where try Disk.status(path)?.kind == .directory {
            try apply(entry, to: path)
        }
    }

    private mutating func extract(_ entry: TarEntry, _ reader: TarReader) throws(OCIError) {
        let components = entry.path.split(separator: "/").map(String.init).filter { $0 != "." }
        guard !components.contains("..") else { throw .unsafePath(entry.path, reason: "it contains '..'") }
        guard let name = components.last else {
            folderModes.append((folder.root, entry))
            return
        }
        let parentPath = components.dropLast().joined(separator: "/")
        let parent = try parentFolder(parentPath)
        if name == ".wh..wh..opq" { return try clear(parent, parentPath) }
        if name.hasPrefix(".wh.") {
            let hidden = String(name.dropFirst(4))
            guard !hidden.isEmpty, hidden != ".", hidden != ".." else {
                throw .unsafePath(entry.path, reason: "a whiteout of nothing")
            }
            lastParent = nil
            return try Disk.removeTree(parent + "/" + hidden)
        }
        let path = parent + "/" + name
        try makeRoom(for: entry, at: path)
        written.insert(components.joined(separator: "/"))
        try create(entry, at: path, reader)
    }

    private mutating func parentFolder(_ path: String) throws(OCIError) -> String {
        if let lastParent, lastParent.path == path { return lastParent.location }
        let location = try folder.resolve(path)
        if try Disk.status(location)?.kind != .directory {
            if try Disk.status(location) != nil { try Disk.removeTree(location) }
            try Disk.makeFolder(location)
        }
        lastParent = (path, location)
        return location
    }

    /// Removes what the entry replaces; a folder over a folder stays.
    private mutating func makeRoom(for entry: TarEntry, at path: String) throws(OCIError) {
        guard let old = try Disk.status(path) else { return }
        if entry.kind == .directory, old.kind == .directory { return }
        if old.kind != .file { lastParent = nil }
        try Disk.removeTree(path)
    }

    private mutating func create(_ entry: TarEntry, at path: String, _ reader: TarReader) throws(OCIError) {
        switch entry.kind {
        case .directory:
            try Disk.makeFolder(path)
            folderModes.append((path, entry))
        case .file:
            guard entry.size <= options.maximumBytes - report.bytes else {
                throw .exceedsLimit("the unpacked image", limit: options.maximumBytes)
            }
            let sink = try FileSink(path, mode: 0o600, exclusive: true)
            report.bytes += try reader.content.copy(to: sink)
            try sink.close()
            try apply(entry, to: path)
        case .symbolicLink(let target):
            lastParent = nil
            try Disk.makeSymbolicLink(at: path, to: target)
            if options.keepsOwners { try Disk.setOwner(user: entry.userID, group: entry.groupID, of: path) }
        case .hardLink(let target):
            let components = target.split(separator: "/").map(String.init)
            guard !components.contains(".."), !components.isEmpty else {
                throw .unsafePath(target, reason: "a hard link out of the archive")
            }
            try Disk.makeHardLink(at: path, to: try folder.locate(target))
        case .characterDevice, .blockDevice, .fifo:
            report.skipped.append(entry.path)
        }
    }

    private func apply(_ entry: TarEntry, to path: String) throws(OCIError) {
        if options.keepsOwners { try Disk.setOwner(user: entry.userID, group: entry.groupID, of: path) }
        // After the owner: changing it clears the set-uid bit.
        try Disk.setMode(entry.mode, of: path)
        try Disk.setModificationTime(entry.modificationSeconds, of: path)
    }

    /// Removes what earlier layers put into the folder, and keeps what this one did.
    private mutating func clear(_ location: String, _ path: String) throws(OCIError) {
        lastParent = nil
        for name in try Disk.list(location) {
            let child = path.isEmpty ? name : path + "/" + name
            let below = child + "/"
            if written.contains(child) {
                if try Disk.status(location + "/" + name)?.kind == .directory {
                    try clear(location + "/" + name, child)
                }
            } else if written.contains(where: { $0.hasPrefix(below) }) {
                try clear(location + "/" + name, child)
            } else {
                try Disk.removeTree(location + "/" + name)
            }
        }
    }
}
