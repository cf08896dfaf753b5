import AWSRuntime
import AWSServices

/// Between the store's values and the wire's.
extension LogsService {
    static func page<Item>(
        _ items: [Item], _ token: String?, _ limit: Int?, key: (Item) -> String
    ) throws -> (items: ArraySlice<Item>, next: String?) {
        do {
            return try Paging.page(items, after: token, limit: limit ?? 50, key: key)
        } catch {
            throw badToken
        }
    }

    static var badToken: CloudWatchLogs.InvalidParameterException {
        .init(message: "The specified nextToken is invalid.")
    }

    /// One of the two ways to name a group.
    static func group(_ name: String?, _ identifier: String?) throws -> String {
        switch (name, identifier) {
        case (let name?, nil): return name
        case (nil, let identifier?): return identifier
        default:
            throw CloudWatchLogs.InvalidParameterException(
                message: "Exactly one of logGroupName and logGroupIdentifier must be specified.")
        }
    }

    static func time(_ milliseconds: Int?, _ absent: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: milliseconds.map(Int64.init) ?? absent)
    }

    static func start(_ input: CloudWatchLogs.GetLogEventsRequest) throws -> LogStore.Start {
        guard let token = input.nextToken else { return input.startFromHead == true ? .head : .tail }
        guard let start = LogStore.Start(token: token) else { throw badToken }
        return start
    }

    static func pattern(_ text: String) throws -> LogPattern {
        do throws(LogPattern.Problem) {
            return try LogPattern(text)
        } catch {
            switch error {
            case .notImplemented(let kind):
                throw NotImplementedHere.error("LocalAWS does not implement \(kind) in filterPattern")
            case .invalid: throw CloudWatchLogs.InvalidParameterException(message: "Invalid filter pattern")
            }
        }
    }

    private static let retentions = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ]

    static func checkRetention(_ days: Int) throws {
        guard retentions.contains(days) else {
            throw CloudWatchLogs.InvalidParameterException(
                message: "1 validation error detected: Value '\(days)' at 'retentionInDays' failed to satisfy "
                    + "constraint: Member must satisfy enum value set: "
                    + "[\(retentions.map(String.init).joined(separator: ", "))]")
        }
    }

    static func wire(_ group: LogGroup, arn: String) -> CloudWatchLogs.LogGroup {
        CloudWatchLogs.LogGroup(
            logGroupName: group.name, creationTime: Int(group.created.millisecondsSinceEpoch),
            retentionInDays: group.retentionDays, metricFilterCount: 0, arn: "\(arn):*",
            storedBytes: group.streams.values.reduce(0) { $0 + $1.storedBytes }, kmsKeyId: group.kmsKeyID,
            logGroupClass: .standard, logGroupArn: arn)
    }

    static func wire(_ stream: LogStream, groupARN: String) -> CloudWatchLogs.LogStream {
        CloudWatchLogs.LogStream(
            logStreamName: stream.name, creationTime: Int(stream.created.millisecondsSinceEpoch),
            firstEventTimestamp: stream.events.first.map { Int($0.time.millisecondsSinceEpoch) },
            lastEventTimestamp: stream.events.last.map { Int($0.time.millisecondsSinceEpoch) },
            lastIngestionTime: stream.lastIngestion.map { Int($0.millisecondsSinceEpoch) },
            uploadSequenceToken: "00000000000000000000000000000000000000000000000000000000",
            arn: "\(groupARN):log-stream:\(stream.name)", storedBytes: 0)
    }
}
