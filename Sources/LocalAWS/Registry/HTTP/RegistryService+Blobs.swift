import AWSRuntime
import NIOCore
import OCI

extension RegistryService {
    func blob(_ call: Call, _ name: String, _ text: String, withBody: Bool) async throws -> HTTPServiceResponse {
        let digest = try Self.digest(text)
        guard let size = try await registry.size(of: digest, in: call.key(name)) else {
            throw RegistryFailure.blobNotFound(digest)
        }
        var headers = [
            HTTPField("Docker-Content-Digest", digest.description),
            HTTPField("Content-Type", "application/octet-stream"), HTTPField("Accept-Ranges", "bytes"),
            HTTPField("ETag", "\"\(digest)\""),
        ]
        guard withBody else {
            headers.append(HTTPField("Content-Length", "\(size)"))
            return HTTPServiceResponse(status: 200, headers: headers)
        }
        var range = 0..<size
        var status = 200
        if let asked = call.request.headers["Range"] {
            guard let parsed = ByteRange.parse(asked, size: size) else {
                return HTTPServiceResponse(status: 416, headers: [HTTPField("Content-Range", "bytes */\(size)")])
            }
            range = parsed
            status = 206
            headers.append(HTTPField("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"))
        }
        let path = registry.blobs.path(of: digest)
        let (start, length) = (range.lowerBound, Int64(range.count))
        return HTTPServiceResponse(
            status: status, headers: headers,
            body: .stream(length: length) { writer in
                let source = try FileSource(path, offset: start, length: length)
                while true {
                    let piece = try source.read(upTo: streamChunkBytes)
                    if piece.isEmpty { return }
                    try await writer.write(ByteBuffer(bytes: piece))
                }
            })
    }

    func startUpload(_ call: Call, _ name: String) async throws -> HTTPServiceResponse {
        let key = call.key(name)
        if let mount = call.query["mount"] {
            let digest = try Self.digest(mount)
            if let from = call.query["from"], try await registry.mount(digest, from: call.key(from), to: key) {
                return created(name, digest)
            }
        }
        let upload = try await registry.beginUpload(in: key)
        guard let claimed = call.query["digest"] else { return await accepted(name, upload) }
        let digest: Digest
        do {
            digest = try Self.digest(claimed)
            try await receive(call, upload, at: nil)
        } catch {
            try await registry.cancelUpload(upload.id, in: key)
            throw error
        }
        _ = try await registry.finish(upload, claiming: digest)
        return created(name, digest)
    }

    func continueUpload(_ call: Call, _ name: String, _ id: String) async throws -> HTTPServiceResponse {
        let upload = try await registry.upload(id, in: call.key(name))
        try await receive(call, upload, at: try offset(call))
        return await accepted(name, upload)
    }

    func finishUpload(_ call: Call, _ name: String, _ id: String) async throws -> HTTPServiceResponse {
        let upload = try await registry.upload(id, in: call.key(name))
        let digest = try Self.digest(call.query["digest"] ?? "")
        try await receive(call, upload, at: try offset(call))
        _ = try await registry.finish(upload, claiming: digest)
        return created(name, digest)
    }

    func uploadStatus(_ call: Call, _ name: String, _ id: String) async throws -> HTTPServiceResponse {
        let upload = try await registry.upload(id, in: call.key(name))
        var response = await accepted(name, upload)
        response.status = 204
        return response
    }

    /// Where the piece begins, by `Content-Range: 0-99` (the distribution API's own form, without unit and total).
    private func offset(_ call: Call) throws(RegistryFailure) -> Int64? {
        guard let text = call.request.headers["Content-Range"] else { return nil }
        let bounds = text.drop { !$0.isNumber }.prefix { $0 != "/" }.split(separator: "-").map { Int64($0) }
        guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last else {
            throw .uploadInvalid("'\(text)' is no range; it looks like 0-99")
        }
        return first
    }

    private func receive(_ call: Call, _ upload: BlobUpload, at offset: Int64?) async throws {
        try await upload.beginPiece(at: offset)
        do {
            for try await bytes in call.request.body { try await upload.write(bytes) }
        } catch {
            await upload.endPiece()
            throw error
        }
        await upload.endPiece()
    }

    private func created(_ name: String, _ digest: Digest) -> HTTPServiceResponse {
        HTTPServiceResponse(
            status: 201,
            headers: [
                HTTPField("Location", "/v2/\(name)/blobs/\(digest)"),
                HTTPField("Docker-Content-Digest", digest.description),
            ])
    }

    private func accepted(_ name: String, _ upload: BlobUpload) async -> HTTPServiceResponse {
        let received = await upload.received
        return HTTPServiceResponse(
            status: 202,
            headers: [
                HTTPField("Location", "/v2/\(name)/blobs/uploads/\(upload.id)"),
                HTTPField("Range", "0-\(max(0, received - 1))"), HTTPField("Docker-Upload-UUID", upload.id),
            ])
    }
}

/// One range of bytes of a `Range` header (RFC 9110, 14.1.2).
enum ByteRange {
    /// Nil when it cannot be satisfied or says more than one range.
    static func parse(_ header: String, size: Int64) -> Range<Int64>? {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let bounds = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        if bounds[0].isEmpty {
            guard let suffix = Int64(bounds[1]), suffix > 0, size > 0 else { return nil }
            return max(0, size - suffix)..<size
        }
        guard let first = Int64(bounds[0]), first >= 0, first < size else { return nil }
        if bounds[1].isEmpty { return first..<size }
        guard let last = Int64(bounds[1]), last >= first else { return nil }
        return first..<min(size, last.addingReportingOverflow(1).partialValue > last ? last + 1 : size)
    }
}
