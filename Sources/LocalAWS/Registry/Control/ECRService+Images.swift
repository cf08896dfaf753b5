import AWSRuntime
import AWSServices
import OCI

extension ECRService {
    func addImages(to table: inout OperationTable) {
        table.on(ECR.ListImages.self) { input, context in try await list(input, context) }
        table.on(ECR.DescribeImages.self) { input, context in try await describe(input, context) }
        table.on(ECR.BatchGetImage.self) { input, context in try await get(input, context) }
        table.on(ECR.BatchDeleteImage.self) { input, context in try await delete(input, context) }
        table.on(ECR.PutImage.self) { input, context in try await put(input, context) }
    }

    private func list(
        _ input: ECR.ListImagesRequest, _ context: CallContext
    ) async throws -> ECR.ListImagesResponse {
        try await refusing {
            let repository = try await registry.repository(
                key(input.repositoryName, registryID: input.registryId, context))
            let status = input.filter?.tagStatus ?? .any
            try Self.requireActive(input.filter?.imageStatus)
            let all = repository.sortedImages.flatMap { image -> [ECR.ImageIdentifier] in
                let tags = repository.tags(of: image.digest)
                guard Self.includes(tags, status) else { return [] }
                guard !tags.isEmpty else { return [ECR.ImageIdentifier(imageDigest: image.digest.description)] }
                return tags.map { ECR.ImageIdentifier(imageDigest: image.digest.description, imageTag: $0) }
            }
            let (page, next) = try Self.page(all, token: input.nextToken, maximum: input.maxResults) {
                "\($0.imageDigest ?? "") \($0.imageTag ?? "")"
            }
            return ECR.ListImagesResponse(imageIds: page, nextToken: next)
        }
    }

    private func describe(
        _ input: ECR.DescribeImagesRequest, _ context: CallContext
    ) async throws -> ECR.DescribeImagesResponse {
        try await refusing {
            let repository = try await registry.repository(
                key(input.repositoryName, registryID: input.registryId, context))
            try Self.requireActive(input.filter?.imageStatus)
            if let ids = input.imageIds {
                var seen: Set<Digest> = []
                let images = try ids.map { try Self.find($0, in: repository) }.filter {
                    seen.insert($0.digest).inserted
                }
                return ECR.DescribeImagesResponse(imageDetails: images.map { detail($0, repository) })
            }
            let status = input.filter?.tagStatus ?? .any
            let all = repository.sortedImages.filter { Self.includes(repository.tags(of: $0.digest), status) }
            let (page, next) = try Self.page(all, token: input.nextToken, maximum: input.maxResults) {
                $0.digest.description
            }
            return ECR.DescribeImagesResponse(imageDetails: page.map { detail($0, repository) }, nextToken: next)
        }
    }

    private func detail(_ image: StoredImage, _ repository: Repository) -> ECR.ImageDetail {
        let tags = repository.tags(of: image.digest)
        // The size of an index is that of its manifest, as ECR shows it.
        return ECR.ImageDetail(
            registryId: repository.key.account, repositoryName: repository.key.name,
            imageDigest: image.digest.description, imageTags: tags.isEmpty ? nil : tags,
            imageSizeInBytes: Int(image.imageBytes), imagePushedAt: image.pushedAt,
            imageManifestMediaType: image.mediaType.rawValue, artifactMediaType: image.configMediaType?.rawValue,
            lastRecordedPullTime: image.pulledMilliseconds.map { Timestamp(millisecondsSinceEpoch: $0) },
            subjectManifestDigest: image.subject?.description, imageStatus: .active)
    }

