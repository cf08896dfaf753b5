import AWSRuntime
import AWSServices
import ArgumentParser
import Foundation
import LocalAWS
import Logging
import OCI
import SlipwayAWS
import SlipwayConsole
import SlipwayDomain
import SlipwayManifest
import TestSupport
import Testing

@testable import SlipwayCommands

/// Real commands against an embedded cloud in this process, over its real gateway; only containers and the programs that
/// build images are played. Everything that is written goes below one temporary folder.
struct Stage: Sendable {
    let cloud: Cloud
    let runtime: PlayedRuntime
    let faults: ScriptedFaults
    /// Where the cloud listens.
    let port: Int
    /// Everything of this stage is in it.
    let root: String
    var environment: [String: String]

    var project: String { "\(root)/project" }
    /// Where the programs that were started wrote how they were started.
    var startedPrograms: String { "\(root)/started" }

    struct Outcome: Sendable {
        var exitCode: Int32
        /// Standard output.
        var data: String
        /// Standard error.
        var words: String
        var all: String { data + words }

        /// The last JSON line.
        func result<T: Decodable>(_ type: T.Type) throws -> T {
            let last = try #require(data.split(separator: "\n").last)
            return try JSONDecoder().decode(type, from: Data(last.utf8))
        }
    }

    static let manifest = """
        name: shop
        region: eu-west-1
        environments: { dev: {} }
        services:
          web:
            image: { repository: shop, build: . }
            port: 8080
            count: 2
            targetGroup: shop-dev
            roles: { execution: ecsTaskExecutionRole }
            network: { subnets: ["${SUBNET}"], publicIP: true }
            variables: { RELEASE: "${RELEASE}" }
            secrets:
              DATABASE_URL: "secret:dev/shop/database#database_url"
              JWT_SECRET: "secret:dev/shop/database#jwt_secret"
              API_TOKEN: "secret:dev/shop/token"
              SIGNING_KEY: "ssm:/dev/shop/key"
            required: [DATABASE_URL, JWT_SECRET, API_TOKEN, SIGNING_KEY]
            health: { path: /health, interval: 5s, grace: 30s }
            before: { migrate: { command: [migrate] } }
            deployment: { budget: 1m, drain: 10s }
            verify:
              - { get: /health, status: 200, json: { status: ok }, within: 2s }
              - { script: ./smoke.sh, within: 1s }

        """

