import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// The repository and the image of a plan. An image of another registry than ECR is not looked at here.
    func image(of plan: ServicePlan) async -> (Fact<RepositoryFact>?, Fact<ImageFact>?) {
        switch plan.image {
        case .build(let build): return (await repository(build.repository), nil)
        case .executable(let executable): return (await repository(executable.repository), nil)
        case .reference(let reference):
            let account = reference.ecr?.account
            let repository = await repository(reference.repository, account: account)
            switch repository {
            case .known(let found):
                // A reference may name any registry; only one that is this repository's can be looked up in ECR.
                guard reference.registry == nil || found.uri == reference.name || reference.ecr != nil else {
                    return (nil, nil)
                }
                return (repository, await image(reference, account: account, in: found))
            case .missing:
                guard reference.registry == nil || reference.ecr != nil || isLoopback(reference) else {
                    return (nil, nil)
                }
                return (repository, .missing)
            case .denied, .unknown, .planned: return (repository, nil)
            }
        }
    }

    private func isLoopback(_ reference: ImageReference) -> Bool {
        let host = reference.registry?.split(separator: ":").first
        return host == "127.0.0.1" || host == "localhost"
    }

    func repository(_ name: String, account: String? = nil) async -> Fact<RepositoryFact> {
        do {
            let answer = try await clients.ecr.describeRepositories(
                ECR.DescribeRepositoriesRequest(registryId: account, repositoryNames: [name]))
            guard let found = answer.repositories?.first else { return .missing }
            return .known(
                RepositoryFact(
                    name: name, uri: found.repositoryUri ?? "",
                    immutableTags: found.imageTagMutability?.rawValue == "IMMUTABLE",
                    createdAt: found.createdAt?.moment))
        } catch {
            return error.fact("ecr:DescribeRepositories", missing: ["RepositoryNotFoundException"])
        }
    }

    private func image(
        _ reference: ImageReference, account: String?, in repository: RepositoryFact
    ) async -> Fact<ImageFact> {
        let tag = reference.digest == nil ? reference.tag ?? "latest" : nil
        let identifier = ECR.ImageIdentifier(imageDigest: reference.digest?.description, imageTag: tag)
        do {
            let answer = try await clients.ecr.batchGetImage(
                ECR.BatchGetImageRequest(
                    registryId: account, repositoryName: repository.name, imageIds: [identifier],
                    acceptedMediaTypes: Self.manifestTypes))
            guard let found = answer.images?.first, let digest = found.imageId?.imageDigest.flatMap({ Digest($0) })
            else { return .missing }
            let platforms = Platforms.named(inIndex: found.imageManifest ?? "")
            var pushedAt: Moment?
            let described = try await clients.ecr.describeImages(
                ECR.DescribeImagesRequest(
                    registryId: account, repositoryName: repository.name, imageIds: [identifier]))
            pushedAt = described.imageDetails?.first?.imagePushedAt?.moment
            return .known(ImageFact(digest: digest, platforms: platforms, pushedAt: pushedAt))
        } catch let error as AWSCallError<ECR.BatchGetImageError> {
            return error.fact("ecr:BatchGetImage", missing: ["ImageNotFoundException"])
        } catch let error as AWSCallError<ECR.DescribeImagesError> {
            return error.fact("ecr:DescribeImages", missing: ["ImageNotFoundException"])
        } catch {
            return .unknown(reason: "\(error)")
        }
    }

    private static let manifestTypes = [
        "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ]
}
