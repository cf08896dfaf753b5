package import AWSRuntime

/// A log group with its streams.
package struct LogGroup: Hashable, Sendable {
    package var name: String
    package var created: Timestamp
    package var retentionDays: Int?
    package var tags: [String: String]
    package var kmsKeyID: String?
    /// By name.
    package var streams: [String: LogStream] = [:]
}

/// A stream of events in order of their time; of the same time, in order of arrival.
///
/// Memory is bounded: past `LogStream.maximumEvents` or `maximumBytes` the oldest events go.
package struct LogStream: Hashable, Sendable {
    package var name: String
    package var created: Timestamp
    package var lastIngestion: Timestamp?
    package private(set) var events: [LogEvent] = []
    package private(set) var storedBytes = 0

    package static let maximumEvents = 50_000
    package static let maximumBytes = 16 << 20

    package init(name: String, created: Timestamp) {
        self.name = name
        self.created = created
    }

    package mutating func append(_ event: LogEvent) {
        lastIngestion = event.ingested
        storedBytes += event.message.utf8.count + LogEvent.overheadBytes
        if let last = events.last, event.position < last.position {
            let index = events.firstIndex { event.position < $0.position } ?? events.endIndex
            events.insert(event, at: index)
        } else {
            events.append(event)
        }
        guard events.count > Self.maximumEvents || storedBytes > Self.maximumBytes else { return }
        // A tenth at a time, so that a full stream does not move its events for each new one.
        let dropped = events.prefix(events.count / 10 + 1)
        storedBytes -= dropped.reduce(0) { $0 + $1.message.utf8.count + LogEvent.overheadBytes }
        events.removeFirst(dropped.count)
    }
}

package struct LogEvent: Hashable, Sendable {
    package var time: Timestamp
    package var ingested: Timestamp
    /// Unique in its region, growing with arrival.
    package var sequence: Int
    package var message: String

    package init(time: Timestamp, ingested: Timestamp, sequence: Int, message: String) {
        self.time = time
        self.ingested = ingested
        self.sequence = sequence
        self.message = message
    }

    /// What Logs counts beside the message.
    package static let overheadBytes = 26

    package var position: LogPosition { LogPosition(milliseconds: time.millisecondsSinceEpoch, sequence: sequence) }

    /// Digits as AWS's, unique and in order of time.
    package var id: String { position.text }
}

/// A place between events: after the event with this time and sequence.
package struct LogPosition: Hashable, Comparable, Sendable {
    package var milliseconds: Int64
    package var sequence: Int

    package init(milliseconds: Int64, sequence: Int) {
        self.milliseconds = milliseconds
        self.sequence = sequence
    }

    package static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.milliseconds, left.sequence) < (right.milliseconds, right.sequence)
    }

    /// 36 digits: time, then sequence.
    package var text: String { Self.padded(milliseconds, 18) + Self.padded(Int64(sequence), 18) }

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 36, let milliseconds = Int64(text.prefix(18)), let sequence = Int(text.suffix(18))
        else { return nil }
        self.init(milliseconds: milliseconds, sequence: sequence)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(max(0, number))
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
