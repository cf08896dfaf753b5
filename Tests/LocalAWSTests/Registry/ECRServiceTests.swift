import AWSRuntime
import AWSServices
import Foundation
import LocalAWS
import OCI
import TestSupport
import Testing

/// A cloud behind a real port, for tools and for a client of ours.
struct RegistryCloud: Sendable {
    let time: HandTime
    let ecr: ECR.Client
    let port: Int
    var host: String { "127.0.0.1:\(port)" }

    /// - Parameter body: gets a folder for its own files, too.
    static func with<Result>(_ body: (RegistryCloud, _ folder: String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let test = try TestCloud()
            let port = try await test.cloud.start()
            do {
                let result = try await body(
                    RegistryCloud(time: test.time, ecr: ECR.Client(test.caller()), port: port), folder.path)
                await test.cloud.stop()
                return result
            } catch {
                await test.cloud.stop()
                throw error
            }
        }
    }

    /// User and password, as `aws ecr get-login-password` gives it.
    func login() async throws -> (user: String, password: String) {
        let data = try #require(try await ecr.getAuthorizationToken().authorizationData?.first)
        let token = try #require(data.authorizationToken.flatMap { Data(base64Encoded: $0) })
        let parts = String(decoding: token, as: UTF8.self).split(separator: ":", maxSplits: 1).map(String.init)
        return (parts[0], parts[1])
    }

    /// Pushes one small image by ECR's own operations.
    func put(_ name: String, tag: String, content: String) async throws -> Digest {
        let (manifest, blobs) = try RegistryFixture.image(content: content)
        for blob in blobs {
            let upload = try await ecr.initiateLayerUpload(ECR.InitiateLayerUploadRequest(repositoryName: name))
            let id = try #require(upload.uploadId)
            _ = try await ecr.uploadLayerPart(
                ECR.UploadLayerPartRequest(
                    repositoryName: name, uploadId: id, partFirstByte: 0, partLastByte: blob.count - 1,
                    layerPartBlob: blob))
            _ = try await ecr.completeLayerUpload(
                ECR.CompleteLayerUploadRequest(
                    repositoryName: name, uploadId: id, layerDigests: [Digest(of: blob).description]))
        }
        _ = try await ecr.putImage(
            ECR.PutImageRequest(
                repositoryName: name, imageManifest: String(decoding: manifest, as: UTF8.self), imageTag: tag))
        return Digest(of: manifest)
    }
}

