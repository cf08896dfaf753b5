package import AWSRuntime
import AWSServices

/// Reading a stream in pages and a group by pattern.
extension LogStore {
    /// Part of `GetLogEvents`' answer: events and the places before and after them.
    package struct Page: Hashable, Sendable {
        package var events: [LogEvent]
        package var backward: LogPosition
        package var forward: LogPosition
    }

    /// Where a page begins.
    package enum Start: Hashable, Sendable {
        case head, tail
        case after(LogPosition)
        case before(LogPosition)

        /// Reads `f/DIGITS/s` and `b/DIGITS/s`, as given by an earlier page.
        package init?(token: String) {
            let parts = token.split(separator: "/")
            guard parts.count == 3, parts[2] == "s", let position = LogPosition(parts[1]) else { return nil }
            switch parts[0] {
            case "f": self = .after(position)
            case "b": self = .before(position)
            default: return nil
            }
        }
    }

    package static let answerBytes = 1 << 20

    /// - Parameters:
    ///   - range: start inclusive, end exclusive.
    ///   - limit: at most this many events and 1 MiB.
    package func read(
        group: String, stream: String, range: Range<Timestamp>, start: Start, limit: Int, at now: Timestamp
    ) throws -> Page {
        let group = try self.group(group)
        guard let stream = group.streams[stream] else { throw Self.noStream }
        let visible = Self.visible(stream.events, group, now).filter { range.contains($0.time) }
        switch start {
        case .head: return Self.page(visible.prefix(limit), fallback: Self.beginning)
        case .after(let position):
            return Self.page(visible.drop { $0.position <= position }.prefix(limit), fallback: position)
        case .tail: return Self.page(visible.suffix(limit), fallback: Self.beginning, fromEnd: true)
        case .before(let position):
            return Self.page(visible.prefix { $0.position < position }.suffix(limit), fallback: position, fromEnd: true)
        }
    }

    private static let beginning = LogPosition(milliseconds: 0, sequence: 0)

    private static func page(
        _ events: ArraySlice<LogEvent>, fallback: LogPosition, fromEnd: Bool = false
    ) -> Page {
        var bytes = 0
        func fits(_ event: LogEvent) -> Bool {
            bytes += event.message.utf8.count + LogEvent.overheadBytes
            return bytes <= answerBytes
        }
        let kept = fromEnd ? Array(events.reversed().prefix(while: fits).reversed()) : Array(events.prefix(while: fits))
        return Page(
            events: kept, backward: kept.first?.position ?? fallback, forward: kept.last?.position ?? fallback)
    }

    /// Events past their group's retention are no longer shown.
    private static func visible(_ events: [LogEvent], _ group: LogGroup, _ now: Timestamp) -> ArraySlice<LogEvent> {
        guard let days = group.retentionDays else { return events[...] }
        let oldest = now.advanced(by: .seconds(-days * 86_400))
        return events.drop { $0.time < oldest }
    }

    /// An event with the stream it stands in.
    package struct Match: Hashable, Sendable {
        package var stream: String
        package var event: LogEvent
    }

    /// Events of a group's streams in order of time.
    ///
    /// - Parameters:
    ///   - streams: which of them.
    ///   - range: both ends inclusive, as `FilterLogEvents` has it.
    ///   - position: only what comes after it.
    /// - Returns: at most `limit` and 1 MiB, and whether there is more.
    package func filter(
        group: String, streams: (String) -> Bool, pattern: LogPattern, range: ClosedRange<Timestamp>,
        after position: LogPosition?, limit: Int, at now: Timestamp
    ) throws -> (matches: [Match], hasMore: Bool) {
        let group = try self.group(group)
        var matches: [Match] = []
        for stream in group.streams.values where streams(stream.name) {
            for event in Self.visible(stream.events, group, now) where range.contains(event.time) {
                if let position, event.position <= position { continue }
                if pattern.matches(event.message) { matches.append(Match(stream: stream.name, event: event)) }
            }
        }
        matches.sort { $0.event.position < $1.event.position }
        var bytes = 0
        let kept = matches.prefix(limit).prefix { match in
            bytes += match.event.message.utf8.count + LogEvent.overheadBytes
            return bytes <= Self.answerBytes
        }
        return (Array(kept), kept.count < matches.count)
    }
}
