package import AWSRuntime
import AWSServices
import FoundationEssentials
import Synchronization

/// What CloudTrail remembers: the last thousand calls that could change something, and events that were given.
package final class TrailStore: Sendable {
    private struct Held: Sendable {
        var scope: CloudScope
        var event: CloudTrail.Event
    }

    private let held = Mutex<[Held]>([])
    private static let limit = 1000

    package init() {}

    /// One call as the gateway saw it.
    package struct Call: Sendable {
        package var service: ServiceDescription
        package var operation: String
        package var identity: LocalIdentity
        package var scope: CloudScope
        package var requestID: String
        package var eventID: String
        package var moment: Timestamp
        /// Decoded; nil where it could not be read.
        package var input: (value: AWSValue, shape: Shape)?
        /// What it was refused with.
        package var error: AWSServiceError?
        package var sourceAddress = "127.0.0.1"
        package var userAgent: String
    }

    /// Reads are not kept: there are far too many, and they change nothing.
    package static func isKept(_ operation: String) -> Bool {
        let reads = [
            "BatchCheck", "BatchGet", "Describe", "Detect", "Discover", "Filter", "Get", "List", "Lookup", "Simulate",
            "Validate",
        ]
        // The agent's own words, not people's.
        return !reads.contains(where: operation.hasPrefix) && !["PutLogEvents", "PutMetricData"].contains(operation)
    }

    package func record(_ call: Call) {
        let event = TrailEvent.event(of: call)
        held.withLock { held in
            held.append(Held(scope: call.scope, event: event))
            if held.count > Self.limit { held.removeFirst() }
        }
    }

    func take(_ events: [CloudTrail.Event], in scope: CloudScope) {
        held.withLock { held in
            held += events.map { Held(scope: scope, event: $0) }
            held.removeFirst(max(0, held.count - Self.limit))
        }
    }

    /// The newest first.
    func events(in scope: CloudScope) -> [CloudTrail.Event] {
        let events = held.withLock { held in held.filter { $0.scope == scope }.map(\.event) }
        return events.enumerated()
            .sorted { left, right in
                let times = (
                    left.element.eventTime?.millisecondsSinceEpoch ?? 0,
                    right.element.eventTime?.millisecondsSinceEpoch ?? 0
                )
                return times.0 == times.1 ? left.offset > right.offset : times.0 > times.1
            }
            .map(\.element)
    }
}
