/// One member of a tar archive.
package struct TarEntry: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case directory
        /// Points to `target`, which may be absolute.
        case symbolicLink(target: String)
        /// Another name for an earlier member.
        case hardLink(target: String)
        case characterDevice, blockDevice, fifo
    }

    /// As written, without leading `./` and trailing `/`.
    package var path: String
    package var kind: Kind
    /// Bytes of content; 0 for all but files.
    package var size: Int64
    /// Permission bits with set-uid, set-gid and sticky.
    package var mode: Int
    package var userID: Int
    package var groupID: Int
    /// Seconds since 1970.
    package var modificationSeconds: Int64

    package init(
        path: String, kind: Kind, size: Int64 = 0, mode: Int, userID: Int = 0, groupID: Int = 0,
        modificationSeconds: Int64 = 0
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.modificationSeconds = modificationSeconds
    }
}

enum Tar {
    static let block = 512
    /// Longest path, link target or extended header that is read.
    static let maximumExtension = 1024 * 1024
}
