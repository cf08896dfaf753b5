package import OCI
package import SlipwayDomain

/// Looks into an image for what a release needs of it: layers are read from the newest down, until all is found.
package struct ImageInspection {
    private let platform: ImagePlatform
    private let programs: [String]
    private let files: [String]
    private let folder: String
    private var contents: ImageContentsFact
    private var index: LayerIndex
    private let needsUsers: Bool

    /// What the configuration alone tells.
    package static func contents(of configuration: ImageConfiguration) -> ImageContentsFact {
        var contents = ImageContentsFact()
        let platform = configuration.platform.normalized
        contents.platform = SlipwayDomain.Platform(
            os: platform.os, architecture: platform.architecture, variant: platform.variant)
        let config = configuration.config
        contents.entryPoint = config?.entrypoint ?? []
        contents.command = config?.cmd ?? []
        contents.user = config?.user ?? ""
        contents.exposedPorts = (config?.exposedPorts ?? [:]).keys.compactMap { port in
            let parts = port.split(separator: "/")
            return parts.count == 1 || parts.last == "tcp" ? parts.first.flatMap { Int($0) } : nil
        }.sorted()
        contents.hasHealthCheck = config?.healthcheck?.test.map { !$0.isEmpty && $0 != ["NONE"] } ?? false
        let path = (config?.env ?? []).last { $0.hasPrefix("PATH=") }?.dropFirst("PATH=".count)
        contents.searchPath = (path ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .split(separator: ":").map(String.init)
        return contents
    }

    package init(_ plan: ServicePlan, _ configuration: ImageConfiguration) {
        contents = Self.contents(of: configuration)
        platform = configuration.platform.normalized
        (programs, files) = plan.wanted(in: contents)
        folder = configuration.config?.workingDir ?? "/"
        let user = contents.user.prefix { $0 != ":" }
        needsUsers = !user.isEmpty && !user.allSatisfy(\.isNumber)
        index = LayerIndex(texts: needsUsers ? ["etc/passwd"] : [])
    }

    /// Reads a layer below those that were read before.
    /// - Parameter path: the layer's file, compressed or not.
    package mutating func read(layer path: String) throws(OCIError) {
        try index.read(LayerStream.open(path))
    }

    /// Whether further layers can tell nothing that is wanted.
    package var isComplete: Bool {
        (!needsUsers || index.texts["etc/passwd"] != nil)
            && programs.allSatisfy { find($0, whole: false) != nil } && files.allSatisfy { isThere($0) }
    }

    /// - Parameter whole: whether all layers were read, so that what was not found is not there.
    package func found(whole: Bool) -> ImageContentsFact {
        var contents = contents
        for program in programs { contents.programs[program] = find(program, whole: whole) }
        for file in files {
            if isThere(file) { contents.files[file] = true } else if whole { contents.files[file] = false }
        }
        if let text = index.texts["etc/passwd"] {
            contents.users = text.split(whereSeparator: \.isNewline)
                .compactMap { $0.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init) }
        } else if needsUsers, whole {
            contents.users = []
        }
        return contents
    }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

    private func isThere(_ file: String) -> Bool { index.file(at: absolute(file)) != nil }

    /// What became of a program; nothing where layers that were not read yet may tell.
    private func find(_ program: String, whole: Bool) -> ProgramFact? {
        let places =
            program.contains("/") ? [absolute(program)] : contents.searchPath.map { "\($0)/\(program)" }
        var unfit: String?
        for place in places {
            guard let file = index.file(at: place) else { continue }
            guard file.isExecutable else {
                unfit = unfit ?? place
                continue
            }
            return judge(file, at: place, whole: whole)
        }
        guard whole else { return nil }
        return unfit.map { .notExecutable(path: $0) } ?? .missing
    }

    private func judge(_ file: LayerIndex.File, at path: String, whole: Bool) -> ProgramFact? {
        if file.head.starts(with: [0x7f, 0x45, 0x4c, 0x46]), file.head.count >= 20 {
            let machine = Int(file.head[18]) | Int(file.head[19]) << 8
            guard let name = Self.machines[machine], name != platform.architecture else { return .fine(path: path) }
            return .otherProcessor(path: path, architecture: name)
        }
        guard file.head.starts(with: Array("#!".utf8)) else { return .fine(path: path) }
        let line = file.head.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        let text = String(decoding: line, as: UTF8.self)
        let words = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
        guard let interpreter = words.first else { return .fine(path: path) }
        if line.last == UInt8(ascii: "\r") { return .brokenScript(path: path, interpreter: "\(interpreter)\\r") }
        // `env` looks the interpreter up in the image's PATH.
        let isEnv = interpreter.split(separator: "/").last == "env"
        let name = isEnv ? words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") } : interpreter
        guard let name else { return .fine(path: path) }
        let places = name.contains("/") ? [absolute(name)] : contents.searchPath.map { "\($0)/\(name)" }
        if places.contains(where: { index.file(at: $0)?.isExecutable ?? false }) { return .fine(path: path) }
        return whole ? .brokenScript(path: path, interpreter: name) : nil
    }

    /// ELF's numbers of processors that images are made for.
    private static let machines = [
        3: "386", 8: "mips", 20: "ppc", 21: "ppc64le", 22: "s390x", 40: "arm", 62: "amd64", 183: "arm64",
        243: "riscv64",
    ]
}
