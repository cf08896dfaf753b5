import Synchronization

/// Carries runtime events to their one consumer, in order.
///
/// Exits are never held back. Output is: beyond `limit` lines nobody has read, whoever reports more waits, and with it
/// the container that writes, so that a chatty container cannot fill the memory.
final class EventQueue: Sendable {
    private struct State {
        var events: [RuntimeEvent] = []
        var consumer: CheckedContinuation<RuntimeEvent?, Never>?
        var producers: [CheckedContinuation<Void, Never>] = []
        var finished = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int = 4096) { self.limit = limit }

    /// The stream to hand out, once.
    func stream() -> AsyncStream<RuntimeEvent> {
        AsyncStream(unfolding: { await self.next() }, onCancel: { self.finish() })
    }

    func send(_ event: RuntimeEvent) async {
        let full = state.withLock { state in
            guard !state.finished else { return false }
            if let consumer = state.consumer {
                state.consumer = nil
                consumer.resume(returning: event)
                return false
            }
            state.events.append(event)
            guard case .output = event else { return false }
            return state.events.count >= limit
        }
        guard full else { return }
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                if state.finished || state.events.count < limit { return true }
                state.producers.append(continuation)
                return false
            }
            if mayGoOn { continuation.resume() }
        }
    }

    /// No more events; what was sent is still delivered.
    func finish() {
        let (consumer, producers) = state.withLock { state in
            state.finished = true
            defer {
                state.consumer = nil
                state.producers = []
            }
            return (state.consumer, state.producers)
        }
        consumer?.resume(returning: nil)
        for producer in producers { producer.resume() }
    }

    private func next() async -> RuntimeEvent? {
        await withCheckedContinuation { (continuation: CheckedContinuation<RuntimeEvent?, Never>) in
            let (answer, producers) = state.withLock { state -> (RuntimeEvent??, [CheckedContinuation<Void, Never>]) in
                guard !state.events.isEmpty else {
                    if state.finished { return (.some(nil), []) }
                    // One consumer: an earlier one that was cancelled is answered by `finish`.
                    state.consumer = continuation
                    return (nil, [])
                }
                let event = state.events.removeFirst()
                guard state.events.count < limit / 2 else { return (event, []) }
                defer { state.producers = [] }
                return (event, state.producers)
            }
            for producer in producers { producer.resume() }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
