package import NIOCore
package import OCI

/// One blob on its way in. Pieces come one after another; the digest is computed as they pass.
package actor BlobUpload {
    package nonisolated let id: String
    package nonisolated let repository: RepositoryKey
    /// ECR's limit for a layer: 52 000 MiB.
    static let maximumBytes: Int64 = 52_000 << 20

    private let store: BlobStore
    private let sink: FileSink
    private var digester = Digester()
    private var isReceiving = false
    private var isOver = false

    init(id: String, repository: RepositoryKey, store: BlobStore) throws(OCIError) {
        self.id = id
        self.repository = repository
        self.store = store
        self.sink = try FileSink(store.uploadPath(id), exclusive: true)
    }

    /// Bytes so far.
    package var received: Int64 { digester.count }

    /// Starts one piece. - Parameter offset: where the sender believes it begins; nil does not say.
    package func beginPiece(at offset: Int64?) throws(RegistryFailure) {
        guard !isOver else { throw .uploadNotFound(id) }
        guard !isReceiving else { throw .uploadInvalid("another piece of this upload is being received") }
        if let offset, offset != digester.count { throw .uploadOutOfOrder(received: digester.count) }
        isReceiving = true
    }

    package func write(_ bytes: ByteBuffer) throws(RegistryFailure) {
        guard digester.count + Int64(bytes.readableBytes) <= Self.maximumBytes else {
            throw .tooLarge(what: "the layer", limit: Self.maximumBytes)
        }
        var problem: OCIError?
        bytes.withUnsafeReadableBytes { buffer in
            do throws(OCIError) {
                try sink.write(buffer)
                digester.update(buffer)
            } catch {
                problem = error
            }
        }
        if let problem { throw .storage(problem.description) }
    }

    package func endPiece() { isReceiving = false }

    /// Ends the upload and stores the blob.
    /// - Throws: `digestMismatch`; the upload is gone then, as the bytes cannot be corrected.
    package func finish(claiming digest: Digest) throws(RegistryFailure) -> Int64 {
        guard !isOver else { throw .uploadNotFound(id) }
        isOver = true
        let actual = digester.finish()
        do throws(OCIError) {
            try sink.close()
            guard actual == digest else {
                try Disk.removeFile(store.uploadPath(id))
                throw OCIError.digestMismatch(expected: digest, actual: actual)
            }
            try store.adopt(store.uploadPath(id), as: digest)
        } catch .digestMismatch {
            throw .digestMismatch(claimed: digest.description, actual: actual)
        } catch {
            throw .storage(error.description)
        }
        return digester.count
    }

    package func abort() {
        guard !isOver else { return }
        isOver = true
        // A file that cannot be removed now is removed with all uploads at the next start.
        _ = try? Disk.removeFile(store.uploadPath(id))
    }
}
