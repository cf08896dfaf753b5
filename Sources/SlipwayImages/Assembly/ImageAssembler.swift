import OCI

/// Makes an image from a Linux program: the program, the libraries it needs, and the little that programs expect of a
/// system. No engine, no base image; the same inputs give the same digest.
package struct ImageAssembler: Sendable {
    /// The program's folder in the image, and its working directory.
    package static let home = "/app"
    /// Who the program runs as; no system user has it.
    static let userID = 10001

    /// A folder for the layers; they must stay until the image is pushed. Layers of earlier runs are found there again.
    let folder: String
    let tools: any ToolRunner

    package init(folder: String, tools: any ToolRunner = SubprocessToolRunner()) {
        self.folder = folder
        self.tools = tools
    }

    /// - Parameter path: the program, as the build made it.
    /// - Throws: when it is no Linux program, is for another platform, or lacks a library on this machine.
    package func assemble(_ path: String, options: AssemblyOptions) async throws(ImageError) -> LocalImage {
        let elf = try ELFFile(path: path)
        let platform = try Self.platform(of: elf, path, options.platform)
        let name = LibraryFinder.last(of: path)
        var program = path
        var temporary: String?
        if options.stripsSymbols {
            temporary = try await stripped(path)
            program = temporary ?? path
        }
        defer { if let temporary { _ = try? Disk.removeFile(temporary) } }
        let (system, application) = try contents(path, program, name: name, elf, options)
        let layers = try onDisk { () throws(OCIError) in
            try Disk.makeFolder(folder)
            let cache = LayerCache(folder: folder)
            return try [cache.blob(of: system), cache.blob(of: application)]
        }
        let configuration = configuration(name, platform, layers, options)
        return try onDisk { () throws(OCIError) in
            try LocalImage(
                configuration: CanonicalJSON.encode(configuration), layers: layers, platform: platform)
        }
    }

    /// Looks whether a file can be an image's program, without making anything of it.
    /// - Returns: the platform that it runs on.
    @discardableResult
    package static func look(at path: String, for wanted: ImagePlatform?) throws(ImageError) -> ImagePlatform {
        try platform(of: ELFFile(path: path), path, wanted)
    }

    private static func platform(
        of elf: ELFFile, _ path: String, _ wanted: ImagePlatform?
    ) throws(ImageError) -> ImagePlatform {
        guard elf.kind != .other else { throw .notAnExecutable(path: path, reason: "it is an object file or a dump") }
        guard elf.isProgram else { throw .notAnExecutable(path: path, reason: "it is a shared library") }
        guard let architecture = elf.machine.architecture else {
            throw .notAnExecutable(path: path, reason: "it is for a processor that images are not made for")
        }
        let platform = ImagePlatform(os: "linux", architecture: architecture)
        if let wanted, !platform.runs(on: wanted) {
            throw .wrongArchitecture(
                path: path, has: platform.description, wanted: wanted.normalized.description)
        }
        return platform
    }

    /// The two layers: what seldom changes, and what every build changes.
    private func contents(
        _ path: String, _ program: String, name: String, _ elf: ELFFile, _ options: AssemblyOptions
    ) throws(ImageError) -> (system: LayerContents, application: LayerContents) {
        var system = try onDisk { () throws(OCIError) in
            try SystemFiles.contents(userID: Self.userID, options: options)
        }
        var application = LayerContents()
        application.add(.directory(mode: 0o755), at: Self.home)
        application.add(.file(path: program, mode: 0o755), at: Self.home + "/" + name)
        let finder = try onDisk { () throws(OCIError) in
            try LibraryFinder(root: options.root, machine: elf.machine, extra: options.libraryFolders)
        }
        for library in try finder.libraries(of: path, elf: elf, home: Self.home) {
            let item = LayerContents.Item.file(path: library.file, mode: 0o755)
            if library.destination.hasPrefix(Self.home + "/") {
                application.add(item, at: library.destination)
            } else {
                system.add(item, at: library.destination)
            }
        }
        if let interpreter = elf.interpreter { try addLoader(interpreter, finder, to: &system) }
        for include in options.includes { try add(include, to: &application) }
        return (system, application)
    }

    private func addLoader(
        _ interpreter: String, _ finder: LibraryFinder, to system: inout LayerContents
    ) throws(ImageError) {
        let file = finder.onDisk(try finder.real(interpreter))
        guard (try? ELFFile(path: file)) != nil else {
            throw .libraryNotFound(name: interpreter, neededBy: "the program", searched: [interpreter])
        }
        let folder = LibraryFinder.folder(of: interpreter)
        let imageFolder = try finder.imageFolder(folder)
        system.add(.file(path: file, mode: 0o755), at: imageFolder + "/" + LibraryFinder.last(of: interpreter))
        // `/lib` and `/lib64` are links to `/usr/…` on most systems; the loader's name goes through them.
        for link in ["/lib", "/lib64"] {
            let target = try finder.imageFolder(link)
            if target != link, target.hasPrefix("/usr/") {
                system.add(.symbolicLink(target: String(target.dropFirst())), at: link)
                system.add(.directory(mode: 0o755), at: target)
            }
        }
        // The C library loads these by name when a program looks up hosts or users, or a thread is cancelled.
        for library in try finder.optional(["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2", "libgcc_s.so.1"])
        where system[library.destination] == nil {
            system.add(.file(path: library.file, mode: 0o755), at: library.destination)
        }
    }

    private func add(_ include: AssemblyOptions.Include, to layer: inout LayerContents) throws(ImageError) {
        let status = try onDisk { () throws(OCIError) in try Disk.status(include.source, followingLinks: true) }
        switch status?.kind {
        case .file:
            let mode = (status?.mode ?? 0) & 0o111 == 0 ? 0o644 : 0o755
            layer.add(.file(path: include.source, mode: mode), at: include.destination)
        case .directory:
            layer.add(.directory(mode: 0o755), at: include.destination)
            for name in try onDisk({ () throws(OCIError) in try Disk.list(include.source) }) {
                let child = AssemblyOptions.Include(
                    source: include.source + "/" + name, destination: include.destination + "/" + name)
                try addChild(child, to: &layer)
            }
        case .symbolicLink, .other, nil: throw .includeNotFound(path: include.source)
        }
    }

    /// Links inside an included folder stay links, so that a circle of them does no harm.
    private func addChild(_ child: AssemblyOptions.Include, to layer: inout LayerContents) throws(ImageError) {
        let own = try onDisk { () throws(OCIError) in try Disk.status(child.source) }
        guard own?.kind == .symbolicLink else { return try add(child, to: &layer) }
        let target = try onDisk { () throws(OCIError) in try Disk.readLink(child.source) }
        layer.add(.symbolicLink(target: target), at: child.destination)
    }

    private func configuration(
        _ name: String, _ platform: ImagePlatform, _ layers: [LayerBlob], _ options: AssemblyOptions
    ) -> ImageConfiguration {
        // A program of the user's own folders must not shadow it: the entry point is absolute.
        let ports = options.exposedPort.map { ["\($0)/tcp": ImageConfiguration.Empty()] }
        let epoch = "1970-01-01T00:00:00Z"
        return ImageConfiguration(
            created: epoch, platform: platform,
            config: .init(
                user: "\(Self.userID):\(Self.userID)", exposedPorts: ports,
                env: ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + Self.home] + options.environment,
                entrypoint: [Self.home + "/" + name], cmd: options.arguments.isEmpty ? nil : options.arguments,
                workingDir: Self.home, labels: options.labels.isEmpty ? nil : options.labels),
            diffIDs: layers.map(\.diffID),
            history: [
                .init(created: epoch, createdBy: "slipway: libraries and system files"),
                .init(created: epoch, createdBy: "slipway: \(name)"),
            ])
    }

    private func stripped(_ path: String) async throws(ImageError) -> String {
        try onDisk { () throws(OCIError) in try Disk.makeFolder(folder) }
        // Two deployments at once may assemble the same program.
        let target = "\(folder)/stripped-\(LibraryFinder.last(of: path)).\(Disk.ownProcessID)"
        _ = try await tools.run(
            ToolCommands.strip(path, to: target), purpose: "strip the program", workingFolder: nil
        ) { _ in }
        return target
    }

    private func onDisk<Result>(_ body: () throws(OCIError) -> Result) throws(ImageError) -> Result {
        do throws(OCIError) {
            return try body()
        } catch {
            throw .content(error)
        }
    }
}
