import AWSRuntime
import AWSServices
import NIOCore
import OCI

extension ECRService {
    /// What ECR suggests as the size of a part: 10 MiB (memory).
    static let partBytes = 10 << 20

    func addLayers(to table: inout OperationTable) {
        table.on(ECR.BatchCheckLayerAvailability.self) { input, context in try await check(input, context) }
        table.on(ECR.GetDownloadUrlForLayer.self) { input, context in try await downloadURL(input, context) }
        table.on(ECR.InitiateLayerUpload.self) { input, context in
            try await refusing {
                let upload = try await registry.beginUpload(
                    in: key(input.repositoryName, registryID: input.registryId, context))
                return ECR.InitiateLayerUploadResponse(uploadId: upload.id, partSize: Self.partBytes)
            }
        }
        table.on(ECR.UploadLayerPart.self) { input, context in try await uploadPart(input, context) }
        table.on(ECR.CompleteLayerUpload.self) { input, context in try await complete(input, context) }
    }

    private func check(
        _ input: ECR.BatchCheckLayerAvailabilityRequest, _ context: CallContext
    ) async throws -> ECR.BatchCheckLayerAvailabilityResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            var layers: [ECR.Layer] = []
            var failures: [ECR.LayerFailure] = []
            for text in input.layerDigests {
                guard let digest = Digest(text) else {
                    failures.append(
                        ECR.LayerFailure(
                            layerDigest: text, failureCode: .invalidLayerDigest,
                            failureReason: "Invalid request parameters: layer digest is not valid"))
                    continue
                }
                let size = try await registry.size(of: digest, in: key)
                layers.append(
                    ECR.Layer(
                        layerDigest: text, layerAvailability: size == nil ? .unavailable : .available,
                        layerSize: size.map { Int($0) }))
            }
            return ECR.BatchCheckLayerAvailabilityResponse(layers: layers, failures: failures)
        }
    }

    /// An address that needs no login, as ECR's pre-signed ones: the pass is in it.
    private func downloadURL(
        _ input: ECR.GetDownloadUrlForLayerRequest, _ context: CallContext
    ) async throws -> ECR.GetDownloadUrlForLayerResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            guard let digest = Digest(input.layerDigest) else { throw ECRErrors.parameter("layerDigest", "no digest") }
            guard try await registry.size(of: digest, in: key) != nil else {
                throw RegistryFailure.blobNotFound(digest)
            }
            let scope = RegistryTokens.Scope(account: key.account, region: key.region)
            let pass = PercentCoding.encode(tokens.password(for: scope, now: time.now()).password)
            return ECR.GetDownloadUrlForLayerResponse(
                downloadUrl: "http://\(authority())/v2/\(key.name)/blobs/\(digest)?pass=\(pass)",
                layerDigest: digest.description)
        }
    }

    private func uploadPart(
        _ input: ECR.UploadLayerPartRequest, _ context: CallContext
    ) async throws -> ECR.UploadLayerPartResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            let upload = try await registry.upload(input.uploadId, in: key)
            guard input.partLastByte - input.partFirstByte + 1 == input.layerPartBlob.count else {
                throw ECRErrors.parameter("partLastByte", "must fit the length of the part")
            }
            try await upload.beginPiece(at: Int64(input.partFirstByte))
            do {
                try await upload.write(ByteBuffer(bytes: input.layerPartBlob))
            } catch {
                await upload.endPiece()
                throw error
            }
            await upload.endPiece()
            return ECR.UploadLayerPartResponse(
                registryId: key.account, repositoryName: key.name, uploadId: upload.id,
                lastByteReceived: input.partLastByte)
        }
    }

    private func complete(
        _ input: ECR.CompleteLayerUploadRequest, _ context: CallContext
    ) async throws -> ECR.CompleteLayerUploadResponse {
        try await refusing {
            let key = try key(input.repositoryName, registryID: input.registryId, context)
            let upload = try await registry.upload(input.uploadId, in: key)
            guard input.layerDigests.count == 1, let digest = Digest(input.layerDigests[0]) else {
                throw ECRErrors.parameter("layerDigests", "must be one sha256 digest")
            }
            guard await upload.received > 0 else {
                throw ECR.EmptyUploadException(message: "The upload with id '\(upload.id)' has no parts")
            }
            if try await registry.size(of: digest, in: key) != nil {
                try await registry.cancelUpload(upload.id, in: key)
                throw ECR.LayerAlreadyExistsException(
                    message: "Layer with digest '\(digest)' already exists in the repository with name '\(key.name)' "
                        + "in the registry with id '\(key.account)'")
            }
            do {
                _ = try await registry.finish(upload, claiming: digest)
            } catch RegistryFailure.digestMismatch(let claimed, let actual) {
                throw ECR.InvalidLayerException(message: "Layer digest is '\(actual)', not '\(claimed)'")
            }
            return ECR.CompleteLayerUploadResponse(
                registryId: key.account, repositoryName: key.name, uploadId: upload.id,
                layerDigest: digest.description)
        }
    }
}
