package import AWSRuntime
package import AWSServices

/// The log groups of one account in one region. Pure: time comes from outside.
///
/// Refusals carry CloudWatch Logs' own codes and texts.
package struct LogStore: Sendable {
    package let scope: CloudScope
    private var groups: [String: LogGroup] = [:]
    private var nextSequence = 1

    package init(scope: CloudScope) {
        self.scope = scope
    }

    /// By name.
    package var all: [LogGroup] {
        groups.values.sorted { $0.name < $1.name }
    }

    package func arn(of group: String) -> String {
        "arn:aws:logs:\(scope.region):\(scope.account):log-group:\(group)"
    }

    /// The name that an ARN (with or without `:*`) or a name means.
    package func name(of identifier: String) -> String {
        let prefix = arn(of: "")
        guard identifier.hasPrefix(prefix) else { return identifier }
        let name = identifier.dropFirst(prefix.count)
        return String(name.hasSuffix(":*") ? name.dropLast(2) : name)
    }

    package func group(_ identifier: String) throws -> LogGroup {
        guard let group = groups[name(of: identifier)] else { throw Self.noGroup }
        return group
    }

    package static var noGroup: CloudWatchLogs.ResourceNotFoundException {
        .init(message: "The specified log group does not exist.")
    }

    package static var noStream: CloudWatchLogs.ResourceNotFoundException {
        .init(message: "The specified log stream does not exist.")
    }

    // MARK: Groups and streams

    package mutating func createGroup(
        _ name: String, tags: [String: String], kmsKeyID: String?, at now: Timestamp
    ) throws {
        guard groups[name] == nil else {
            throw CloudWatchLogs.ResourceAlreadyExistsException(message: "The specified log group already exists")
        }
        groups[name] = LogGroup(name: name, created: now, tags: tags, kmsKeyID: kmsKeyID)
    }

    /// Puts a group back as it was.
    mutating func save(_ group: LogGroup) { groups[group.name] = group }

    package mutating func deleteGroup(_ name: String) throws {
        guard groups.removeValue(forKey: name) != nil else { throw Self.noGroup }
    }

    /// Changes a group in place.
    package mutating func update(_ identifier: String, _ change: (inout LogGroup) throws -> Void) throws {
        var group = try group(identifier)
        try change(&group)
        groups[group.name] = group
    }

    package mutating func createStream(_ stream: String, in group: String, at now: Timestamp) throws {
        try update(group) { group in
            guard group.streams[stream] == nil else {
                throw CloudWatchLogs.ResourceAlreadyExistsException(
                    message: "The specified log stream already exists")
            }
            group.streams[stream] = LogStream(name: stream, created: now)
        }
    }

    package mutating func deleteStream(_ stream: String, in group: String) throws {
        try update(group) { group in
            guard group.streams.removeValue(forKey: stream) != nil else { throw Self.noStream }
        }
    }

    // MARK: Writing

    /// How many of a batch's events were left out, at both of its ends.
    package struct Rejected: Hashable, Sendable {
        package var tooOldEnd: Int?
        package var tooNewStart: Int?
        package var expiredEnd: Int?
    }

    package static let batchBytes = 1_048_576

    /// Adds a batch as `PutLogEvents` does.
    package mutating func put(
        _ batch: [(Timestamp, String)], group: String, stream: String, at now: Timestamp
    ) throws -> Rejected {
        try Self.check(batch)
        let retention = try self.group(group).retentionDays
        guard try self.group(group).streams[stream] != nil else { throw Self.noStream }
        var rejected = Rejected()
        let oldest = now.advanced(by: .seconds(-14 * 86_400))
        let newest = now.advanced(by: .seconds(2 * 3600))
        let expired = retention.map { now.advanced(by: .seconds(-$0 * 86_400)) }
        var accepted: [(Timestamp, String)] = []
        for (index, event) in batch.enumerated() {
            if event.0 < oldest {
                rejected.tooOldEnd = index + 1
            } else if let expired, event.0 < expired {
                rejected.expiredEnd = index + 1
            } else if event.0 > newest {
                rejected.tooNewStart = rejected.tooNewStart ?? index
            } else {
                accepted.append(event)
            }
        }
        try append(accepted, group: group, stream: stream, at: now)
        return rejected
    }

    private static func check(_ batch: [(Timestamp, String)]) throws {
        let bytes = batch.reduce(0) { $0 + $1.1.utf8.count + LogEvent.overheadBytes }
        guard bytes <= batchBytes else {
            throw CloudWatchLogs.InvalidParameterException(
                message: "Upload too large: \(bytes) bytes exceeds limit of \(batchBytes)")
        }
        guard zip(batch, batch.dropFirst()).allSatisfy({ $0.0 <= $1.0 }) else {
            throw CloudWatchLogs.InvalidParameterException(
                message: "Log events in a single PutLogEvents request must be in chronological order.")
        }
        if let first = batch.first, let last = batch.last, first.0.duration(to: last.0) > .seconds(86_400) {
            throw CloudWatchLogs.InvalidParameterException(
                message: "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
        }
    }

    /// Adds events without `PutLogEvents`' limits, as the log driver's sink does.
    package mutating func append(
        _ events: [(Timestamp, String)], group: String, stream: String, at now: Timestamp
    ) throws {
        guard !events.isEmpty else { return }
        // Out of the dictionaries while it changes, so that appending does not copy the stream.
        guard var changed = groups.removeValue(forKey: name(of: group)) else { throw Self.noGroup }
        defer { groups[changed.name] = changed }
        guard var target = changed.streams.removeValue(forKey: stream) else { throw Self.noStream }
        for (time, message) in events {
            target.append(LogEvent(time: time, ingested: now, sequence: nextSequence, message: message))
            nextSequence += 1
        }
        changed.streams[stream] = target
    }
}
