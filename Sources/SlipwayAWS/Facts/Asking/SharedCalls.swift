import AWSRuntime
import Synchronization

/// The reads of one run of checks: equal questions are asked once, and only so many at a time.
///
/// An answer is remembered for as long as this value lives, so it must not outlive the run.
final class SharedCalls: AWSCalling {
    private struct Question: Hashable {
        var action: String
        var input: AWSValue
    }

    private let caller: any AWSCalling
    private let room: Room
    /// Each holds a `Result` of its operation's answer and error.
    private let asked = Mutex<[Question: Task<any Sendable, Never>]>([:])
    private let denied = Mutex<Set<String>>([])

    /// - Parameter parallel: how many questions may be on their way at once.
    init(_ caller: any AWSCalling, parallel: Int) {
        self.caller = caller
        room = Room(parallel)
    }

    /// Actions that AWS did not allow, sorted.
    var refused: [String] { denied.withLock { $0.sorted() } }

    func call<O: AWSOperation>(
        _ operation: O.Type, _ input: O.Input
    ) async throws(AWSCallError<O.Failure>) -> O.Output {
        let question = Question(action: O.action, input: input.awsValue)
        let task = asked.withLock { asked in
            if let task = asked[question] { return task }
            let task = Task<any Sendable, Never> { await self.perform(operation, input) }
            asked[question] = task
            return task
        }
        let answer = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        guard let result = answer as? Result<O.Output, AWSCallError<O.Failure>> else {
            preconditionFailure("\(O.action) was answered with another operation's result")
        }
        return try result.get()
    }

    private func perform<O: AWSOperation>(
        _ operation: O.Type, _ input: O.Input
    ) async -> Result<O.Output, AWSCallError<O.Failure>> {
        await room.enter()
        defer { room.leave() }
        do throws(AWSCallError<O.Failure>) {
            return .success(try await caller.call(operation, input))
        } catch {
            if error.isDenied { _ = denied.withLock { $0.insert(O.action) } }
            return .failure(error)
        }
    }
}

/// Lets so many in at a time; the others wait in the order in which they came.
private final class Room: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ places: Int) {
        state = Mutex(State(free: max(1, places)))
    }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayEnter = state.withLock { state in
                if state.free == 0 {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if mayEnter { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
