import AWSRuntime
import AWSServices
import OCI

/// ECR's error shape and sentence for each refusal of the registry.
enum ECRErrors {
    static func shape(of failure: RegistryFailure) -> any AWSErrorShape {
        switch failure {
        case .repositoryNotFound(let name, let account):
            return ECR.RepositoryNotFoundException(message: RegistryWords.repositoryNotFound(name, account))
        case .repositoryExists(let name, let account):
            return ECR.RepositoryAlreadyExistsException(
                message: "The repository with name '\(name)' already exists in the registry with id '\(account)'")
        case .repositoryNotEmpty(let name, let account):
            return ECR.RepositoryNotEmptyException(
                message: "The repository with name '\(name)' in registry with id '\(account)' cannot be deleted "
                    + "because it still contains images")
        case .invalidRepositoryName: return parameter("repositoryName", "must be a valid repository name")
        case .invalidTag: return parameter("imageTag", "must be a valid image tag")
        case .invalidDigest: return parameter("imageDigest", "must be a valid sha256 digest")
        case .manifestNotFound(let reference, let name, let account):
            return ECR.ImageNotFoundException(message: imageNotFound(reference, name, account))
        case .manifestInvalid(let problem): return parameter("ImageManifest", problem)
        case .blobNotFound(let digest):
            return ECR.LayersNotFoundException(message: "The layer with digest '\(digest)' does not exist")
        case .layersMissing(let digests, let name, let account):
            return ECR.LayersNotFoundException(
                message: "Layers with digests '[\(list(digests))]' required for pushing image into repository with "
                    + "name '\(name)' in the registry with id '\(account)' do not exist")
        case .imagesMissing(let digests, let name, let account):
            return ECR.ReferencedImagesNotFoundException(
                message: "Images with digests '[\(list(digests))]' required for pushing image into repository with "
                    + "name '\(name)' in the registry with id '\(account)' do not exist")
        case .imageExists(let digest, let tag, let name, let account):
            let tagged = tag.map { " and tag '\($0)'" } ?? ""
            return ECR.ImageAlreadyExistsException(
                message: "Image with digest '\(digest)'\(tagged) already exists in the repository with name "
                    + "'\(name)' in registry with id '\(account)'")
        case .tagImmutable(let tag, let name, _):
            return ECR.ImageTagAlreadyExistsException(message: RegistryWords.tagImmutable(tag, name))
        case .imageReferenced(let digest, let parents):
            return ECR.InvalidParameterException(message: "\(digest) is referenced by \(list(parents))")
        case .digestMismatch(let claimed, let actual):
            return ECR.ImageDigestDoesNotMatchException(
                message: "The digest '\(claimed)' does not match the content's, '\(actual)'")
        case .uploadNotFound(let id):
            return ECR.UploadNotFoundException(message: "The upload with id '\(id)' does not exist")
        case .uploadInvalid(let problem): return ECR.InvalidLayerException(message: problem)
        case .uploadOutOfOrder(let received):
            return ECR.InvalidLayerPartException(lastValidByteReceived: Int(received) - 1)
        case .tooLarge(let what, let limit):
            return ECR.LimitExceededException(message: "\(what) is larger than \(limit) bytes")
        case .storage(let problem): return ECR.ServerException(message: problem)
        }
    }

    static func parameter(_ name: String, _ constraint: String) -> ECR.InvalidParameterException {
        ECR.InvalidParameterException(
            message: "Invalid parameter at '\(name)' failed to satisfy constraint: '\(constraint)'")
    }

    private static func list(_ digests: [Digest]) -> String {
        digests.map(\.description).joined(separator: ", ")
    }

    private static func imageNotFound(_ reference: String, _ name: String, _ account: String) -> String {
        let isDigest = reference.contains(":")
        let digest = isDigest ? reference : "null"
        let tag = isDigest ? "null" : reference
        return "The image with imageId {imageDigest:'\(digest)', imageTag:'\(tag)'} does not exist within the "
            + "repository with name '\(name)' in the registry with id '\(account)'"
    }
}