@Suite("ECR")
struct ECRServiceTests {
    @Test("creates, describes and deletes repositories, with ECR's errors")
    func repositories() async throws {
        try await RegistryCloud.with { cloud, _ in
            let ecr = cloud.ecr
            let created = try #require(
                try await ecr.createRepository(
                    ECR.CreateRepositoryRequest(
                        repositoryName: "team/app", tags: [ECR.Tag(key: "a", value: "b")],
                        imageTagMutability: .immutable)
                ).repository)
            #expect(created.repositoryUri == "\(cloud.host)/team/app")
            #expect(created.repositoryArn == "arn:aws:ecr:ap-northeast-2:000000000000:repository/team/app")
            #expect(created.imageTagMutability == .immutable)
            #expect(created.createdAt == cloud.time.now())
            #expect(
                await message { () async throws(AWSCallError<ECR.CreateRepositoryError>) in
                    try await ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: "team/app"))
                } == "The repository with name 'team/app' already exists in the registry with id '000000000000'")
            for name in ["aa", "bb", "cc"] {
                _ = try await ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: name))
            }
            let first = try await ecr.describeRepositories(ECR.DescribeRepositoriesRequest(maxResults: 3))
            #expect(first.repositories?.map(\.repositoryName) == ["aa", "bb", "cc"])
            let second = try await ecr.describeRepositories(
                ECR.DescribeRepositoriesRequest(nextToken: first.nextToken))
            #expect(second.repositories?.map(\.repositoryName) == ["team/app"])
            #expect(second.nextToken == nil)
            let tags = try await ecr.listTagsForResource(
                ECR.ListTagsForResourceRequest(resourceArn: created.repositoryArn ?? ""))
            #expect(tags.tags == [ECR.Tag(key: "a", value: "b")])
            _ = try await ecr.deleteRepository(ECR.DeleteRepositoryRequest(repositoryName: "aa"))
            #expect(
                await message { () async throws(AWSCallError<ECR.DescribeRepositoriesError>) in
                    try await ecr.describeRepositories(ECR.DescribeRepositoriesRequest(repositoryNames: ["aa"]))
                } == "The repository with name 'aa' does not exist in the registry with id '000000000000'")
            #expect(
                await code { () async throws(AWSCallError<ECR.GetLifecyclePolicyError>) in
                    try await ecr.getLifecyclePolicy(ECR.GetLifecyclePolicyRequest(repositoryName: "bb"))
                } == "LifecyclePolicyNotFoundException")
            let refused = await message { () async throws(AWSCallError<ECR.CreateRepositoryError>) in
                try await ecr.createRepository(
                    ECR.CreateRepositoryRequest(
                        repositoryName: "dd", encryptionConfiguration: .init(encryptionType: .kms)))
            }
            #expect(refused?.contains("AES256 only") == true)
        }
    }

    @Test("takes layers and images by its own operations, lists and describes them")
    func images() async throws {
        try await RegistryCloud.with { cloud, _ in
            let ecr = cloud.ecr
            _ = try await ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: "app"))
            let one = try await cloud.put("app", tag: "v1", content: "one")
            cloud.time.move(.seconds(60))
            let two = try await cloud.put("app", tag: "v2", content: "two!")
            let listed = try await ecr.listImages(ECR.ListImagesRequest(repositoryName: "app"))
            #expect(listed.imageIds?.compactMap(\.imageTag) == ["v2", "v1"])
            let details = try #require(
                try await ecr.describeImages(
                    ECR.DescribeImagesRequest(repositoryName: "app", imageIds: [.init(imageTag: "v2")])
                ).imageDetails?.first)
            #expect(details.imageDigest == two.description)
            #expect(details.imageTags == ["v2"])
            #expect(details.imagePushedAt == cloud.time.now())
            #expect(details.imageManifestMediaType == MediaType.ociManifest.rawValue)
            let batch = try await ecr.batchGetImage(
                ECR.BatchGetImageRequest(
                    repositoryName: "app", imageIds: [.init(imageTag: "v1"), .init(imageTag: "v9"), .init()]))
            #expect(batch.images?.map { $0.imageId?.imageDigest } == [one.description])
            #expect(batch.failures?.map(\.failureCode) == [.imageNotFound, .missingDigestAndTag])
            #expect(
                await message { () async throws(AWSCallError<ECR.DescribeImagesError>) in
                    try await ecr.describeImages(
                        ECR.DescribeImagesRequest(repositoryName: "app", imageIds: [.init(imageTag: "v9")]))
                } == "The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository "
                    + "with name 'app' in the registry with id '000000000000'")
            #expect(
                await code { () async throws(AWSCallError<ECR.DeleteRepositoryError>) in
                    try await ecr.deleteRepository(ECR.DeleteRepositoryRequest(repositoryName: "app"))
                }
                    == "RepositoryNotEmptyException")
            let deleted = try await ecr.batchDeleteImage(
                ECR.BatchDeleteImageRequest(repositoryName: "app", imageIds: [.init(imageTag: "v1")]))
            #expect(deleted.imageIds == [.init(imageDigest: one.description, imageTag: "v1")])
            _ = try await ecr.deleteRepository(ECR.DeleteRepositoryRequest(repositoryName: "app", force: true))
        }
    }

    @Test("refuses wrong layers and images in ECR's way")
    func refusals() async throws {
        try await RegistryCloud.with { cloud, _ in
            let ecr = cloud.ecr
            _ = try await ecr.createRepository(
                ECR.CreateRepositoryRequest(repositoryName: "app", imageTagMutability: .immutable))
            let (manifest, _) = try RegistryFixture.image(content: "never pushed")
            let text = String(decoding: manifest, as: UTF8.self)
            #expect(
                await code { () async throws(AWSCallError<ECR.PutImageError>) in
                    try await ecr.putImage(
                        ECR.PutImageRequest(repositoryName: "app", imageManifest: text, imageTag: "v1"))
                } == "LayersNotFoundException")
            _ = try await cloud.put("app", tag: "v1", content: "one")
            let again = String(decoding: try RegistryFixture.image(content: "one").manifest, as: UTF8.self)
            #expect(
                await code { () async throws(AWSCallError<ECR.PutImageError>) in
                    try await ecr.putImage(
                        ECR.PutImageRequest(repositoryName: "app", imageManifest: again, imageTag: "v1"))
                } == "ImageAlreadyExistsException")
            let two = try await cloud.put("app", tag: "v2", content: "two")
            let other = String(decoding: try RegistryFixture.image(content: "two").manifest, as: UTF8.self)
            #expect(
                await code { () async throws(AWSCallError<ECR.PutImageError>) in
                    try await ecr.putImage(
                        ECR.PutImageRequest(
                            repositoryName: "app", imageManifest: other, imageTag: "v1", imageDigest: two.description))
                } == "ImageTagAlreadyExistsException")
            let id = try #require(
                try await ecr.initiateLayerUpload(ECR.InitiateLayerUploadRequest(repositoryName: "app")).uploadId)
            func complete() async -> String? {
                await code { () async throws(AWSCallError<ECR.CompleteLayerUploadError>) in
                    try await ecr.completeLayerUpload(
                        ECR.CompleteLayerUploadRequest(
                            repositoryName: "app", uploadId: id, layerDigests: [Digest(of: [1]).description]))
                }
            }
            #expect(await complete() == "EmptyUploadException")
            #expect(
                await code { () async throws(AWSCallError<ECR.UploadLayerPartError>) in
                    try await ecr.uploadLayerPart(
                        ECR.UploadLayerPartRequest(
                            repositoryName: "app", uploadId: id, partFirstByte: 5, partLastByte: 5,
                            layerPartBlob: [2]))
                } == "InvalidLayerPartException")
            _ = try await ecr.uploadLayerPart(
                ECR.UploadLayerPartRequest(
                    repositoryName: "app", uploadId: id, partFirstByte: 0, partLastByte: 0, layerPartBlob: [2]))
            #expect(await complete() == "InvalidLayerException")
            #expect(await complete() == "UploadNotFoundException")
        }
    }

    @Test("gives an address from which a layer comes without a login")
    func downloadURL() async throws {
        try await RegistryCloud.with { cloud, _ in
            _ = try await cloud.ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: "app"))
            _ = try await cloud.put("app", tag: "v1", content: "the layer")
            let digest = Digest(of: Array("the layer".utf8))
            let url = try #require(
                try await cloud.ecr.getDownloadUrlForLayer(
                    ECR.GetDownloadUrlForLayerRequest(repositoryName: "app", layerDigest: digest.description)
                ).downloadUrl)
            #expect(try Shell.run(["curl", "-sf", url]).1 == "the layer")
            let bare = String(url.prefix { $0 != "?" })
            #expect(try Shell.run(["curl", "-sf", bare]).0 != 0)
        }
    }
}
