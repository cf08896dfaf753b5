import Synchronization

/// Holds how a container ended, once it has, for those who wait for it.
final class ExitLatch: Sendable {
    private struct State {
        var status: ExitStatus?
        var waiters: [Int: CheckedContinuation<ExitStatus?, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Nil while it runs.
    var status: ExitStatus? { state.withLock { $0.status } }

    func set(_ status: ExitStatus) {
        let waiters = state.withLock { state in
            guard state.status == nil else { return [CheckedContinuation<ExitStatus?, Never>]() }
            state.status = status
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: status) }
    }

    /// - Returns: nil when the waiting task was cancelled first.
    func wait() async -> ExitStatus? {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<ExitStatus?, Never>) in
                let answer = state.withLock { state -> ExitStatus?? in
                    if let status = state.status { return status }
                    if Task.isCancelled { return .some(nil) }
                    state.waiters[number] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(returning: nil)
        }
    }

    /// - Returns: nil when it still runs after `limit`, or when the waiting task was cancelled.
    func wait(atMost limit: Duration, on time: any CloudTime) async -> ExitStatus? {
        await Race.run(atMost: limit, on: time) { await self.wait() } ?? nil
    }
}
