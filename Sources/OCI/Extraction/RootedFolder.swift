/// A folder that is some container's `/`: paths and links are followed inside it and cannot lead out.
package struct RootedFolder: Sendable {
    /// On this machine, without a trailing slash.
    package let root: String

    /// More links than this on one way is taken for a circle, as Linux's path walk does (it stops at 40).
    static let maximumLinks = 255

    package init(_ root: String) {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.root = root
    }

    /// Where a path of the container is on this machine. Links on the way are followed inside the folder; the last
    /// component's link is not. What does not exist yet is fine.
    /// - Throws: `OCIError.unsafePath` for circles of links.
    package func locate(_ path: String) throws(OCIError) -> String {
        let components = path.split(separator: "/").map(String.init).filter { $0 != "." }
        guard let last = components.last else { return root }
        guard last != ".." else { return try follow(components) }
        return try follow(components.dropLast()) + "/" + last
    }

    /// Like `locate`, following the last component's link too.
    package func resolve(_ path: String) throws(OCIError) -> String {
        try follow(path.split(separator: "/").map(String.init))
    }

    private func follow(_ components: [String]) throws(OCIError) -> String {
        var pending = Array(components.reversed())
        var resolved: [String] = []
        var links = 0
        while let component = pending.popLast() {
            if component == "." { continue }
            if component == ".." {
                if !resolved.isEmpty { resolved.removeLast() }
                continue
            }
            let candidate = ([root] + resolved + [component]).joined(separator: "/")
            guard try Disk.status(candidate)?.kind == .symbolicLink else {
                resolved.append(component)
                continue
            }
            links += 1
            guard links <= Self.maximumLinks else {
                throw .unsafePath(components.joined(separator: "/"), reason: "its links lead in a circle")
            }
            let target = try Disk.readLink(candidate)
            if target.hasPrefix("/") { resolved = [] }
            pending += target.split(separator: "/").map(String.init).reversed()
        }
        return ([root] + resolved).joined(separator: "/")
    }
}
