import AWSRuntime
import AWSServices
import OCI

extension ECRService {
    func addRepositories(to table: inout OperationTable) {
        table.on(ECR.CreateRepository.self) { input, context in try await create(input, context) }
        table.on(ECR.DescribeRepositories.self) { input, context in try await describe(input, context) }
        table.on(ECR.DeleteRepository.self) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                let repository = try await registry.delete(key, force: input.force ?? false)
                return ECR.DeleteRepositoryResponse(repository: shape(repository))
            }
        }
        table.on(ECR.PutImageTagMutability.self) { input, context in
            try await refusing {
                let isImmutable = try Self.isImmutable(
                    input.imageTagMutability, filters: input.imageTagMutabilityExclusionFilters)
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                _ = try await registry.update(key) { $0.hasImmutableTags = isImmutable }
                return ECR.PutImageTagMutabilityResponse(
                    registryId: key.account, repositoryName: key.name, imageTagMutability: input.imageTagMutability)
            }
        }
        addPolicies(to: &table)
    }

    private func create(
        _ input: ECR.CreateRepositoryRequest, _ context: CallContext
    ) async throws -> ECR.CreateRepositoryResponse {
        try await refusing {
            if let encryption = input.encryptionConfiguration, encryption.encryptionType != .aes256 {
                throw ECRErrors.parameter(
                    "encryptionConfiguration", "LocalAWS keeps images unencrypted and takes AES256 only")
            }
            let isImmutable = try Self.isImmutable(
                input.imageTagMutability ?? .mutable, filters: input.imageTagMutabilityExclusionFilters)
            var tags: [String: String] = [:]
            for tag in input.tags ?? [] { tags[tag.key] = tag.value }
            let repository = try await registry.create(
                key(input.repositoryName, registryID: input.registryId, context), hasImmutableTags: isImmutable,
                scansOnPush: input.imageScanningConfiguration?.scanOnPush ?? false, resourceTags: tags)
            return ECR.CreateRepositoryResponse(repository: shape(repository))
        }
    }

    private func describe(
        _ input: ECR.DescribeRepositoriesRequest, _ context: CallContext
    ) async throws -> ECR.DescribeRepositoriesResponse {
        try await refusing {
            if let names = input.repositoryNames {
                var found: [ECR.Repository] = []
                for name in names {
                    let key = try key(name, registryID: input.registryId, context)
                    found.append(shape(try await registry.repository(key)))
                }
                return ECR.DescribeRepositoriesResponse(repositories: found)
            }
            let all = await registry.list(region: context.region).filter { _ in
                input.registryId == nil || input.registryId == context.account
            }
            let (page, next) = try Self.page(all, token: input.nextToken, maximum: input.maxResults) { $0.key.name }
            return ECR.DescribeRepositoriesResponse(repositories: page.map(shape), nextToken: next)
        }
    }

    private static func isImmutable(
        _ mutability: ECR.ImageTagMutability, filters: [ECR.ImageTagMutabilityExclusionFilter]?
    ) throws -> Bool {
        guard filters ?? [] == [] else {
            throw ECRErrors.parameter("imageTagMutabilityExclusionFilters", "LocalAWS knows no exclusions")
        }
        switch mutability {
        case .mutable: return false
        case .immutable: return true
        case .immutableWithExclusion, .mutableWithExclusion, .unknown:
            throw ECRErrors.parameter("imageTagMutability", "LocalAWS knows MUTABLE and IMMUTABLE")
        }
    }

    func addResourceTags(to table: inout OperationTable) {
        table.on(ECR.ListTagsForResource.self) { input, context in
            try await refusing {
                let repository = try await registry.repository(key(arn: input.resourceArn, context))
                let tags = repository.resourceTags.sorted { $0.key < $1.key }
                return ECR.ListTagsForResourceResponse(tags: tags.map { ECR.Tag(key: $0.key, value: $0.value) })
            }
        }
        table.on(ECR.TagResource.self) { input, context in
            try await refusing {
                _ = try await registry.update(key(arn: input.resourceArn, context)) { repository in
                    for tag in input.tags { repository.resourceTags[tag.key] = tag.value }
                }
                return ECR.TagResourceResponse()
            }
        }
        table.on(ECR.UntagResource.self) { input, context in
            try await refusing {
                _ = try await registry.update(key(arn: input.resourceArn, context)) { repository in
                    for key in input.tagKeys { repository.resourceTags[key] = nil }
                }
                return ECR.UntagResourceResponse()
            }
        }
    }

    private func key(arn: String, _ context: CallContext) throws -> RepositoryKey {
        let prefix = "arn:aws:ecr:\(context.region):\(context.account):repository/"
        guard arn.hasPrefix(prefix) else {
            throw ECRErrors.parameter("resourceArn", "must be the ARN of a repository in this account and region")
        }
        return RepositoryKey(
            account: context.account, region: context.region, name: String(arn.dropFirst(prefix.count)))
    }
}
