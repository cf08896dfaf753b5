import AWSRuntime
import Foundation
import LocalAWS
import Logging
import OCI
import SlipwayImages
import TestSupport
import Testing

/// The client against LocalAWS's registry, behind its real gateway.
@Suite("Registry client and LocalAWS")
struct LocalRegistryTests {
    struct Clock: CloudTime {
        let pace = 1
        func now() -> Timestamp { Timestamp(millisecondsSinceEpoch: 1_800_000_000_000) }
        func uptime() -> Duration { .zero }
        func sleep(for duration: Duration) async throws { throw CancellationError() }
    }

    struct Local: Sendable {
        var registry: ImageRegistry
        var host: String
        var credentials: RegistryCredentials

        func create(_ name: String) async throws {
            _ = try await registry.create(
                RepositoryKey(account: "000000000000", region: "eu-central-1", name: name))
        }
    }

    func with<Result>(_ body: (Local, _ folder: String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let random = SeededRandom(seed: 5)
            let registry = try ImageRegistry(
                account: "000000000000", folder: folder.path + "/registry", time: Clock()
            ) { random.uuid() }
            let tokens = RegistryTokens(key: Array(repeating: 9, count: 32))
            let dispatcher = Dispatcher(
                tables: [], identities: IdentityStore([]), time: Clock(), random: random, logger: Logger(label: "test"))
            let gateway = GatewayServer(
                dispatcher: dispatcher, registry: RegistryService(registry: registry, tokens: tokens, time: Clock()),
                logger: Logger(label: "test"))
            let port = try await gateway.start(port: 0)
            let scope = RegistryTokens.Scope(account: "000000000000", region: "eu-central-1")
            let password = tokens.password(for: scope, now: Clock().now()).password
            let local = Local(
                registry: registry, host: "127.0.0.1:\(port)",
                credentials: RegistryCredentials(user: "AWS", password: password))
            do {
                let result = try await body(local, folder.path)
                await gateway.stop()
                return result
            } catch {
                await gateway.stop()
                throw error
            }
        }
    }

    @Test("logs in with ECR's password, pushes, mounts and copies")
    func push() async throws {
        try await with { local, folder in
            try await withTransport { transport in
                try await local.create("team/one")
                try await local.create("team/two")
                let client = RegistryClient(host: local.host, credentials: local.credentials, transport: transport)
                let image = try smallImage("one", in: folder)
                let pusher = ImagePusher(to: client)
                #expect(try await pusher.push(image, to: "team/one", tag: "v1").bytesSent == image.size)
                #expect(try await pusher.push(image, to: "team/one", tag: "v1").bytesSent == 0)
                let copied = try await pusher.copy(
                    "v1", of: "team/one", at: client, to: "team/two", tag: "v1", scratch: folder)
                #expect(copied.digest == image.digest)
                #expect(copied.bytesSent == 0)
                let found = try await client.resolve(
                    "v1", in: "team/two", platform: Platform(os: "linux", architecture: "amd64"))
                #expect(found.digest == image.digest)
            }
        }
    }

    @Test("says which repository is missing, and what to type; and that a login is wrong")
    func refusals() async throws {
        try await with { local, folder in
            try await withTransport { transport in
                let client = RegistryClient(host: local.host, credentials: local.credentials, transport: transport)
                let image = try smallImage("one", in: folder)
                do throws(ImageError) {
                    _ = try await ImagePusher(to: client).push(image, to: "none", tag: "v1")
                    Issue.record("it should be refused")
                } catch {
                    #expect(error.next == "create it: aws ecr create-repository --repository-name none")
                }
                try await local.create("app")
                let strangers: [RegistryCredentials?] = [nil, RegistryCredentials(user: "AWS", password: "canary")]
                for credentials in strangers {
                    let stranger = RegistryClient(host: local.host, credentials: credentials, transport: transport)
                    do throws(ImageError) {
                        _ = try await ImagePusher(to: stranger).push(image, to: "app", tag: "v1")
                        Issue.record("it should be refused")
                    } catch {
                        guard case .unauthorized = error else {
                            Issue.record("\(error)")
                            continue
                        }
                        #expect(!"\(error)".contains("canary"))
                    }
                }
            }
        }
    }
}
