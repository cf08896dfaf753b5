import OCI

/// Finds the shared libraries of a program as the dynamic loader would (`ld.so(8)`), in a machine's files.
struct LibraryFinder {
    /// One library and where the loader will look for it inside the image.
    struct Found: Hashable {
        var name: String
        /// On this machine, no link.
        var file: String
        /// In the image.
        var destination: String
    }

    /// `/`, or a folder that stands for it.
    let root: RootedFolder
    let machine: ELFFile.Machine
    /// Folders of `ld.so.conf`, in order.
    let configured: [String]
    /// Further folders to look in last, such as the Swift runtime's.
    let extra: [String]
    /// Folders that every loader looks in, without a cache.
    private static let trusted = ["/lib", "/usr/lib", "/lib64", "/usr/lib64"]
    private static let maximumLibraries = 2000

    init(root: String, machine: ELFFile.Machine, extra: [String]) throws(OCIError) {
        self.root = RootedFolder(root == "/" ? "" : root)
        self.machine = machine
        self.extra = extra
        configured = try LoaderConfiguration.folders(root: self.root)
    }

    private struct Object {
        var file: String
        var elf: ELFFile
        /// The folder of the object on this machine and in the image, for `$ORIGIN`.
        var origin: String
        var imageOrigin: String
        /// RPATHs of the objects that led here, nearest first, already expanded.
        var inherited: [(folder: String, image: String)]
    }

    /// All libraries that a program needs, directly or not, each once, in the order of their loading.
    /// - Parameters:
    ///   - path: the program on this machine.
    ///   - home: the folder of the program in the image.
    func libraries(of path: String, elf: ELFFile, home: String) throws(ImageError) -> [Found] {
        let origin = Self.folder(of: try real(path))
        var pending = [Object(file: path, elf: elf, origin: origin, imageOrigin: home, inherited: [])][...]
        var found: [Found] = []
        var known: Set<String> = []
        while let object = pending.popFirst() {
            for name in object.elf.needed where known.insert(name).inserted {
                guard found.count < Self.maximumLibraries else {
                    throw .content(.exceedsLimit("the number of libraries", limit: Int64(Self.maximumLibraries)))
                }
                let (library, next) = try find(name, for: object)
                found.append(library)
                pending.append(next)
            }
        }
        return found
    }

    private func find(_ name: String, for object: Object) throws(ImageError) -> (Found, Object) {
        var searched: [String] = []
        let own = object.elf.runpath.isEmpty ? object.elf.rpath : []
        let rpath = own.map { expand($0, object) } + object.inherited
        let runpath = object.elf.runpath.map { expand($0, object) }
        let places: [(folder: String, image: String)] =
            name.contains("/")
            ? [(Self.folder(of: name), Self.folder(of: name))]
            : (object.elf.runpath.isEmpty ? rpath : []) + runpath
                + (configured + multiarch + Self.trusted + extra).map { ($0, $0) }
        for place in places {
            let candidate = (place.folder as String) + "/" + Self.last(of: name)
            searched.append(place.folder)
            guard let elf = try? ELFFile(path: onDisk(candidate)), elf.machine == machine else { continue }
            let file = try real(candidate)
            let destination = try destination(of: name, in: place)
            let next = Object(
                file: file, elf: elf, origin: Self.folder(of: file), imageOrigin: Self.folder(of: destination),
                inherited: rpath)
            return (Found(name: name, file: onDisk(file), destination: destination), next)
        }
        throw .libraryNotFound(name: name, neededBy: object.file, searched: Self.unique(searched))
    }

    /// Where a library goes: where it was found, but beside the C library when only `ld.so.conf` leads to it, as the
    /// image has no cache of that.
    private func destination(
        of name: String, in place: (folder: String, image: String)
    ) throws(ImageError) -> String {
        let isReachable = !configured.contains(place.folder) && !extra.contains(place.folder)
        let folder =
            isReachable || Self.trusted.contains(place.folder) || multiarch.contains(place.folder)
            ? place.image : standardFolder
        return try Self.normalize(imageFolder(folder) + "/" + Self.last(of: name))
    }

    /// Debian's folders of an architecture, which its loader knows by itself.
    private var multiarch: [String] {
        let triple: String? =
            switch machine {
            case .x86_64: "x86_64-linux-gnu"
            case .aarch64: "aarch64-linux-gnu"
            case .riscv64: "riscv64-linux-gnu"
            case .other: nil
            }
        return triple.map { ["/lib/\($0)", "/usr/lib/\($0)"] } ?? []
    }

