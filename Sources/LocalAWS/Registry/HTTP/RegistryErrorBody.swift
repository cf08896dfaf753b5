import AWSRuntime
import OCI

/// The distribution-spec's error document and status for each refusal, in ECR's words where those are known.
struct RegistryErrorBody: Encodable {
    struct Item: Encodable {
        var code: String
        var message: String
    }

    var errors: [Item]

    static func response(
        _ status: Int, _ code: String, _ message: String, headers: [HTTPField] = []
    ) -> HTTPServiceResponse {
        let body = RegistryErrorBody(errors: [Item(code: code, message: message)])
        // Two strings always encode; the fallback only spares a `try!`.
        let bytes = (try? CanonicalJSON.encode(body)) ?? Array("{\"errors\":[]}".utf8)
        return HTTPServiceResponse(
            status: status, headers: [HTTPField("Content-Type", "application/json")] + headers, body: .bytes(bytes))
    }

    static func response(_ failure: RegistryFailure) -> HTTPServiceResponse {
        switch failure {
        case .repositoryNotFound(let name, let account):
            return response(404, "NAME_UNKNOWN", RegistryWords.repositoryNotFound(name, account))
        case .repositoryExists(let name, let account):
            return response(409, "NAME_INVALID", "The repository '\(name)' exists already in \(account)")
        case .repositoryNotEmpty(let name, _):
            return response(409, "DENIED", "The repository '\(name)' is not empty")
        case .invalidRepositoryName(let name):
            return response(400, "NAME_INVALID", "'\(name)' is no repository name")
        case .invalidTag(let tag): return response(400, "TAG_INVALID", "'\(tag)' is no tag")
        case .invalidDigest(let text): return response(400, "DIGEST_INVALID", "'\(text)' is no sha256 digest")
        case .manifestNotFound: return response(404, "MANIFEST_UNKNOWN", "Requested image not found")
        case .manifestInvalid(let problem): return response(400, "MANIFEST_INVALID", problem)
        case .blobNotFound(let digest): return response(404, "BLOB_UNKNOWN", "\(digest) is not in this repository")
        case .layersMissing(let digests, _, _), .imagesMissing(let digests, _, _):
            let list = digests.map(\.description).joined(separator: ", ")
            return response(400, "MANIFEST_BLOB_UNKNOWN", "Not pushed to this repository: \(list)")
        case .imageExists(let digest, _, _, _):
            return response(409, "MANIFEST_INVALID", "\(digest) exists already")
        case .tagImmutable(let tag, let name, _):
            return response(400, "TAG_INVALID", RegistryWords.tagImmutable(tag, name))
        case .imageReferenced(let digest, let parents):
            let list = parents.map(\.description).joined(separator: ", ")
            return response(409, "DENIED", "\(digest) is part of \(list)")
        case .digestMismatch(let claimed, let actual):
            return response(400, "DIGEST_INVALID", "The content is \(actual), not \(claimed)")
        case .uploadNotFound(let id): return response(404, "BLOB_UPLOAD_UNKNOWN", "There is no upload '\(id)'")
        case .uploadInvalid(let problem): return response(400, "BLOB_UPLOAD_INVALID", problem)
        case .uploadOutOfOrder(let received):
            return response(
                416, "BLOB_UPLOAD_INVALID", "The piece must begin at \(received)",
                headers: [HTTPField("Range", "0-\(max(0, received - 1))")])
        case .tooLarge(let what, let limit):
            return response(413, "SIZE_INVALID", "\(what) is larger than \(limit) bytes")
        case .storage(let problem): return response(500, "UNKNOWN", problem)
        }
    }
}

/// ECR's sentences that tools look for.
enum RegistryWords {
    static func repositoryNotFound(_ name: String, _ account: String) -> String {
        "The repository with name '\(name)' does not exist in the registry with id '\(account)'"
    }

    static func tagImmutable(_ tag: String, _ name: String) -> String {
        "The image tag '\(tag)' already exists in the '\(name)' repository and cannot be overwritten because the "
            + "repository is immutable."
    }
}
