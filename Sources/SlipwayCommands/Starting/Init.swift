import ArgumentParser
import SlipwayConsole
import SlipwayDomain

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
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("The application's name; else the folder's.", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp(
            "The port that the application listens on; else the Dockerfile's EXPOSE, or 8080.", valueName: "port"))
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
            found, region: global.region ?? context.environment["AWS_REGION"] ?? "us-east-1")
        try TextFile.write(text, to: path)
        context.console.report(InitReport(path: global.manifest, look: found))
        return 0
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

    static func look(at folder: String, name: String?, port: Int?) throws(Problem) -> ProjectLook {
        let folderName = folder.split(separator: "/").last.map(String.init) ?? "app"
        let chosen = resourceName(name ?? folderName)
        let dockerfile = "\(folder)/Dockerfile"
        if TextFile.exists(dockerfile) {
            let text = try TextFile.read(dockerfile, missing: unknown(folder))
            return ProjectLook(name: chosen, source: .dockerfile, port: port ?? exposed(text) ?? 8080)
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
            port: port ?? 8080)
    }

    private static func unknown(_ folder: String) -> Problem {
        Problem(
            "init.nothing-here", "there is neither a Dockerfile nor a Swift package here",
            next: "go to the project's folder, or write a Dockerfile", exitCode: .usage)
    }

    /// The first port of an `EXPOSE` line.
    static func exposed(_ dockerfile: String) -> Int? {
        for line in dockerfile.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.first?.uppercased() == "EXPOSE", let port = words.dropFirst().first else { continue }
            if let number = Int(port.split(separator: "/")[0]) { return number }
        }
        return nil
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

enum ManifestTemplate {
    static func text(_ look: ProjectLook, region: String) -> String {
        let image: String =
            switch look.source {
            case .dockerfile: "{ repository: \"\(look.name)\", build: . }"
            case .executable(let path): "{ repository: \"\(look.name)\", executable: \(path) }"
            }
        return """
            # What Slipway deploys. Every key: Documentation/manifest.md; what a deployment would change: slipway plan
            name: "\(look.name)"
            region: \(region)
            environments:
              dev: {}
            services:
              web:
                image: \(image)
                port: \(look.port)
                cpu: 256
                memory: 512
                count: 2
                # Where the load balancer finds the tasks; remove it for a worker.
                targetGroup: "\(look.name)-${env}"
                variables:
                  ENVIRONMENT: "${env}"
                # secrets:
                #   DATABASE_URL: "secret:${env}/\(look.name)#database_url"
                # required: [DATABASE_URL]
                health: { path: /health, interval: 5s, grace: 30s }
                deployment: { budget: 5m, rollback: true }
                # Asked through the load balancer before a release counts as done.
                verify:
                  - { get: /health, status: 200 }
                  # - { get: /health/database, status: 200 }
                  # - { get: /api/items, status: 200 }

            """
    }
}

struct InitReport: Report {
    static let type = "result"
    var path: String
    var look: ProjectLook

    func lines(_ style: Style) -> [String] {
        let what: String =
            switch look.source {
            case .dockerfile: "the image is built from Dockerfile"
            case .executable(let program): "the image is assembled from \(program)"
            }
        return [
            "\(style.ok) wrote \(path): \(what), port \(look.port)",
            "  \(style.paint("next:", .dim)) slipway rehearse",
        ]
    }

    private enum Key: String, CodingKey { case status, exitCode, path, name, port }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(path, forKey: .path)
        try container.encode(look.name, forKey: .name)
        try container.encode(look.port, forKey: .port)
    }
}
