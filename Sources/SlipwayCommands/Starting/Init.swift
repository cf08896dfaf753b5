import ArgumentParser
import SlipwayConsole
import SlipwayDomain
import SlipwayManifest

struct Init: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write slipway.yml for this project.",
        discussion: """
            Looks at the folder: a Dockerfile is built, else the executable of a Swift package is assembled into an image \
            without any engine. Nothing is overwritten unless --force is given.

            Examples:
              slipway init
              slipway init --name shop --port 8080 --region eu-central-1
              slipway init --env prod --service api
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The application's name; else the folder's.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The port that the application listens on; else the Dockerfile's EXPOSE, or 8080 as a guess.",
            valueName: "port"))
    var port: Int?

    @Flag(help: "Overwrite a manifest that is there.")
    var force = false

    func run(_ context: CommandContext) async throws -> Int32 {
        let path = context.path(global.manifest)
        if TextFile.exists(path), !force {
            throw Problem(
                "init.exists", "\(global.manifest) is there already",
                next: "slipway check, or slipway init --force to write it anew", exitCode: .usage)
        }
        let found = try ProjectLook.look(at: context.directory, name: name, port: port)
        let text = ManifestTemplate.text(
            found, region: global.region ?? context.environment["AWS_REGION"] ?? "us-east-1",
            environment: try global.environment.map { try Self.named($0, "--env") } ?? "dev",
            service: try global.service.map { try Self.named($0, "--service") } ?? "web")
        try TextFile.write(text, to: path)
        context.console.report(InitReport(path: global.manifest, look: found, isBuilt: Self.isBuilt(found, context)))
        return 0
    }

    private static func named(_ name: String, _ option: String) throws(Problem) -> String {
        guard Manifest.isName(name) else {
            throw Problem(
                "usage.name", "\(option): '\(name.prefix(40))' is not a name",
                next: "letters, digits, dashes and underscores, at most 100 of them", exitCode: .usage)
        }
        return name
    }

    private static func isBuilt(_ look: ProjectLook, _ context: CommandContext) -> Bool {
        guard case .executable(let path) = look.source else { return true }
        return TextFile.exists(context.path(path))
    }
}

/// What the folder says about the application.
struct ProjectLook: Sendable {
    enum Source: Sendable, Equatable {
        case dockerfile
        /// The path of the built program.
        case executable(String)
    }

    var name: String
    var source: Source
    var port: Int
    /// Whether nothing says which port it is.
    var isPortGuessed = false

    private static let usualPort = 8080

    static func look(at folder: String, name: String?, port: Int?) throws(Problem) -> ProjectLook {
        let folderName = folder.split(separator: "/").last.map(String.init) ?? "app"
        let chosen = resourceName(name ?? folderName)
        let dockerfile = "\(folder)/Dockerfile"
        if TextFile.exists(dockerfile) {
            let text = try TextFile.read(dockerfile, missing: unknown(folder))
            let known = port ?? DockerfileText(text).port
            return ProjectLook(
                name: chosen, source: .dockerfile, port: known ?? usualPort, isPortGuessed: known == nil)
        }
        let package = "\(folder)/Package.swift"
        guard TextFile.exists(package) else { throw unknown(folder) }
        let text = try TextFile.read(package, missing: unknown(folder))
        guard let program = executable(text) else {
            throw Problem(
                "init.no-executable", "the Swift package here has no executable target",
                next: "add one, or write a Dockerfile", exitCode: .usage)
        }
        return ProjectLook(
            name: name.map(resourceName) ?? resourceName(program), source: .executable(".build/release/\(program)"),
            port: port ?? usualPort, isPortGuessed: port == nil)
    }

    private static func unknown(_ folder: String) -> Problem {
        Problem(
            "init.nothing-here", "there is neither a Dockerfile nor a Swift package here",
            next: "go to the project's folder, or write a Dockerfile", exitCode: .usage)
    }

    /// The name in the first `.executable(name: "…"` or `.executableTarget(name: "…"`.
    static func executable(_ package: String) -> String? {
        for marker in [".executable(", ".executableTarget("] {
            guard let start = package.firstRange(of: marker)?.upperBound,
                let quote = package[start...].firstIndex(of: "\"")
            else { continue }
            let rest = package[package.index(after: quote)...]
            if let end = rest.firstIndex(of: "\"") { return String(rest[..<end]) }
        }
        return nil
    }

    /// Lower-case letters, digits and dashes, beginning with a letter.
    static func resourceName(_ text: String) -> String {
        var name = ""
        for character in text.lowercased() {
            let isKept = character.isASCII && (character.isLetter || character.isNumber)
            if isKept { name.append(character) } else if !name.hasSuffix("-") { name.append("-") }
        }
        while let first = name.first, !first.isLetter { name.removeFirst() }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "app" : name
    }
}

struct InitReport: Report {
    static let type = "result"
    var path: String
    var look: ProjectLook
    /// Whether the image can be made of what is there.
    var isBuilt = true

    /// What to type next, in order.
    private var next: [String] {
        guard case .executable(let path) = look.source, !isBuilt else { return ["slipway rehearse"] }
        let product = path.split(separator: "/").last.map(String.init) ?? path
        return ["swift build -c release --product \(product)", "slipway rehearse"]
    }

    func lines(_ style: Style) -> [String] {
        let what: String =
            switch look.source {
            case .dockerfile: "the image is built from Dockerfile"
            case .executable(let program): "the image is assembled from \(program)"
            }
        let guess = "port \(look.port) is a guess, nothing says which one it is: write `port:` in \(path)"
        return ["\(style.ok) wrote \(path): \(what), port \(look.port)"]
            + (look.isPortGuessed ? ["  \(guess)"] : [])
            + ["  \(style.paint("next:", .dim)) \(next.joined(separator: ", then "))"]
    }

    private enum Key: String, CodingKey { case status, exitCode, path, name, port, portIsGuessed, next }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(path, forKey: .path)
        try container.encode(look.name, forKey: .name)
        try container.encode(look.port, forKey: .port)
        try container.encode(look.isPortGuessed, forKey: .portIsGuessed)
        try container.encode(next, forKey: .next)
    }
}
