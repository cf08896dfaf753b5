import AWSServices
import Foundation
import LocalAWS
import OCI
import TestSupport
import Testing

/// Tools that others wrote, against our registry, with the login that ECR gives.
@Suite("Registry with skopeo and docker", .privateEngine)
struct RegistryToolTests {
    static let hasSkopeo = FileManager.default.isExecutableFile(atPath: "/usr/bin/skopeo")

    /// An OCI layout of one small image, as skopeo reads it.
    func layout(in folder: String) throws {
        let (manifest, blobs) = try RegistryFixture.image(content: "tar")
        let index = ImageIndex(manifests: [
            Descriptor(
                mediaType: .ociManifest, digest: Digest(of: manifest), size: Int64(manifest.count),
                annotations: ["org.opencontainers.image.ref.name": "v1"])
        ])
        try Disk.makeFolder(folder + "/blobs/sha256")
        for blob in blobs + [manifest] { try Disk.write(blob, to: folder + "/blobs/sha256/" + Digest(of: blob).hex) }
        try Disk.write(Array("{\"imageLayoutVersion\":\"1.0.0\"}".utf8), to: folder + "/oci-layout")
        try Disk.write(CanonicalJSON.encode(index), to: folder + "/index.json")
    }

    @Test("skopeo pushes, inspects and pulls", .enabled(if: hasSkopeo))
    func skopeo() async throws {
        try await RegistryCloud.with { cloud, folder in
            _ = try await cloud.ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: "team/app"))
            try layout(in: folder + "/source")
            let (user, password) = try await cloud.login()
            let image = "docker://\(cloud.host)/team/app:v1"
            let push = try await run(
                "skopeo", "copy", "--insecure-policy", "--dest-tls-verify=false",
                "--dest-creds", "\(user):\(password)", "oci:\(folder)/source:v1", image)
            #expect(push.status == 0, "\(push.output)")
            // It compresses the layer on its way, so the digest is its own.
            let listed = try await cloud.ecr.listImages(ECR.ListImagesRequest(repositoryName: "team/app"))
            let digest = try #require(listed.imageIds?.first?.imageDigest.flatMap { Digest($0) })
            let seen = try await run(
                "skopeo", "inspect", "--tls-verify=false", "--creds", "\(user):\(password)",
                "--format", "{{.Digest}}", image)
            #expect(seen.output.contains(digest.description), "\(seen.output)")
            let pull = try await run(
                "skopeo", "copy", "--insecure-policy", "--src-tls-verify=false", "--src-creds", "\(user):\(password)",
                image, "oci:\(folder)/pulled:v1")
            #expect(pull.status == 0, "\(pull.output)")
            #expect(try Disk.status(folder + "/pulled/blobs/sha256/" + digest.hex) != nil)
            let wrong = try await run("skopeo", "inspect", "--tls-verify=false", "--creds", "AWS:guess", image)
            #expect(wrong.status != 0)
            let missing = try await run(
                "skopeo", "copy", "--insecure-policy", "--dest-tls-verify=false",
                "--dest-creds", "\(user):\(password)", "oci:\(folder)/source:v1", "docker://\(cloud.host)/none:v1")
            #expect(missing.status != 0)
            #expect(missing.output.contains("does not exist in the registry"), "\(missing.output)")
        }
    }

    @Test("docker logs in, pushes and pulls")
    func docker() async throws {
        guard case .unix(let socket) = PrivateEngine.endpoint else { return }
        let engine = "unix://" + socket
        try await RegistryCloud.with { cloud, folder in
            _ = try await cloud.ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: "team/app"))
            let (user, password) = try await cloud.login()
            var contents = LayerContents()
            contents.add(.bytes(Array("hello".utf8), mode: 0o644), at: "/file")
            let sink = try FileSink(folder + "/root.tar")
            try contents.write(to: sink)
            let image = "\(cloud.host)/team/app:v1"
            func docker(_ arguments: String...) async throws -> (status: Int32, output: String) {
                try await runAll(
                    ["docker", "--config", folder + "/docker", "--host", engine] + arguments)
            }
            try Disk.makeFolder(folder + "/docker")
            try Disk.write(Array(password.utf8), to: folder + "/password")
            let login = try await runAll([
                "sh", "-c",
                "docker --config \(folder)/docker --host \(engine) login --username \(user) --password-stdin \(cloud.host) "
                    + "< \(folder)/password",
            ])
            #expect(login.status == 0, "\(login.output)")
            let load = try await docker("import", folder + "/root.tar", image)
            #expect(load.status == 0, "\(load.output)")
            let push = try await docker("push", image)
            #expect(push.status == 0, "\(push.output)")
            _ = try await docker("image", "rm", image)
            let pull = try await docker("pull", image)
            #expect(pull.status == 0, "\(pull.output)")
            let images = try await cloud.ecr.listImages(ECR.ListImagesRequest(repositoryName: "team/app"))
            #expect(images.imageIds?.compactMap(\.imageTag) == ["v1"])
        }
    }

    private func run(_ arguments: String...) async throws -> (status: Int32, output: String) {
        try await runAll(arguments)
    }

    /// Off the cooperative threads, which the server in this process needs.
    private func runAll(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try Shell.run(arguments) }) }
        }
    }
}
