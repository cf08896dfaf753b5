import LocalAWS
import Synchronization

/// Takes a runtime's events and lets a test wait for what it needs to see.
final class EventRecorder: Sendable {
    struct Line: Equatable, Sendable {
        var container: ContainerKey
        var stream: RuntimeEvent.OutputStream
        var text: String
    }

    private struct Waiter {
        var isMet: @Sendable (EventRecorder.Seen) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    struct Seen: Sendable {
        var lines: [Line] = []
        var exits: [(ContainerKey, ExitStatus)] = []

        func exit(_ key: ContainerKey) -> ExitStatus? { exits.last { $0.0 == key }?.1 }
        func lines(_ key: ContainerKey, _ stream: RuntimeEvent.OutputStream = .standardOutput) -> [String] {
            lines.filter { $0.container == key && $0.stream == stream }.map(\.text)
        }
    }

    private struct State {
        var seen = Seen()
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    var seen: Seen { state.withLock { $0.seen } }

    func record(_ events: AsyncStream<RuntimeEvent>) async {
        for await event in events {
            let met = state.withLock { state -> [Waiter] in
                switch event {
                case .output(let key, let stream, let line):
                    state.seen.lines.append(Line(container: key, stream: stream, text: line))
                case .exited(let key, let status): state.seen.exits.append((key, status))
                }
                let seen = state.seen
                let met = state.waiters.filter { $0.isMet(seen) }
                state.waiters.removeAll { $0.isMet(seen) }
                return met
            }
            for waiter in met { waiter.continuation.resume() }
        }
    }

    func wait(until isMet: @escaping @Sendable (Seen) -> Bool) async {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state in
                if isMet(state.seen) { return true }
                state.waiters.append(Waiter(isMet: isMet, continuation: continuation))
                return false
            }
            if now { continuation.resume() }
        }
    }

    func exit(of key: ContainerKey) async -> ExitStatus? {
        await wait { $0.exit(key) != nil }
        return seen.exit(key)
    }

    func line(_ text: String, of key: ContainerKey) async {
        await wait { $0.lines.contains { $0.container == key && $0.text == text } }
    }
}
