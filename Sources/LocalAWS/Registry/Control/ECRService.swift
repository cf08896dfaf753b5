import AWSRuntime
import AWSServices
import OCI

/// ECR's control plane over the registry: what `aws ecr` and Slipway ask before and after they push.
///
/// Not here, and refused by name: scanning, replication, pull-through caches, lifecycle and repository policies to be set.
/// `scanOnPush` is kept and shown, and nothing is ever scanned.
package struct ECRService: Sendable {
    let registry: ImageRegistry
    let tokens: RegistryTokens
    let time: any CloudTime
    let authority: @Sendable () -> String

    /// - Parameter authority: host and port under which the registry answers, `127.0.0.1:4566`.
    package init(
        registry: ImageRegistry, tokens: RegistryTokens, time: any CloudTime,
        authority: @escaping @Sendable () -> String
    ) {
        self.registry = registry
        self.tokens = tokens
        self.time = time
        self.authority = authority
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: ECR.service, validationErrorCode: ECR.InvalidParameterException.code)
        addRepositories(to: &table)
        addImages(to: &table)
        addLayers(to: &table)
        addResourceTags(to: &table)
        table.on(ECR.GetAuthorizationToken.self) { input, context in
            if let other = input.registryIds?.first(where: { $0 != context.account }) {
                throw ECRErrors.parameter("registryIds", "the registry of '\(other)' is not in this cloud")
            }
            let scope = RegistryTokens.Scope(account: context.account, region: context.region)
            let (token, expiresAt) = tokens.authorizationToken(for: scope, now: time.now())
            return ECR.GetAuthorizationTokenResponse(authorizationData: [
                ECR.AuthorizationData(
                    authorizationToken: token, expiresAt: expiresAt, proxyEndpoint: "http://\(authority())")
            ])
        }
        return table
    }

    /// The repository of that name where the caller is; another account's registry is not here.
    func key(_ name: String, registryID: String?, _ context: CallContext) throws -> RepositoryKey {
        if let registryID, registryID != context.account {
            throw ECR.RepositoryNotFoundException(message: RegistryWords.repositoryNotFound(name, registryID))
        }
        return RepositoryKey(account: context.account, region: context.region, name: name)
    }

    /// Runs a body and turns the registry's refusals into ECR's error shapes.
    func refusing<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let failure as RegistryFailure {
            throw ECRErrors.shape(of: failure)
        }
    }

    /// A part of a list, after what an earlier answer's token names.
    static func page<Item>(
        _ items: [Item], token: String?, maximum: Int?, id: (Item) -> String
    ) throws -> (items: [Item], next: String?) {
        var rest = items[...]
        if let token {
            guard let index = items.firstIndex(where: { Digest(of: Array(id($0).utf8)).hex == token }) else {
                throw ECR.InvalidParameterException(
                    message: "Invalid parameter at 'nextToken' failed to satisfy constraint: 'must be a valid token'")
            }
            rest = items[(index + 1)...]
        }
        let page = Array(rest.prefix(maximum ?? 100))
        let next = page.count < rest.count ? page.last.map { Digest(of: Array(id($0).utf8)).hex } : nil
        return (page, next)
    }

    static func arn(_ key: RepositoryKey) -> String {
        "arn:aws:ecr:\(key.region):\(key.account):repository/\(key.name)"
    }

    func shape(_ repository: Repository) -> ECR.Repository {
        ECR.Repository(
            repositoryArn: Self.arn(repository.key), registryId: repository.key.account,
            repositoryName: repository.key.name, repositoryUri: "\(authority())/\(repository.key.name)",
            createdAt: repository.createdAt,
            imageTagMutability: repository.hasImmutableTags ? .immutable : .mutable,
            imageScanningConfiguration: ECR.ImageScanningConfiguration(scanOnPush: repository.scansOnPush),
            encryptionConfiguration: ECR.EncryptionConfiguration(encryptionType: .aes256))
    }
}
