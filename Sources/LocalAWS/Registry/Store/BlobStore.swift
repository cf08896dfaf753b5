package import OCI

/// Content on disk under its digest. Files appear whole, by a rename; nothing changes them afterwards.
package struct BlobStore: Sendable {
    /// `blobs/` and `uploads/` are in here.
    package let folder: String

    /// - Parameter folder: made when it is not there; unfinished uploads of an earlier process are removed.
    package init(folder: String) throws(OCIError) {
        self.folder = folder
        try Disk.removeTree(folder + "/uploads")
        try Disk.makeFolder(folder + "/uploads")
        try Disk.makeFolder(folder + "/blobs/sha256")
    }

    package func path(of digest: Digest) -> String {
        "\(folder)/blobs/sha256/\(digest.hex.prefix(2))/\(digest.hex)"
    }

    /// Bytes; nil when it is not there.
    package func size(of digest: Digest) throws(OCIError) -> Int64? {
        try Disk.status(path(of: digest))?.size
    }

    func uploadPath(_ id: String) -> String { "\(folder)/uploads/\(id)" }

    /// Takes a file whose digest was verified.
    func adopt(_ file: String, as digest: Digest) throws(OCIError) {
        let target = path(of: digest)
        if try Disk.status(target) != nil {
            try Disk.removeFile(file)
            return
        }
        try Disk.makeFolder("\(folder)/blobs/sha256/\(digest.hex.prefix(2))")
        try Disk.move(file, to: target)
    }

    /// Stores bytes in memory, such as a manifest. - Parameter id: unique among uploads.
    func store(_ bytes: [UInt8], id: String) throws(OCIError) -> Digest {
        let digest = Digest(of: bytes)
        if try size(of: digest) == nil {
            try Disk.write(bytes, to: uploadPath(id))
            try adopt(uploadPath(id), as: digest)
        }
        return digest
    }

    func remove(_ digest: Digest) throws(OCIError) {
        try Disk.removeFile(path(of: digest))
    }
}
