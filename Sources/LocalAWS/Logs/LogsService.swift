import AWSRuntime
import AWSServices

/// CloudWatch Logs: stores by account and region, and the operations on them.
package actor LogsService {
    private let time: any CloudTime
    private var stores: [CloudScope: LogStore] = [:]

    package init(time: any CloudTime) {
        self.time = time
    }

    /// Takes log groups of all scopes away, and says how to put them back.
    func takeAway(_ isMeant: @Sendable (String) -> Bool) -> [AccountFaults.Undo] {
        stores.keys.sorted { ($0.account, $0.region) < ($1.account, $1.region) }.flatMap { scope in
            (stores[scope]?.all ?? []).filter { isMeant($0.name) }.compactMap { group in
                guard (try? stores[scope]?.deleteGroup(group.name)) != nil else { return nil }
                return { [weak self] in await self?.store(scope) { store, _ in store.save(group) } }
            }
        }
    }

    func store<R>(_ scope: CloudScope, _ body: (inout LogStore, Timestamp) throws -> R) rethrows -> R {
        // Taken out while it changes, so that there is only one owner and nothing is copied.
        var store = stores.removeValue(forKey: scope) ?? LogStore(scope: scope)
        defer { stores[scope] = store }
        return try body(&store, time.now())
    }

    package nonisolated func operations() -> OperationTable {
        var table = OperationTable(
            service: CloudWatchLogs.service, validationErrorCode: CloudWatchLogs.InvalidParameterException.code)
        addGroups(to: &table)
        addStreams(to: &table)
        addEvents(to: &table)
        addTags(to: &table)
        return table
    }

    // MARK: Groups

    private nonisolated func addGroups(to table: inout OperationTable) {
        table.on(
            CloudWatchLogs.CreateLogGroup.self, refusing: ["deletionProtectionEnabled"]
        ) { input, context in
            guard input.logGroupClass == nil || input.logGroupClass == .standard else {
                throw NotImplementedHere.error("LocalAWS implements only the class STANDARD of logs:CreateLogGroup")
            }
            try await self.store(context.scope) { store, now in
                try store.createGroup(
                    input.logGroupName, tags: input.tags ?? [:], kmsKeyID: input.kmsKeyId, at: now)
            }
            return .init()
        }
        table.on(CloudWatchLogs.DeleteLogGroup.self) { input, context in
            try await self.store(context.scope) { store, _ in try store.deleteGroup(input.logGroupName) }
            return .init()
        }
        table.on(
            CloudWatchLogs.DescribeLogGroups.self, refusing: ["accountIdentifiers", "includeLinkedAccounts"]
        ) { input, context in
            guard input.logGroupNamePrefix == nil || input.logGroupNamePattern == nil else {
                throw CloudWatchLogs.InvalidParameterException(
                    message: "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
            }
            return try await self.store(context.scope) { store, _ in
                let names = input.logGroupIdentifiers.map { Set($0.map(store.name(of:))) }
                let matching = store.all.filter { group in
                    (input.logGroupNamePrefix.map(group.name.hasPrefix) ?? true)
                        && (input.logGroupNamePattern.map { group.name.contains($0) } ?? true)
                        && (names?.contains(group.name) ?? true)
                        && (input.logGroupClass ?? .standard) == .standard
                }
                let page = try Self.page(matching, input.nextToken, input.limit, key: \.name)
                return .init(
                    logGroups: page.items.map { Self.wire($0, arn: store.arn(of: $0.name)) }, nextToken: page.next)
            }
        }
        table.on(CloudWatchLogs.PutRetentionPolicy.self) { input, context in
            try Self.checkRetention(input.retentionInDays)
            try await self.store(context.scope) { store, _ in
                try store.update(input.logGroupName) { $0.retentionDays = input.retentionInDays }
            }
            return .init()
        }
        table.on(CloudWatchLogs.DeleteRetentionPolicy.self) { input, context in
            try await self.store(context.scope) { store, _ in
                try store.update(input.logGroupName) { $0.retentionDays = nil }
            }
            return .init()
        }
    }

    // MARK: Streams

    private nonisolated func addStreams(to table: inout OperationTable) {
        table.on(CloudWatchLogs.CreateLogStream.self) { input, context in
            try await self.store(context.scope) { store, now in
                try store.createStream(input.logStreamName, in: input.logGroupName, at: now)
            }
            return .init()
        }
        table.on(CloudWatchLogs.DeleteLogStream.self) { input, context in
            try await self.store(context.scope) { store, _ in
                try store.deleteStream(input.logStreamName, in: input.logGroupName)
            }
            return .init()
        }
        table.on(CloudWatchLogs.DescribeLogStreams.self) { input, context in
            let identifier = try Self.group(input.logGroupName, input.logGroupIdentifier)
            let byTime = input.orderBy == .lastEventTime
            guard !byTime || input.logStreamNamePrefix == nil else {
                throw CloudWatchLogs.InvalidParameterException(
                    message: "Cannot order by LastEventTime with a logStreamNamePrefix.")
            }
            return try await self.store(context.scope) { store, _ in
                let group = try store.group(identifier)
                let matching = group.streams.values
                    .filter { input.logStreamNamePrefix.map($0.name.hasPrefix) ?? true }
                    .sorted { Self.streamKey($0, byTime: byTime) < Self.streamKey($1, byTime: byTime) }
                let ordered = input.descending == true ? matching.reversed() : matching
                let page = try Self.page(ordered, input.nextToken, input.limit, key: \.name)
                let arn = store.arn(of: group.name)
                return .init(logStreams: page.items.map { Self.wire($0, groupARN: arn) }, nextToken: page.next)
            }
        }
    }

    /// Sorts by name, or by the last event's time and then by name.
    private static func streamKey(_ stream: LogStream, byTime: Bool) -> String {
        let last = stream.events.last?.time.millisecondsSinceEpoch ?? 0
        return byTime ? LogPosition(milliseconds: last, sequence: 0).text + stream.name : stream.name
    }

    // MARK: Events

    private nonisolated func addEvents(to table: inout OperationTable) {
        // Sequence tokens have had no meaning for AWS either since 2023.
        table.on(
            CloudWatchLogs.PutLogEvents.self, refusing: ["entity"], ignoring: ["sequenceToken"]
        ) { input, context in
            let batch = input.logEvents.map { (Timestamp(millisecondsSinceEpoch: Int64($0.timestamp)), $0.message) }
            let rejected = try await self.store(context.scope) { store, now in
                try store.put(batch, group: input.logGroupName, stream: input.logStreamName, at: now)
            }
            let hasRejected = rejected != LogStore.Rejected()
            return .init(
                nextSequenceToken: "00000000000000000000000000000000000000000000000000000000",
                rejectedLogEventsInfo: hasRejected
                    ? .init(
                        tooNewLogEventStartIndex: rejected.tooNewStart, tooOldLogEventEndIndex: rejected.tooOldEnd,
                        expiredLogEventEndIndex: rejected.expiredEnd) : nil)
        }
        // Nothing is masked here, so unmasking changes nothing.
        table.on(CloudWatchLogs.GetLogEvents.self, ignoring: ["unmask"]) { input, context in
            let identifier = try Self.group(input.logGroupName, input.logGroupIdentifier)
            let start = try Self.start(input)
            let range =
                Self.time(input.startTime, 0)..<max(Self.time(input.startTime, 0), Self.time(input.endTime, .max))
            let page = try await self.store(context.scope) { store, now in
                try store.read(
                    group: identifier, stream: input.logStreamName, range: range, start: start,
                    limit: input.limit ?? 10_000, at: now)
            }
            return .init(
                events: page.events.map {
                    .init(
                        timestamp: Int($0.time.millisecondsSinceEpoch), message: $0.message,
                        ingestionTime: Int($0.ingested.millisecondsSinceEpoch))
                }, nextForwardToken: "f/\(page.forward.text)/s", nextBackwardToken: "b/\(page.backward.text)/s")
        }
        // Streams have always been interleaved since 2019.
        table.on(
            CloudWatchLogs.FilterLogEvents.self, refusing: ["startFromHead"], ignoring: ["interleaved", "unmask"]
        ) { input, context in
            try await self.filter(input, context.scope)
        }
    }

    private func filter(
        _ input: CloudWatchLogs.FilterLogEventsRequest, _ scope: CloudScope
    ) throws -> CloudWatchLogs.FilterLogEventsResponse {
        let identifier = try Self.group(input.logGroupName, input.logGroupIdentifier)
        guard input.logStreamNames == nil || input.logStreamNamePrefix == nil else {
            throw CloudWatchLogs.InvalidParameterException(
                message: "Can't specify both logStreamNames and logStreamNamePrefix.")
        }
        let pattern = try Self.pattern(input.filterPattern ?? "")
        var position: LogPosition?
        if let token = input.nextToken {
            guard let parsed = LogPosition(token) else { throw Self.badToken }
            position = parsed
        }
        let first = Self.time(input.startTime, 0)
        let result = try store(scope) { store, now in
            try store.filter(
                group: identifier,
                streams: { name in
                    input.logStreamNames?.contains(name) ?? input.logStreamNamePrefix.map(name.hasPrefix) ?? true
                }, pattern: pattern, range: first...max(first, Self.time(input.endTime, .max)), after: position,
                limit: input.limit ?? 10_000, at: now)
        }
        return .init(
            events: result.matches.map {
                .init(
                    logStreamName: $0.stream, timestamp: Int($0.event.time.millisecondsSinceEpoch),
                    message: $0.event.message, ingestionTime: Int($0.event.ingested.millisecondsSinceEpoch),
                    eventId: $0.event.id)
            }, searchedLogStreams: [],
            nextToken: result.hasMore ? result.matches.last?.event.position.text : nil)
    }

    // MARK: Tags

    private nonisolated func addTags(to table: inout OperationTable) {
        table.on(CloudWatchLogs.TagResource.self) { input, context in
            try await self.tag(input.resourceArn, context.scope) { $0.merge(input.tags) { _, new in new } }
            return .init()
        }
        table.on(CloudWatchLogs.UntagResource.self) { input, context in
            try await self.tag(input.resourceArn, context.scope) { tags in
                for key in input.tagKeys { tags[key] = nil }
            }
            return .init()
        }
        table.on(CloudWatchLogs.ListTagsForResource.self) { input, context in
            .init(tags: try await self.store(context.scope) { store, _ in try store.group(input.resourceArn).tags })
        }
        table.on(CloudWatchLogs.TagLogGroup.self) { input, context in
            try await self.tag(input.logGroupName, context.scope) { $0.merge(input.tags) { _, new in new } }
            return .init()
        }
        table.on(CloudWatchLogs.UntagLogGroup.self) { input, context in
            try await self.tag(input.logGroupName, context.scope) { tags in
                for key in input.tags { tags[key] = nil }
            }
            return .init()
        }
        table.on(CloudWatchLogs.ListTagsLogGroup.self) { input, context in
            .init(tags: try await self.store(context.scope) { store, _ in try store.group(input.logGroupName).tags })
        }
    }

    private func tag(_ group: String, _ scope: CloudScope, _ change: (inout [String: String]) -> Void) throws {
        try store(scope) { store, _ in
            try store.update(group) { group in
                change(&group.tags)
                guard group.tags.count <= 50 else {
                    throw CloudWatchLogs.TooManyTagsException(message: "A log group can have at most 50 tags.")
                }
            }
        }
    }
}
