import OCI

/// The files of an image, as far as its layers were read: from the newest down, so that what is seen first counts.
struct LayerIndex {
    struct File: Hashable {
        var isExecutable: Bool
        /// The first bytes of what can be executed.
        var head: [UInt8]
    }

    enum Entry: Hashable {
        case file(File)
        case directory
        case link(target: String)
        /// Another name of a file.
        case hardLink(target: String)
        case other
    }

    static let headBytes = 256
    private static let largestText: Int64 = 1 << 20

    private var entries: [String: Entry] = [:]
    /// Taken away from the layers below: a path with all below it.
    private var hidden: Set<String> = []
    /// Folders whose content in the layers below is taken away.
    private var opaque: Set<String> = []
    /// Contents of files that were asked for, by path without a leading slash.
    private(set) var texts: [String: String] = [:]
    private let wantedTexts: Set<String>

    /// - Parameter texts: files whose content is wanted.
    init(texts: Set<String>) {
        wantedTexts = texts
    }

    /// Reads a layer below all that were read before.
    mutating func read(_ layer: any ByteSource) throws(OCIError) {
        var taken: Set<String> = []
        var emptied: Set<String> = []
        let reader = TarReader(layer)
        while let entry = try reader.next() {
            if Task.isCancelled { return }
            let path = entry.path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            let name = path.split(separator: "/").last ?? ""
            let folder = String(path.dropLast(name.count).drop { $0 == "/" })
            let parent = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            if name == ".wh..wh..opq" {
                emptied.insert(parent)
            } else if name.hasPrefix(".wh.") {
                taken.insert(folder + name.dropFirst(4))
            } else if !path.isEmpty, entries[path] == nil, !isHidden(path) {
                entries[path] = try read(entry, path, reader)
            }
        }
        hidden.formUnion(taken)
        opaque.formUnion(emptied)
    }

    private mutating func read(_ entry: TarEntry, _ path: String, _ reader: TarReader) throws(OCIError) -> Entry {
        switch entry.kind {
        case .directory: return .directory
        case .symbolicLink(let target): return .link(target: target)
        case .hardLink(let target): return .hardLink(target: target)
        case .characterDevice, .blockDevice, .fifo: return .other
        case .file:
            let isExecutable = entry.mode & 0o111 != 0
            let content = reader.content
            if wantedTexts.contains(path), entry.size <= Self.largestText {
                texts[path] = String(decoding: try content.read(upTo: Int(entry.size)), as: UTF8.self)
                return .file(File(isExecutable: isExecutable, head: []))
            }
            return .file(
                File(isExecutable: isExecutable, head: isExecutable ? try content.read(upTo: Self.headBytes) : []))
        }
    }

    /// Whether a newer layer took a path away, or put a file where one of its folders was.
    private func isHidden(_ path: String) -> Bool {
        if hidden.contains(path) || opaque.contains("") { return true }
        var parent = path[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            let folder = String(parent)
            if hidden.contains(folder) || opaque.contains(folder) { return true }
            switch entries[folder] {
            case .file?, .hardLink?, .other?, .link?: return true
            case .directory?, nil: break
            }
        }
        return false
    }

    /// The file behind a path, through links; nothing where no layer that was read has it.
    func file(at path: String) -> File? {
        var rest = path.split(separator: "/").map(String.init)[...]
        var current: [String] = []
        var links = 0
        while let part = rest.first {
            rest = rest.dropFirst()
            switch part {
            case ".": continue
            case "..":
                _ = current.popLast()
                continue
            default: current.append(part)
            }
            switch entries[current.joined(separator: "/")] {
            case .link(let target)?:
                links += 1
                guard links <= 40 else { return nil }
                if target.hasPrefix("/") { current = [] } else { current.removeLast() }
                rest = (target.split(separator: "/").map(String.init) + rest)[...]
            case .hardLink(let target)?:
                links += 1
                guard rest.isEmpty, links <= 40 else { return nil }
                current = []
                rest = target.split(separator: "/").map(String.init)[...]
            case .file(let file)?: return rest.isEmpty ? file : nil
            case .other?: return nil
            case .directory?, nil: continue
            }
        }
        return nil
    }
}
