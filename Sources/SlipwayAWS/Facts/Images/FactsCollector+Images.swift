import AWSRuntime
import AWSServices
import OCI
import SlipwayDomain
import SlipwayImages

/// What was found of a plan's image.
struct ImageLook: Sendable {
    /// `nil` where the image does not live in ECR.
    var repository: Fact<RepositoryFact>?
    var image: Fact<ImageFact>?
    /// The one manifest for the plan's platform, to look into; `nil` where there is none.
    var found: FoundImage?
}

/// An image's manifest and where its blobs are.
struct FoundImage: Sendable {
    var manifest: ImageManifest
    var digest: ContentDigest
    var registry: RegistryAccess
    var configuration: ImageConfiguration
}

extension FactsCollector {
    /// The repository and the image of a plan.
    func image(of plan: ServicePlan) async -> ImageLook {
        switch plan.image {
        case .build(let build): return ImageLook(repository: await repository(build.repository))
        case .executable(let executable): return ImageLook(repository: await repository(executable.repository))
        case .reference(let reference):
            guard let own = Self.repository(of: reference) else { return await elsewhere(reference, plan) }
            let repository = await repository(own.name, account: own.account)
            switch repository {
            case .known(let found):
                // A name without ECR's host may name any registry; only one that is this repository's is looked up here.
                guard reference.registry == nil || found.uri == reference.name || reference.ecr != nil else {
                    return await elsewhere(reference, plan)
                }
                return await image(reference, account: own.account, in: found, plan)
            case .missing: return ImageLook(repository: repository, image: .missing)
            case .denied, .unknown, .planned: return ImageLook(repository: repository)
            }
        }
    }

    /// The ECR repository that a reference may mean: ECR's own host, none, or this machine's (an embedded AWS).
    static func repository(of reference: ImageReference) -> (name: String, account: String?)? {
        if let ecr = reference.ecr { return (reference.repository, ecr.account) }
        let host = reference.registry?.split(separator: ":").first
        guard reference.registry == nil || host == "127.0.0.1" || host == "localhost" else { return nil }
        return (reference.repository, nil)
    }

    func repository(_ name: String, account: String? = nil) async -> Fact<RepositoryFact> {
        await .of { () throws(Gap) in
            let answer = try await ask(
                ECR.DescribeRepositories.self,
                ECR.DescribeRepositoriesRequest(registryId: account, repositoryNames: [name]),
                missing: ["RepositoryNotFoundException"])
            guard let found = answer.repositories?.first else { throw .missing }
            var fact = RepositoryFact(
                name: name, uri: found.repositoryUri ?? "",
                immutableTags: found.imageTagMutability?.rawValue.hasPrefix("IMMUTABLE") ?? false,
                createdAt: found.createdAt?.moment)
            if let account, let ours = await caller().value?.account, ours != account {
                fact.allowsOurAccount = await allows(ours, toPullFrom: name, of: account)
            }
            return fact
        }
    }

    /// Whether another account's repository lets ours pull; `nil` where that cannot be told.
    private func allows(_ ours: String, toPullFrom name: String, of account: String) async -> Bool? {
        do throws(Gap) {
            let answer = try await ask(
                ECR.GetRepositoryPolicy.self,
                ECR.GetRepositoryPolicyRequest(registryId: account, repositoryName: name),
                missing: ["RepositoryPolicyNotFoundException"])
            return answer.policyText.flatMap { PolicyDocument($0) }?.letsPull(account: ours)
        } catch {
            return error == .missing ? false : nil
        }
    }

    private func image(
        _ reference: ImageReference, account: String?, in repository: RepositoryFact, _ plan: ServicePlan
    ) async -> ImageLook {
        let tag = reference.digest == nil ? reference.tag ?? "latest" : nil
        let identifier = ECR.ImageIdentifier(imageDigest: reference.digest?.description, imageTag: tag)
        var look = ImageLook(repository: .known(repository))
        do throws(Gap) {
            async let pushed = pushedAt(identifier, account: account, in: repository)
            let top = try await manifest(identifier, account: account, in: repository)
            look.image = .known(try top.fact(pushedAt: await pushed))
            guard let registry = try await registry(of: repository) else { return look }
            let known = look
            return await within(settings.patience / 2, else: known) {
                await detailed(known, top, registry, plan) { digest async throws(Gap) in
                    try await manifest(
                        ECR.ImageIdentifier(imageDigest: digest.description), account: account, in: repository)
                }
            }
        } catch {
            if look.image == nil { look.image = error.fact() }
            return look
        }
    }

