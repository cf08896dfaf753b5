import LocalAWS
import OCI
import Testing

@Suite("Images of tasks")
struct LocalImageStoreTests {
    func store(_ fixture: RegistryFixture) -> LocalImageStore {
        LocalImageStore(registry: fixture.registry) { "127.0.0.1:4566" }
    }

    @Test("finds an image by the gateway's address and by ECR's own")
    func finds() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("team/app"))
            let digest = try await fixture.push("team/app", tag: "v1")
            for reference in [
                "127.0.0.1:4566/team/app:v1", "localhost:4566/team/app:v1", "127.0.0.1:4566/team/app@\(digest)",
                "000000000000.dkr.ecr.eu-central-1.amazonaws.com/team/app:v1",
                "127.0.0.1:4566/team/app:v1@\(digest)",
            ] {
                let image = try await store(fixture).resolve(reference, platform: "linux/amd64")
                #expect(image.manifestDigest == digest.description)
                #expect(image.layers.count == 1)
                #expect(try Disk.read(image.layers[0].path, limit: 100) == Array("layer".utf8))
            }
        }
    }

    @Test("says in ECS's words what is missing")
    func missing() async throws {
        try await RegistryFixture.with { fixture in
            _ = try await fixture.registry.create(fixture.key("app"))
            try await fixture.push("app", tag: "v1", architecture: "arm64")
            func reason(_ reference: String) async -> String {
                do {
                    _ = try await store(fixture).resolve(reference, platform: "linux/amd64")
                    return "found"
                } catch {
                    return error.reason
                }
            }
            let start = "CannotPullContainerError: pull image manifest has been retried 1 time(s): "
            let host = "127.0.0.1:4566"
            #expect(
                await reason("\(host)/app:v9")
                    == start + "failed to resolve ref \(host)/app:v9: \(host)/app:v9: not found")
            let digest = Digest(of: [1])
            #expect(
                await reason("\(host)/app@\(digest)")
                    == start + "failed to resolve ref \(host)/app@\(digest): \(host)/app@\(digest): not found")
            #expect(
                await reason("\(host)/none:v1")
                    == start + "failed to resolve ref \(host)/none:v1: name unknown: The repository with name 'none' "
                    + "does not exist in the registry with id '000000000000'")
            #expect(
                await reason("\(host)/app:v1")
                    == start + "image Manifest does not contain descriptor matching platform 'linux/amd64'")
            let elsewhere = "000000000000.dkr.ecr.us-east-1.amazonaws.com/app:v1"
            #expect(await reason(elsewhere).contains("name unknown: The repository with name 'app'"))
            #expect(await reason("nginx:latest").contains("holds only images of its own registry"))
        }
    }
}
