import AWSRuntime
package import OCI

/// The repositories of this cloud: what ECR's control plane and the distribution API both act on.
///
/// Written to disk after each change, so a cloud with a data folder has its images again after a restart.
package actor ImageRegistry {
    package nonisolated let account: String
    package nonisolated let blobs: BlobStore
    let time: any CloudTime
    private let makeID: @Sendable () -> String
    private var repositories: [RepositoryKey: Repository] = [:]
    private var uploads: [String: (upload: BlobUpload, startedAt: Duration)] = [:]

    /// Unfinished uploads older than this are dropped when a new one begins.
    static let uploadLifetime: Duration = .seconds(24 * 3600)
    static let maximumUploads = 1000

    /// - Parameters:
    ///   - folder: holds blobs and repositories; made when it is not there.
    ///   - makeID: unique names for uploads.
    package init(
        account: String, folder: String, time: any CloudTime, makeID: @escaping @Sendable () -> String
    ) throws(OCIError) {
        self.account = account
        self.blobs = try BlobStore(folder: folder)
        self.time = time
        self.makeID = makeID
        try Disk.makeFolder(folder + "/repositories")
        for name in try Disk.list(folder + "/repositories") where name.hasSuffix(".json") {
            let bytes = try Disk.read(folder + "/repositories/" + name, limit: 256 << 20)
            let repository = try CanonicalJSON.decode(Repository.self, from: bytes, what: "the repository '\(name)'")
            repositories[repository.key] = repository
        }
    }

    // MARK: Repositories

    package func repository(_ key: RepositoryKey) throws(RegistryFailure) -> Repository {
        guard let repository = repositories[key] else {
            throw .repositoryNotFound(name: key.name, account: account)
        }
        return repository
    }

    /// All of a region, or of all regions, sorted.
    package func list(region: String?) -> [Repository] {
        repositories.values.filter { region == nil || $0.key.region == region }.sorted { $0.key < $1.key }
    }

    /// Those of any region with that name, sorted by region.
    package func named(_ name: String) -> [Repository] { list(region: nil).filter { $0.key.name == name } }

    package func create(
        _ key: RepositoryKey, hasImmutableTags: Bool = false, scansOnPush: Bool = false,
        resourceTags: [String: String] = [:]
    ) throws(RegistryFailure) -> Repository {
        guard RegistryNames.isRepository(key.name) else { throw .invalidRepositoryName(key.name) }
        guard repositories[key] == nil else { throw .repositoryExists(name: key.name, account: account) }
        let repository = Repository(
            key: key, createdAt: time.now(), hasImmutableTags: hasImmutableTags, scansOnPush: scansOnPush,
            resourceTags: resourceTags)
        try save(repository)
        return repository
    }

    package func delete(_ key: RepositoryKey, force: Bool) throws(RegistryFailure) -> Repository {
        let repository = try repository(key)
        guard force || repository.images.isEmpty else {
            throw .repositoryNotEmpty(name: key.name, account: account)
        }
        repositories[key] = nil
        do throws(OCIError) {
            try Disk.removeFile(recordPath(key))
        } catch {
            throw .storage(error.description)
        }
        try removeUnused(repository.blobs.union(repository.images.keys))
        return repository
    }

    /// Changes settings and resource tags, not images.
    package func update(
        _ key: RepositoryKey, _ change: @Sendable (inout Repository) -> Void
    ) throws(RegistryFailure) -> Repository {
        var repository = try repository(key)
        change(&repository)
        try save(repository)
        return repository
    }

    // MARK: Blobs

    /// Bytes; nil when the repository does not have it, whether or not another one does.
    package func size(of digest: Digest, in key: RepositoryKey) throws(RegistryFailure) -> Int64? {
        guard try repository(key).blobs.contains(digest.description) else { return nil }
        return try onDisk { () throws(OCIError) in try blobs.size(of: digest) }
    }

    package func beginUpload(in key: RepositoryKey) async throws(RegistryFailure) -> BlobUpload {
        _ = try repository(key)
        let now = time.uptime()
        for (id, entry) in uploads.sorted(by: { $0.key < $1.key })
        where now - entry.startedAt > Self.uploadLifetime {
            uploads[id] = nil
            await entry.upload.abort()
        }
        guard uploads.count < Self.maximumUploads else {
            throw .uploadInvalid("\(Self.maximumUploads) uploads are open already; finish or delete some")
        }
        let id = makeID()
        let upload = try onDisk { () throws(OCIError) in try BlobUpload(id: id, repository: key, store: blobs) }
        uploads[id] = (upload, now)
        return upload
    }

    package func upload(_ id: String, in key: RepositoryKey) throws(RegistryFailure) -> BlobUpload {
        guard let upload = uploads[id]?.upload, upload.repository == key else { throw .uploadNotFound(id) }
        return upload
    }

    package func cancelUpload(_ id: String, in key: RepositoryKey) async throws(RegistryFailure) {
        let upload = try upload(id, in: key)
        uploads[id] = nil
        await upload.abort()
    }

    /// Ends an upload; the blob is in the repository then. - Returns: its size.
    package func finish(_ upload: BlobUpload, claiming digest: Digest) async throws(RegistryFailure) -> Int64 {
        uploads[upload.id] = nil
        let size = try await upload.finish(claiming: digest)
        try addBlob(digest, to: upload.repository)
        return size
    }

    /// Puts a blob of one repository into another without its bytes. - Returns: false when the source has it not.
    package func mount(
        _ digest: Digest, from source: RepositoryKey, to key: RepositoryKey
    ) throws(RegistryFailure)
        -> Bool
    {
        _ = try repository(key)
        guard let from = repositories[source], from.blobs.contains(digest.description) else { return false }
        try addBlob(digest, to: key)
        return true
    }

    package func removeBlob(_ digest: Digest, from key: RepositoryKey) throws(RegistryFailure) {
        var repository = try repository(key)
        guard repository.blobs.remove(digest.description) != nil else { throw .blobNotFound(digest) }
        try save(repository)
        try removeUnused([digest.description])
    }

    private func addBlob(_ digest: Digest, to key: RepositoryKey) throws(RegistryFailure) {
        var repository = try repository(key)
        guard repository.blobs.insert(digest.description).inserted else { return }
        try save(repository)
    }

    // MARK: Keeping

    func save(_ repository: Repository) throws(RegistryFailure) {
        let path = recordPath(repository.key)
        let temporary = blobs.uploadPath("record-" + makeID())
        try onDisk { () throws(OCIError) in
            try Disk.write(CanonicalJSON.encode(repository), to: temporary)
            try Disk.move(temporary, to: path)
        }
        repositories[repository.key] = repository
    }

    /// Takes a repository out of sight; its record and blobs stay.
    func hide(_ key: RepositoryKey) { repositories[key] = nil }

    func show(_ repository: Repository) { repositories[repository.key] = repository }

    func store(manifest bytes: [UInt8]) throws(RegistryFailure) -> Digest {
        try onDisk { () throws(OCIError) in try blobs.store(bytes, id: "manifest-" + makeID()) }
    }

    /// Removes content that no repository has any more.
    func removeUnused(_ digests: Set<String>) throws(RegistryFailure) {
        for text in digests.sorted() {
            let isUsed = repositories.values.contains { $0.blobs.contains(text) || $0.images[text] != nil }
            guard !isUsed, let digest = Digest(text) else { continue }
            try onDisk { () throws(OCIError) in try blobs.remove(digest) }
        }
    }

    func onDisk<Result>(_ body: () throws(OCIError) -> Result) throws(RegistryFailure) -> Result {
        do throws(OCIError) {
            return try body()
        } catch {
            throw .storage(error.description)
        }
    }

    private nonisolated func recordPath(_ key: RepositoryKey) -> String {
        let name = key.name.split(separator: "/").joined(separator: "%2F")
        // A name may be longer than a file name can be.
        let file = name.utf8.count > 180 ? Digest(of: Array(key.name.utf8)).hex : name
        return "\(blobs.folder)/repositories/\(key.account)-\(key.region)-\(file).json"
    }
}