    private func manifest(
        _ identifier: ECR.ImageIdentifier, account: String?, in repository: RepositoryFact
    ) async throws(Gap) -> TopManifest {
        let answer = try await ask(
            ECR.BatchGetImage.self,
            ECR.BatchGetImageRequest(
                registryId: account, repositoryName: repository.name, imageIds: [identifier],
                acceptedMediaTypes: MediaType.acceptedManifests.map(\.rawValue)),
            missing: ["ImageNotFoundException", "RepositoryNotFoundException"])
        guard let found = answer.images?.first, let digest = found.imageId?.imageDigest else { throw .missing }
        return TopManifest(
            digest: digest, bytes: Array((found.imageManifest ?? "").utf8), mediaType: found.imageManifestMediaType)
    }

    private func pushedAt(
        _ identifier: ECR.ImageIdentifier, account: String?, in repository: RepositoryFact
    ) async -> Moment? {
        do throws(Gap) {
            let answer = try await ask(
                ECR.DescribeImages.self,
                ECR.DescribeImagesRequest(
                    registryId: account, repositoryName: repository.name, imageIds: [identifier]))
            return answer.imageDetails?.first?.imagePushedAt?.moment
        } catch {
            // Only a young image's age matters, for more patience with it.
            return nil
        }
    }

    /// An image of another registry, asked of that registry without a login.
    private func elsewhere(_ reference: ImageReference, _ plan: ServicePlan) async -> ImageLook {
        let late = ImageLook(image: .unknown(reason: "\(reference.registry ?? "docker.io") did not answer in time"))
        return await within(settings.patience / 2, else: late) { await asked(reference, plan) }
    }

    private func asked(_ reference: ImageReference, _ plan: ServicePlan) async -> ImageLook {
        let registry = RegistryAccess(host: reference.registry ?? "docker.io", repository: reference.repository)
        var look = ImageLook()
        do throws(Gap) {
            let top = try await registry.manifest(reference.digest?.description ?? reference.tag ?? "latest")
            look.image = .known(try top.fact(pushedAt: nil))
            return await detailed(look, top, registry, plan) { digest async throws(Gap) in
                try await registry.manifest(digest.description)
            }
        } catch {
            if look.image == nil { look.image = error.fact() }
            return look
        }
    }

    /// With the platform and size that only the manifest for the plan's platform, and its configuration, tell. What goes
    /// wrong here leaves the image as it is known.
    private func detailed(
        _ look: ImageLook, _ top: TopManifest, _ registry: RegistryAccess, _ plan: ServicePlan,
        _ fetch: (ContentDigest) async throws(Gap) -> TopManifest
    ) async -> ImageLook {
        var look = look
        guard case .known(var fact)? = look.image else { return look }
        do throws(Gap) {
            let wanted = plan.platform.ociPlatform
            guard let (digest, manifest) = try await top.manifest(for: wanted, fetch) else { return look }
            fact.compressedBytes = manifest.layers.reduce(0) { $0 + $1.size }
            fact.configMediaType = manifest.config.mediaType.rawValue
            look.image = .known(fact)
            guard manifest.config.mediaType == .ociConfig || manifest.config.mediaType == .dockerConfig else {
                return look
            }
            let configuration = try await registry.configuration(manifest)
            if fact.platforms.isEmpty {
                fact.platforms = [configuration.platform.platform]
                look.image = .known(fact)
            }
            look.found = FoundImage(
                manifest: manifest, digest: digest, registry: registry, configuration: configuration)
        } catch {
            return look
        }
        return look
    }
}
