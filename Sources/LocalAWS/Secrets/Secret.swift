package import AWSRuntime

/// One secret with its versions, as Secrets Manager keeps it.
package struct Secret: Hashable, Sendable {
    package var arn: String
    package var name: String
    package var description: String?
    package var kmsKeyID: String?
    /// In order of keys.
    package var tags: [String: String]
    package var created: Timestamp
    package var lastChanged: Timestamp
    package var lastAccessed: Timestamp?
    /// When it was marked for deletion.
    package var deleted: Timestamp?
    /// When it is gone for good.
    package var purge: Timestamp?
    package var resourcePolicy: String?
    /// Oldest first.
    package var versions: [Version]

    package struct Version: Hashable, Sendable {
        package var id: String
        package var content: Content
        package var created: Timestamp
        package var lastAccessed: Timestamp?
        /// Sorted. A version without stages is deprecated.
        package var stages: [String]
    }

    package enum Content: Hashable, Sendable {
        case text(String)
        case binary([UInt8])
    }

    package static let current = "AWSCURRENT"
    package static let previous = "AWSPREVIOUS"

    package func version(stage: String) -> Version? {
        versions.first { $0.stages.contains(stage) }
    }

    /// Moves a label to a version (nil removes it), taking it from wherever it is.
    package mutating func move(_ stage: String, to id: String?) {
        for index in versions.indices {
            versions[index].stages.removeAll { $0 == stage }
            if versions[index].id == id { versions[index].stages = (versions[index].stages + [stage]).sorted() }
        }
    }

    /// Moves `AWSCURRENT` and leaves `AWSPREVIOUS` where it was.
    package mutating func makeCurrent(_ id: String) {
        let before = version(stage: Self.current)?.id
        guard before != id else { return }
        move(Self.current, to: id)
        if let before { move(Self.previous, to: before) }
    }

    /// Keeps a hundred versions without labels, as AWS does, dropping the oldest.
    mutating func dropOldVersions() {
        let unlabelled = versions.filter(\.stages.isEmpty)
        guard unlabelled.count > 100 else { return }
        let dropped = Set(unlabelled.prefix(unlabelled.count - 100).map(\.id))
        versions.removeAll { dropped.contains($0.id) }
    }
}

/// Values are secrets: they never show.
extension Secret.Content: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
