import AWSServices
import OCI
import SlipwayDomain
import SlipwayImages

/// One repository of a registry, for reading.
struct RegistryAccess: Sendable {
    var host: String
    var repository: String
    var credentials: RegistryCredentials?

    /// Does `body` with a connection of its own.
    func with<Result>(
        _ body: (RegistryClient, String) async throws(ImageError) -> Result
    ) async throws(Gap) -> Result {
        let transport = RegistryTransport()
        let client = RegistryClient(host: host, credentials: credentials, transport: transport)
        do throws(ImageError) {
            let result = try await body(client, client.location.repository(repository))
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw Self.gap(error)
        }
    }

    func manifest(_ reference: String) async throws(Gap) -> TopManifest {
        try await with { client, repository throws(ImageError) in
            guard let found = try await client.fetch(reference, from: repository) else {
                throw .imageNotFound(reference: reference)
            }
            return TopManifest(
                digest: found.digest.description, bytes: found.bytes, mediaType: found.document.mediaType.rawValue)
        }
    }

    private static let largestConfiguration = 8 << 20

    func configuration(_ manifest: ImageManifest) async throws(Gap) -> ImageConfiguration {
        let bytes = try await with { client, repository throws(ImageError) in
            try await client.blob(manifest.config.digest, from: repository, limit: Self.largestConfiguration)
        }
        do throws(OCIError) { return try ImageConfiguration.parse(bytes) } catch {
            throw .unknown(reason: error.description)
        }
    }

    static func gap(_ error: ImageError) -> Gap {
        switch error {
        case .imageNotFound, .repositoryNotFound: .missing
        case .denied(let host, _), .unauthorized(let host, _):
            host.contains(".ecr.")
                ? .denied(action: "ecr:GetDownloadUrlForLayer") : .unknown(reason: "\(host) wants another login")
        default: .unknown(reason: error.description)
        }
    }
}

extension FactsCollector {
    /// ECR's own registry for a repository, with the login that ECR gives.
    func registry(of repository: RepositoryFact) async throws(Gap) -> RegistryAccess? {
        guard let reference = try? ImageReference(parsing: repository.uri), let host = reference.registry else {
            return nil
        }
        let answer = try await ask(ECR.GetAuthorizationToken.self, ECR.GetAuthorizationTokenRequest())
        let token = answer.authorizationData?.first?.authorizationToken
        return RegistryAccess(
            host: host, repository: reference.repository, credentials: token.flatMap(Base64Login.credentials))
    }
}

extension PolicyDocument {
    /// Whether it lets an account's roles pull from a repository; `nil` where that hangs on a condition.
    func letsPull(account: String) -> Bool? {
        let needed = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
        let ours = statements.filter { $0.isAllow && $0.speaks(of: account) }
        func covers(_ some: [Statement]) -> Bool {
            needed.allSatisfy { action in some.contains { $0.names(action) } }
        }
        if covers(ours.filter(\.conditions.isEmpty)) { return true }
        return covers(ours) ? nil : false
    }
}

extension PolicyDocument.Statement {
    /// Whether a principal of it is that account, or one of its roles.
    fileprivate func speaks(of account: String) -> Bool {
        ((principals["AWS"] ?? []) + (principals["*"] ?? [])).contains { principal in
            principal == "*" || principal == account || ARN(principal)?.account == account
        }
    }
}
