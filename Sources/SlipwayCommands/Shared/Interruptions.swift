import Dispatch
import SlipwayConsole
import SlipwayRollout
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Turns Ctrl-C and SIGTERM into what a rollout shall do.
///
/// On a terminal the first Ctrl-C asks; a second one leaves the rollout running. SIGTERM, or Ctrl-C where nobody can be
/// asked, puts the previous release back, unless the command was told to detach. Before the rollout has begun there is
/// nothing to put back: the command is cancelled.
final class Interruptions: Sendable {
    let stream: AsyncStream<RolloutEvent.Interruption>
    private let wishes: AsyncStream<RolloutEvent.Interruption>.Continuation
    private let console: Console
    private let detaches: Bool
    private let state = Mutex(State())

    private struct State {
        var isRolling = false
        var asked = false
        var cancel: (@Sendable () -> Void)?
        var sources: [any DispatchSourceSignal] = []
    }

    init(console: Console, detaches: Bool) {
        (stream, wishes) = AsyncStream.makeStream(of: RolloutEvent.Interruption.self)
        self.console = console
        self.detaches = detaches
    }

    /// - Parameter cancel: ends the command while nothing rolls.
    func begin(cancel: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.cancel = cancel
            for number in [SIGINT, SIGTERM] {
                ProcessSignal.handOver(number)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [weak self] in self?.received(number) }
                source.resume()
                state.sources.append(source)
            }
        }
    }

    func end() {
        state.withLock { state in
            for source in state.sources { source.cancel() }
            state.sources = []
        }
        for number in [SIGINT, SIGTERM] { ProcessSignal.takeBack(number) }
        wishes.finish()
    }

    /// The rollout has begun: from here on an interruption concerns a service that is changing.
    func rolloutBegan() { state.withLock { $0.isRolling = true } }

    private func received(_ number: Int32) {
        enum Answer { case cancel(@Sendable () -> Void), leave, putBack, ask }
        let answer: Answer = state.withLock { state in
            guard state.isRolling else { return .cancel(state.cancel ?? {}) }
            if number == SIGTERM || !console.canAsk { return detaches ? .leave : .putBack }
            if state.asked { return .leave }
            state.asked = true
            return .ask
        }
        switch answer {
        case .cancel(let cancel): cancel()
        case .leave: wishes.yield(.leave)
        case .putBack: wishes.yield(.putBack)
        case .ask: ask()
        }
    }

    private func ask() {
        console.warn("Leave the rollout running [l], put the previous release back [p], or go on watching [enter]?")
        Thread.detached { [wishes, console, weak self] in
            switch readLine(strippingNewline: true)?.lowercased() {
            case "l", "leave": wishes.yield(.leave)
            case "p", "put back": wishes.yield(.putBack)
            default:
                console.warn("going on")
                self?.state.withLock { $0.asked = false }
            }
        }
    }
}

private enum Thread {
    /// A blocking read must not occupy one of the cooperative threads.
    static func detached(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue.global(qos: .userInitiated).async(execute: body)
    }
}
