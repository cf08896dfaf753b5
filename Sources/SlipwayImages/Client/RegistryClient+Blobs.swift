import NIOCore
import NIOHTTP1
package import OCI

/// How a blob got to where it should be.
package enum BlobTransfer: Hashable, Sendable {
    /// It was there.
    case existed
    /// Another repository of the registry had it.
    case mounted
    case uploaded(bytes: Int64)
}

/// A blob to be pushed.
package enum BlobContent: Hashable, Sendable {
    case bytes([UInt8])
    case file(path: String, size: Int64)

    package var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, let size): size
        }
    }
}

extension RegistryClient {
    /// Whether a repository has a blob. - Returns: its size, or nil.
    package func size(of digest: ContentDigest, in repository: String) async throws(ImageError) -> Int64? {
        let operation = Operation(words: "look for \(digest)", repository: repository, isPush: true)
        let url = location.url("\(repository)/blobs/\(digest)")
        return try await retrying { () throws(ImageError) in
            let answer = try await RegistryAnswer(
                self.send(RegistryTransport.Request(method: "HEAD", url: url), operation))
            switch answer.status {
            case 200: return answer.headers.first(name: "Content-Length").flatMap { Int64($0) } ?? 0
            // Which part is missing, an answer to HEAD does not say; the upload will.
            case 404: return nil
            default: throw self.refusal(answer, operation)
            }
        }
    }

    /// Brings a blob into a repository, unless it is there.
    /// - Parameters:
    ///   - source: another repository of this registry that may have it.
    ///   - sent: told the bytes sent so far.
    package func push(
        _ content: BlobContent, digest: ContentDigest, to repository: String, mountFrom source: String? = nil,
        sent: (@Sendable (Int64) -> Void)? = nil
    ) async throws(ImageError) -> BlobTransfer {
        try await retrying { () throws(ImageError) in
            if try await self.size(of: digest, in: repository) != nil { return .existed }
            let operation = Operation(words: "take the layer \(digest)", repository: repository, isPush: true)
            let mount = source.map { "?mount=\(Self.encode(digest.description))&from=\(Self.encode($0))" } ?? ""
            let start = try await RegistryAnswer(
                self.send(
                    RegistryTransport.Request(
                        method: "POST", url: self.location.url("\(repository)/blobs/uploads/\(mount)"),
                        headers: [("Content-Length", "0")]), operation))
            if start.status == 201 { return .mounted }
            guard start.status == 202 else { throw self.refusal(start, operation) }
            guard let text = start.headers.first(name: "Location") else {
                throw .unexpectedAnswer(
                    operation: operation.words, host: self.location.host, detail: "there is no Location in it")
            }
            let (address, isOwn) = try self.location.follow(text)
            let body: RegistryTransport.Request.Body =
                switch content {
                case .bytes(let bytes): .bytes(bytes)
                case .file(let path, let size): .file(path: path, size: size)
                }
            let end = try await RegistryAnswer(
                self.send(
                    RegistryTransport.Request(
                        method: "PUT",
                        url: address + (address.contains("?") ? "&" : "?")
                            + "digest=\(Self.encode(digest.description))",
                        headers: [("Content-Type", "application/octet-stream")], body: body),
                    operation, isOwn: isOwn, sent: sent))
            guard end.status == 201 else { throw self.refusal(end, operation) }
            return .uploaded(bytes: content.size)
        }
    }

    /// Puts a blob of another repository of this registry into this one, without its bytes.
    /// - Returns: false when the registry would rather have the bytes.
    package func mount(
        _ digest: ContentDigest, from source: String, to repository: String
    ) async throws(ImageError) -> Bool {
        let operation = Operation(words: "mount the layer \(digest)", repository: repository, isPush: true)
        let query = "?mount=\(Self.encode(digest.description))&from=\(Self.encode(source))"
        let url = location.url("\(repository)/blobs/uploads/\(query)")
        return try await retrying { () throws(ImageError) in
            let answer = try await RegistryAnswer(
                self.send(
                    RegistryTransport.Request(method: "POST", url: url, headers: [("Content-Length", "0")]), operation))
            switch answer.status {
            case 201: return true
            case 202:
                // An upload was opened instead; it is not going to be used.
                if let text = answer.headers.first(name: "Location") {
                    let (address, isOwn) = try self.location.follow(text)
                    _ = try await RegistryAnswer(
                        self.send(RegistryTransport.Request(method: "DELETE", url: address), operation, isOwn: isOwn))
                }
                return false
            default: throw self.refusal(answer, operation)
            }
        }
    }

    /// A small blob, in memory, verified.
    package func blob(
        _ digest: ContentDigest, from repository: String, limit: Int
    ) async throws(ImageError) -> [UInt8] {
        let operation = Operation(words: "give \(digest)", repository: repository)
        let url = location.url("\(repository)/blobs/\(digest)")
        return try await retrying { () throws(ImageError) in
            let response = try await self.send(RegistryTransport.Request(method: "GET", url: url), operation)
            guard response.status == 200 else {
                throw self.refusal(try await RegistryAnswer(response), operation)
            }
            let bytes: [UInt8]
            do {
                bytes = try await response.collect(limit: limit)
            } catch is NIOTooManyBytesError {
                throw .content(.exceedsLimit("the blob \(digest)", limit: Int64(limit)))
            } catch {
                throw RegistryTransport.translate(error, self.location.host)
            }
            let actual = ContentDigest(of: bytes)
            guard actual == digest else { throw .content(.digestMismatch(expected: digest, actual: actual)) }
            return bytes
        }
    }

    /// Downloads a blob into a file, verified; a file that is not right does not stay.
    package func pull(
        _ descriptor: Descriptor, from repository: String, to path: String
    ) async throws(ImageError) {
        let operation = Operation(words: "give \(descriptor.digest)", repository: repository)
        let url = location.url("\(repository)/blobs/\(descriptor.digest)")
        try await retrying { () throws(ImageError) in
            let response = try await self.send(RegistryTransport.Request(method: "GET", url: url), operation)
            guard response.status == 200 else {
                throw self.refusal(try await RegistryAnswer(response), operation)
            }
            do {
                try await Self.write(response.body, descriptor, to: path)
            } catch {
                // What was written is not the blob; the reason for that is what counts.
                _ = try? Disk.removeFile(path)
                throw RegistryTransport.translate(error, self.location.host)
            }
        }
    }

    private static func write(
        _ body: some AsyncSequence<ByteBuffer, any Error>, _ descriptor: Descriptor, to path: String
    ) async throws {
        let sink = try FileSink(path)
        var digester = Digester()
        for try await buffer in body {
            let bytes = Array(buffer.readableBytesView)
            digester.update(bytes)
            guard digester.count <= descriptor.size else {
                throw OCIError.sizeMismatch(expected: descriptor.size, actual: digester.count)
            }
            try sink.write(bytes)
        }
        try sink.close()
        let actual = digester.finish()
        guard actual == descriptor.digest else {
            throw OCIError.digestMismatch(expected: descriptor.digest, actual: actual)
        }
    }
}
