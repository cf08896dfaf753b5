import OCI

/// What programs expect of a system beside their libraries: users, a place for temporary files, certificates.
enum SystemFiles {
    /// Where systems keep the certificates of the authorities they trust, most common first.
    private static let certificates = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
        "/etc/ssl/ca-bundle.pem",
    ]
    private static let timeZones = "/usr/share/zoneinfo"

    static func contents(userID: Int, options: AssemblyOptions) throws(OCIError) -> LayerContents {
        var layer = LayerContents()
        func add(_ text: String, at path: String) { layer.add(.bytes(Array(text.utf8), mode: 0o644), at: path) }
        add(
            """
            root:x:0:0:root:/:/sbin/nologin
            app:x:\(userID):\(userID):app:\(ImageAssembler.home):/sbin/nologin
            nobody:x:65534:65534:nobody:/:/sbin/nologin

            """, at: "/etc/passwd")
        add("root:x:0:\napp:x:\(userID):\nnogroup:x:65534:\n", at: "/etc/group")
        add("passwd: files\ngroup: files\nhosts: files dns\nservices: files\n", at: "/etc/nsswitch.conf")
        layer.add(.directory(mode: 0o1777), at: "/tmp")
        layer.add(.directory(mode: 0o1777), at: "/var/tmp")
        for folder in ["/dev", "/proc", "/sys", "/run"] { layer.add(.directory(mode: 0o755), at: folder) }
        let root = RootedFolder(options.root == "/" ? "" : options.root)
        for path in certificates {
            let file = try root.resolve(path)
            guard try Disk.status(file)?.kind == .file else { continue }
            layer.add(.file(path: file, mode: 0o644), at: certificates[0])
            layer.add(.symbolicLink(target: "certs/ca-certificates.crt"), at: "/etc/ssl/cert.pem")
            layer.add(.symbolicLink(target: certificates[0]), at: "/etc/pki/tls/certs/ca-bundle.crt")
            break
        }
        if options.includesTimeZones { try addTimeZones(timeZones, root, to: &layer) }
        return layer
    }

    private static func addTimeZones(
        _ path: String, _ root: RootedFolder, to layer: inout LayerContents
    ) throws(OCIError) {
        let folder = try root.resolve(path)
        guard try Disk.status(folder)?.kind == .directory else { return }
        for name in try Disk.list(folder) {
            let child = path + "/" + name
            let located = try root.locate(child)
            switch try Disk.status(located)?.kind {
            case .directory: try addTimeZones(child, root, to: &layer)
            case .file: layer.add(.file(path: located, mode: 0o644), at: child)
            case .symbolicLink: layer.add(.symbolicLink(target: try Disk.readLink(located)), at: child)
            case .other, nil: break
            }
        }
    }
}