    /// - Parameters:
    ///   - secrets: by the variable that they fill.
    ///   - identity: whom commands call as; the cloud's own without one.
    ///   - casting: what containers do; all serve without one.
    static func with<Result: Sendable>(
        secrets: [String: String] = [:], identity: LocalIdentity? = nil,
        casting: @escaping PlayedRuntime.Casting = { _ in PlayedRuntime.Part(act: .serves(200)) },
        _ body: (Stage) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let faults = ScriptedFaults()
            let runtime = PlayedRuntime(casting)
            let cloud = try Cloud(
                Cloud.Settings(
                    port: 0, dataFolder: "\(folder.path)/cloud", runtime: runtime, time: SystemCloudTime(pace: 100),
                    faults: faults, logger: Logger(label: "stage", factory: { _ in SwiftLogNoOpLogHandler() })))
            let port = try await cloud.start()
            let identity = identity ?? cloud.owner
            cloud.identities.register(identity)
            do {
                var stage = try Stage(cloud, runtime, faults, root: folder.path, port: port, identity)
                try await stage.prepare(secrets)
                let result = try await body(stage)
                await cloud.stop()
                return result
            } catch {
                await cloud.stop()
                throw error
            }
        }
    }

    private init(
        _ cloud: Cloud, _ runtime: PlayedRuntime, _ faults: ScriptedFaults, root: String, port: Int,
        _ identity: LocalIdentity
    ) throws {
        self.cloud = cloud
        self.runtime = runtime
        self.faults = faults
        self.root = root
        self.port = port
        environment = [
            "PATH": "\(root)/programs", "RELEASE": "1", "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)",
            "AWS_ACCESS_KEY_ID": identity.accessKeyID, "AWS_SECRET_ACCESS_KEY": identity.secretAccessKey,
            "XDG_CACHE_HOME": "\(root)/cache", "XDG_STATE_HOME": "\(root)/state",
            "STARTED": "\(root)/started", "ARCHIVE": "\(root)/image.tar",
        ]
        environment["AWS_SESSION_TOKEN"] = identity.sessionToken
        for name in ["project", "home", "programs"] { try Disk.makeFolder("\(root)/\(name)") }
        try write(Self.manifest, to: "slipway.yml")
        try write("FROM scratch\n", to: "Dockerfile")
        try Programs.install(in: "\(root)/programs", project: project)
        try Programs.archive(at: "\(root)/image.tar")
    }

    /// What the manifest needs.
    private mutating func prepare(_ secrets: [String: String]) async throws {
        let clients = AWSClients(caller)
        let ask = EC2.DescribeSubnetsRequest(filters: [EC2.Filter(name: "default-for-az", values: ["true"])])
        environment["SUBNET"] = try await EC2.Client(caller).describeSubnets(ask).subnets?.first?.subnetId
        let manifest = try PlanLoader.manifest(context(MemorySink(), Redactor()), try GlobalOptions.parse([]))
        let plan = try #require(manifest.services.first)
        try await Preparation(
            clients: clients, values: secrets, random: SystemRandom(), redactor: Redactor(), listenerPort: 8080
        ).make(for: plan)
    }

    /// Calls as the cloud's owner.
    var caller: AWSCaller {
        AWSCaller(
            AWSCaller.Settings(
                region: "eu-west-1",
                credentials: CredentialsCache(CredentialsChain([FixedCredentials(cloud.owner.credentials)])) {
                    SystemTime.timestamp()
                }, transport: cloud.transport, clock: .system, userAgent: "stage"))
    }

    /// Writes a file of the project.
    func write(_ text: String, to name: String) throws {
        try Disk.write(Array(text.utf8), to: "\(project)/\(name)")
    }

    func context(
        _ sink: MemorySink, _ redactor: Redactor, format: OutputFormat = .text, live: Bool = false,
        prints: Redactor? = nil
    ) -> CommandContext {
        CommandContext(
            environment: environment, directory: project, home: "\(root)/home",
            console: Console(format: format, isLive: live, sink: sink, redactor: prints ?? redactor),
            redactor: redactor, now: { SystemTime.now() }, random: SystemRandom())
    }

    /// Runs a command line, as the program itself would.
    ///
    /// - Parameter blind: prints without the redactor, to see what is kept safe without that last line of defence.
    func run(_ arguments: String..., live: Bool = false, blind: Bool = false) async throws -> Outcome {
        try await run(arguments, live: live, blind: blind)
    }

    func run(_ arguments: [String], live: Bool = false, blind: Bool = false) async throws -> Outcome {
        let sink = MemorySink()
        do {
            let parsed = try Slipway.parseAsRoot(arguments)
            guard let command = parsed as? any SlipwayCommand else {
                throw ValidationError("not a command: \(arguments)")
            }
            let context = context(
                sink, Redactor(), format: command.global.output, live: live, prints: blind ? Redactor() : nil)
            let code = await command.perform(context)
            return Outcome(exitCode: code, data: sink.data, words: sink.words)
        } catch {
            return Outcome(
                exitCode: Slipway.exitCode(for: error).rawValue, data: "", words: Slipway.fullMessage(for: error))
        }
    }
}

/// The programs that commands start: each writes down how it was started, and docker hands out an image that is there.
enum Programs {
    static func install(in folder: String, project: String) throws {
        let note = "#!/bin/sh\nprintf '%s\\n' \"$0 $*\" >> \"$STARTED\"\n"
        let docker =
            note + """
                case "$*" in
                "image save"*) /bin/cp "$ARCHIVE" "$4" ;;
                build*) echo "step 1 of 1" ;;
                esac

                """
        try write(docker, to: "\(folder)/docker")
        try write(note + "exit ${SMOKE:-0}\n", to: "\(project)/smoke.sh")
    }

    private static func write(_ script: String, to path: String) throws {
        try Disk.write(Array(script.utf8), to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// A docker archive of one small layer, as `docker image save` writes it.
    static func archive(at path: String) throws {
        var contents = LayerContents()
        // The beginning of a static program of this platform is all that anybody looks at: nothing is really run.
        var program: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x3e, 0]
        program += [UInt8](repeating: 0, count: 64 - program.count)
        for name in ["serve", "migrate"] { contents.add(.bytes(program, mode: 0o755), at: "/bin/\(name)") }
        let tar = OCI.MemorySink()
        try contents.write(to: tar)
        let configuration = try CanonicalJSON.encode(
            ImageConfiguration(
                platform: OCI.Platform(os: "linux", architecture: "amd64"),
                config: .init(env: ["PATH=/bin"], cmd: ["serve"]), diffIDs: [OCI.Digest(of: tar.bytes)]))
        var outer = LayerContents()
        outer.add(.bytes(tar.bytes, mode: 0o644), at: "abc/layer.tar")
        outer.add(.bytes(configuration, mode: 0o644), at: "config.json")
        let manifest = #"[{"Config":"config.json","Layers":["abc/layer.tar"]}]"#
        outer.add(.bytes(Array(manifest.utf8), mode: 0o644), at: "manifest.json")
        let file = try FileSink(path)
        try outer.write(to: file)
    }
}

extension Stage {
    /// Gives a secret another value: a JSON object.
    func put(secret name: String, _ members: [String: String]) async throws {
        _ = try await AWSClients(caller).secretsManager.putSecretValue(
            SecretsManager.PutSecretValueRequest(secretId: name, secretString: SecretText.object(members)))
    }
}
