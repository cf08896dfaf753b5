package import AWSRuntime

/// One of `events[]`.
package struct ServiceEvent: Hashable, Sendable {
    package var id: String
    package var createdAt: Timestamp
    package var message: String
}

/// The latest 100 events of a service, newest first; the same text is not repeated until its cause cleared or the
/// window passed (Developer Guide, service event messages).
package struct ServiceEventLog: Hashable, Sendable {
    package static let capacity = 100

    private struct Told: Hashable, Sendable {
        var message: String
        var at: Timestamp
    }

    package private(set) var events: [ServiceEvent] = []
    private var told: [Told] = []

    package init() {}

    /// Adds an event that happens anew each time.
    package mutating func add(_ message: String, id: String, at now: Timestamp) {
        events.insert(ServiceEvent(id: id, createdAt: now, message: message), at: 0)
        if events.count > Self.capacity { events.removeLast(events.count - Self.capacity) }
    }

    /// Whether a lasting condition may be told: not within `window` since it was, unless it cleared.
    package mutating func mayTell(_ message: String, window: Duration, at now: Timestamp) -> Bool {
        if let known = told.firstIndex(where: { $0.message == message }) {
            guard told[known].at.advanced(by: window) <= now else { return false }
            told[known].at = now
            return true
        }
        told.append(Told(message: message, at: now))
        if told.count > Self.capacity { told.removeFirst() }
        return true
    }

    /// The condition no longer holds.
    package mutating func clear(_ message: String) {
        told.removeAll { $0.message == message }
    }
}
