import AWSRuntime
import OCI

/// The OCI distribution API (distribution-spec 1.1) under `/v2/`, behind the login that ECR gives.
package struct RegistryService: HTTPService {
    let registry: ImageRegistry
    let tokens: RegistryTokens
    let time: any CloudTime

    package init(registry: ImageRegistry, tokens: RegistryTokens, time: any CloudTime) {
        self.registry = registry
        self.tokens = tokens
        self.time = time
    }

    /// One request of a caller who has shown a valid password.
    struct Call: Sendable {
        var request: HTTPServiceRequest
        var scope: RegistryTokens.Scope
        var query: [String: String]

        func key(_ repository: String) -> RepositoryKey {
            RepositoryKey(account: scope.account, region: scope.region, name: repository)
        }
    }

    static let versionHeader = HTTPField("Docker-Distribution-Api-Version", "registry/2.0")

    package func respond(to request: HTTPServiceRequest) async throws -> HTTPServiceResponse {
        var response: HTTPServiceResponse
        do {
            let query = PercentCoding.parseQuery(request.query)
            let call = Call(request: request, scope: try scope(of: request, query), query: query)
            response = try await answer(call)
        } catch let refusal as RegistryTokens.Refusal {
            response = challenge(request, refusal)
        } catch let failure as RegistryFailure {
            response = RegistryErrorBody.response(failure)
        }
        response.headers.append(Self.versionHeader)
        return response
    }

    /// A blob may also be read with the pass that `GetDownloadUrlForLayer` puts into its address.
    private func scope(
        of request: HTTPServiceRequest, _ query: [String: String]
    ) throws(RegistryTokens.Refusal) -> RegistryTokens.Scope {
        if let pass = query["pass"], ["GET", "HEAD"].contains(request.method),
            case .blob = RegistryRoute(request.path)
        {
            return try tokens.scope(password: Array(pass.utf8), now: time.now())
        }
        return try tokens.scope(authorization: request.headers["Authorization"], now: time.now())
    }

    private func challenge(_ request: HTTPServiceRequest, _ refusal: RegistryTokens.Refusal) -> HTTPServiceResponse {
        if refusal == .expired {
            return RegistryErrorBody.response(
                403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.")
        }
        let host = request.headers["Host"] ?? "localhost"
        let wanted = HTTPField("WWW-Authenticate", "Basic realm=\"http://\(host)/\",service=\"ecr.amazonaws.com\"")
        return RegistryErrorBody.response(401, "UNAUTHORIZED", "Not Authorized", headers: [wanted])
    }

    private func answer(_ call: Call) async throws -> HTTPServiceResponse {
        guard let route = RegistryRoute(call.request.path) else {
            return RegistryErrorBody.response(404, "UNSUPPORTED", "The registry has no such path")
        }
        if let name = route.repository, !RegistryNames.isRepository(name) {
            throw RegistryFailure.invalidRepositoryName(name)
        }
        switch (call.request.method, route) {
        case ("GET", .base), ("HEAD", .base): return HTTPServiceResponse(status: 200)
        case ("GET", .catalog): return await catalog(call)
        case ("GET", .blob(let name, let digest)): return try await blob(call, name, digest, withBody: true)
        case ("HEAD", .blob(let name, let digest)): return try await blob(call, name, digest, withBody: false)
        case ("DELETE", .blob(let name, let digest)):
            try await registry.removeBlob(Self.digest(digest), from: call.key(name))
            return HTTPServiceResponse(status: 202)
        case ("POST", .startUpload(let name)): return try await startUpload(call, name)
        case ("PATCH", .upload(let name, let id)): return try await continueUpload(call, name, id)
        case ("PUT", .upload(let name, let id)): return try await finishUpload(call, name, id)
        case ("GET", .upload(let name, let id)): return try await uploadStatus(call, name, id)
        case ("DELETE", .upload(let name, let id)):
            try await registry.cancelUpload(id, in: call.key(name))
            return HTTPServiceResponse(status: 204)
        case ("GET", .manifest(let name, let reference)):
            return try await manifest(call, name, reference, withBody: true)
        case ("HEAD", .manifest(let name, let reference)):
            return try await manifest(call, name, reference, withBody: false)
        case ("PUT", .manifest(let name, let reference)): return try await putManifest(call, name, reference)
        case ("DELETE", .manifest(let name, let reference)):
            return try await deleteManifest(call, name, reference)
        case ("GET", .tags(let name)): return try await tags(call, name)
        case ("GET", .referrers(let name, let digest)): return try await referrers(call, name, digest)
        default:
            return RegistryErrorBody.response(
                405, "UNSUPPORTED", "\(call.request.method) is not an operation of this path")
        }
    }

    static func digest(_ text: String) throws(RegistryFailure) -> Digest {
        guard let digest = Digest(text) else { throw .invalidDigest(text) }
        return digest
    }
}