    private func get(
        _ input: ECR.BatchGetImageRequest, _ context: CallContext
    ) async throws -> ECR.BatchGetImageResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            let repository = try await registry.repository(key)
            var images: [ECR.Image] = []
            var failures: [ECR.ImageFailure] = []
            for id in input.imageIds {
                if let failure = Self.failure(id, in: repository, accepting: input.acceptedMediaTypes) {
                    failures.append(failure)
                    continue
                }
                let digest = try Self.find(id, in: repository).digest
                let (image, bytes) = try await registry.manifest(.digest(digest), in: key)
                images.append(
                    shape(
                        image, bytes, ECR.ImageIdentifier(imageDigest: digest.description, imageTag: id.imageTag), key))
            }
            return ECR.BatchGetImageResponse(images: images, failures: failures)
        }
    }

    private func delete(
        _ input: ECR.BatchDeleteImageRequest, _ context: CallContext
    ) async throws -> ECR.BatchDeleteImageResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            var deleted: [ECR.ImageIdentifier] = []
            var failures: [ECR.ImageFailure] = []
            for id in input.imageIds {
                if let failure = Self.failure(id, in: try await registry.repository(key), accepting: nil) {
                    failures.append(failure)
                    continue
                }
                do throws(RegistryFailure) {
                    let selector = try ImageSelector(id.imageTag ?? id.imageDigest ?? "")
                    let (digest, tags) = try await registry.deleteImage(selector, in: key, removesUntagged: true)
                    let text = digest.description
                    deleted += tags.map { ECR.ImageIdentifier(imageDigest: text, imageTag: $0) }
                    if tags.isEmpty { deleted.append(ECR.ImageIdentifier(imageDigest: text)) }
                } catch .imageReferenced(_, let parents) {
                    failures.append(
                        ECR.ImageFailure(
                            imageId: id, failureCode: .imageReferencedByManifestList,
                            failureReason: "Requested image referenced by manifest list: "
                                + "[\(parents.map(\.description).joined(separator: ", "))]"))
                } catch {
                    throw error
                }
            }
            return ECR.BatchDeleteImageResponse(imageIds: deleted, failures: failures)
        }
    }

    private func put(_ input: ECR.PutImageRequest, _ context: CallContext) async throws -> ECR.PutImageResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            let bytes = Array(input.imageManifest.utf8)
            let digest = Digest(of: bytes)
            if let claimed = input.imageDigest, claimed != digest.description {
                throw RegistryFailure.digestMismatch(claimed: claimed, actual: digest)
            }
            var selector: ImageSelector?
            if let tag = input.imageTag { selector = try ImageSelector(tag) }
            let image = try await registry.put(
                manifest: bytes, contentType: input.imageManifestMediaType, selector: selector, in: key,
                refusesSame: true)
            let id = ECR.ImageIdentifier(imageDigest: image.digest.description, imageTag: input.imageTag)
            return ECR.PutImageResponse(image: shape(image, bytes, id, key))
        }
    }

    private func shape(
        _ image: StoredImage, _ bytes: [UInt8], _ id: ECR.ImageIdentifier, _ key: RepositoryKey
    ) -> ECR.Image {
        ECR.Image(
            registryId: key.account, repositoryName: key.name, imageId: id,
            imageManifest: String(decoding: bytes, as: UTF8.self), imageManifestMediaType: image.mediaType.rawValue)
    }

    /// By digest and tag as far as given.
    private static func find(_ id: ECR.ImageIdentifier, in repository: Repository) throws -> StoredImage {
        guard let text = id.imageDigest ?? id.imageTag else {
            throw ECRErrors.parameter("imageIds", "an image id needs a digest or a tag")
        }
        let image = try repository.image(ImageSelector(text))
        if let tag = id.imageTag, try repository.image(.tag(tag)).digest != image.digest {
            throw RegistryFailure.manifestNotFound(
                reference: tag, name: repository.key.name, account: repository.key.account)
        }
        return image
    }

    /// Why one of a batch cannot be had; nil when it can.
    private static func failure(
        _ id: ECR.ImageIdentifier, in repository: Repository, accepting types: [String]?
    ) -> ECR.ImageFailure? {
        func failed(_ code: ECR.ImageFailureCode, _ reason: String) -> ECR.ImageFailure {
            ECR.ImageFailure(imageId: id, failureCode: code, failureReason: reason)
        }
        if id.imageDigest == nil, id.imageTag == nil {
            return failed(.missingDigestAndTag, "Invalid request parameters: both tag and digest cannot be null")
        }
        if let text = id.imageDigest, Digest(text) == nil {
            return failed(
                .invalidImageDigest,
                "Invalid request parameters: image digest should satisfy the regex "
                    + "'[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'")
        }
        if let tag = id.imageTag, !RegistryNames.isTag(tag) {
            return failed(.invalidImageTag, "Invalid request parameters: '\(tag)' is no image tag")
        }
        if let digest = id.imageDigest, let tag = id.imageTag, let known = repository.tags[tag], known != digest {
            return failed(.imageTagDoesNotMatchDigest, "The tag '\(tag)' does not match the digest '\(digest)'")
        }
        guard let image = try? find(id, in: repository) else {
            return failed(.imageNotFound, "Requested image not found")
        }
        if let types, !types.isEmpty, !types.contains(image.mediaType.rawValue) {
            return failed(.imageNotFound, "Requested image not found")
        }
        return nil
    }

    private static func includes(_ tags: [String], _ status: ECR.TagStatus) -> Bool {
        switch status {
        case .tagged: !tags.isEmpty
        case .untagged: tags.isEmpty
        case .any, .unknown: true
        }
    }

    private static func requireActive(_ status: ECR.ImageStatusFilter?) throws {
        switch status {
        case nil, .active, .any: return
        case .archived, .activating, .unknown:
            throw ECRErrors.parameter("filter.imageStatus", "LocalAWS archives no images")
        }
    }
}