    /// The folder of the C library here, which its loader always looks in.
    private var standardFolder: String {
        for folder in multiarch + ["/lib64", "/usr/lib64", "/lib", "/usr/lib"]
        where (try? Disk.status(onDisk(folder + "/libc.so.6"), followingLinks: true)) != nil {
            return folder
        }
        return "/usr/lib"
    }

    /// Extra libraries that programs load by name at run time, without saying so in their headers; only those there are.
    func optional(_ names: [String]) throws(ImageError) -> [Found] {
        var result: [Found] = []
        for name in names {
            for folder in multiarch + Self.trusted {
                guard let elf = try? ELFFile(path: onDisk(folder + "/" + name)), elf.machine == machine else {
                    continue
                }
                let destination = Self.normalize(try imageFolder(folder) + "/" + name)
                result.append(
                    Found(name: name, file: onDisk(try real(folder + "/" + name)), destination: destination))
                break
            }
        }
        return result
    }

    /// A folder as the image has it: links of the machine such as `/lib` → `usr/lib` followed, when it is there.
    func imageFolder(_ folder: String) throws(ImageError) -> String {
        do throws(OCIError) {
            let located = try root.resolve(folder)
            guard try Disk.status(located) != nil else { return Self.normalize(folder) }
            return located.dropFirst(root.root.count).isEmpty ? "/" : String(located.dropFirst(root.root.count))
        } catch {
            throw .content(error)
        }
    }

    /// The path on this machine's disk.
    func onDisk(_ path: String) -> String { root.root + path }

    /// The file behind links, as a path below the root.
    func real(_ path: String) throws(ImageError) -> String {
        do throws(OCIError) {
            return String(try root.resolve(path).dropFirst(root.root.count))
        } catch {
            throw .content(error)
        }
    }

    private func expand(_ folder: String, _ object: Object) -> (folder: String, image: String) {
        func replace(_ origin: String) -> String {
            var text = folder
            for name in ["${ORIGIN}", "$ORIGIN"] {
                text = Self.replacing(name, in: text, by: origin)
            }
            for name in ["${LIB}", "$LIB"] { text = Self.replacing(name, in: text, by: "lib") }
            return Self.normalize(text)
        }
        return (replace(object.origin), replace(object.imageOrigin))
    }

    static func replacing(_ name: String, in text: String, by value: String) -> String {
        var result = ""
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(name) {
                result += value
                rest = rest.dropFirst(name.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func last(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    static func normalize(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    static func unique(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.filter { seen.insert($0).inserted }
    }
}

/// `/etc/ld.so.conf` with what it includes.
enum LoaderConfiguration {
    static func folders(root: RootedFolder) throws(OCIError) -> [String] {
        var result: [String] = []
        try read("/etc/ld.so.conf", root, depth: 0, into: &result)
        return LibraryFinder.unique(result)
    }

    private static func read(
        _ path: String, _ root: RootedFolder, depth: Int, into result: inout [String]
    ) throws(OCIError) {
        let located = try root.resolve(path)
        guard depth < 8, try Disk.status(located, followingLinks: true)?.kind == .file else { return }
        let text = String(decoding: try Disk.read(located, limit: 1 << 20), as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard let first = words.first else { continue }
            guard first == "include" else {
                result += words.filter { $0.hasPrefix("/") }.map(String.init)
                continue
            }
            for pattern in words.dropFirst() {
                let full = pattern.hasPrefix("/") ? String(pattern) : "/etc/" + pattern
                for file in try matches(full, root) { try read(file, root, depth: depth + 1, into: &result) }
            }
        }
    }

    /// Files of a pattern with `*` in its last part, sorted, as glibc reads them.
    private static func matches(_ pattern: String, _ root: RootedFolder) throws(OCIError) -> [String] {
        let folder = LibraryFinder.folder(of: pattern)
        let last = LibraryFinder.last(of: pattern)
        guard let star = last.firstIndex(of: "*") else { return [pattern] }
        let located = try root.resolve(folder)
        guard try Disk.status(located)?.kind == .directory else { return [] }
        let (head, tail) = (last[..<star], last[last.index(after: star)...])
        return try Disk.list(located)
            .filter { $0.hasPrefix(head) && $0.hasSuffix(tail) && $0.count >= head.count + tail.count }
            .map { folder + "/" + $0 }
    }
}
