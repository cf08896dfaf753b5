import Dispatch
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
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
/// nothing to put back: the command is cancelled. Whoever has decided and interrupts once more ends the process at once.
final class Interruptions: Sendable {
    let stream: AsyncStream<RolloutEvent.Interruption>
    private let wishes: AsyncStream<RolloutEvent.Interruption>.Continuation
    private let console: Console
    private let detaches: Bool
    private let readAnswer: @Sendable () -> String?
    private let endAtOnce: @Sendable (Int32) -> Void
    private let state = Mutex(State())

    private struct State {
        var isRolling = false
        var isRestoring = false
        /// Counts questions, so that a late answer to an old one is none.
        var question = 0
        var isAsking = false
        var cancel: (@Sendable () -> Void)?
        var isCancelled = false
        var isLeft = false
        var listener: Int?
    }

    /// - Parameters:
    ///   - detaches: whether SIGTERM leaves the rollout running.
    ///   - readAnswer: waits for a line that a person types; nothing at the end of the input.
    ///   - endAtOnce: ends the process as the signal does by default.
    init(
        console: Console, detaches: Bool,
        readAnswer: @escaping @Sendable () -> String? = { readLine(strippingNewline: true) },
        endAtOnce: @escaping @Sendable (Int32) -> Void = { ProcessSignal.end(by: $0) }
    ) {
        (stream, wishes) = AsyncStream.makeStream(of: RolloutEvent.Interruption.self)
        self.console = console
        self.detaches = detaches
        self.readAnswer = readAnswer
        self.endAtOnce = endAtOnce
    }

    /// - Parameter cancel: ends the command while nothing rolls.
    func begin(cancel: @escaping @Sendable () -> Void) {
        let listener = ProcessSignal.listen(to: [SIGINT, SIGTERM]) { [weak self] in self?.received($0) }
        state.withLock { state in
            state.cancel = cancel
            state.listener = listener
        }
    }

    func end() {
        if let listener = state.withLock({ $0.listener.take() }) { ProcessSignal.ignore(listener) }
        console.answered(isTyped: false)
        wishes.finish()
    }

    /// Hears how far the deployment is: from the service phase on an interruption concerns a service that is changing.
    func hear(_ event: DeployEvent) {
        state.withLock { state in
            switch event {
            case .phaseStarted(.service): state.isRolling = true
            case .rollout(.failed): state.isRestoring = true
            default: break
            }
        }
    }

    func received(_ number: Int32) {
        enum Answer {
            case cancel(@Sendable () -> Void)
            case leave
            case putBack
            case ask(number: Int, restoring: Bool)
            case endAtOnce
        }
        let answer: Answer = state.withLock { state in
            if state.isLeft || state.isCancelled && !state.isRolling { return .endAtOnce }
            guard state.isRolling else {
                state.isCancelled = true
                return .cancel(state.cancel ?? {})
            }
            if state.isAsking || detaches && (number == SIGTERM || !console.canAsk) {
                state.isLeft = true
                return .leave
            }
            if number == SIGTERM || !console.canAsk { return .putBack }
            state.isAsking = true
            state.question += 1
            return .ask(number: state.question, restoring: state.isRestoring)
        }
        switch answer {
        case .endAtOnce:
            console.clearLive()
            console.answered(isTyped: false)
            endAtOnce(number)
        case .cancel(let cancel): cancel()
        case .leave:
            console.answered(isTyped: false)
            wishes.yield(.leave)
        case .putBack: wishes.yield(.putBack)
        case .ask(let number, let restoring): ask(number, restoring: restoring)
        }
    }

    private func ask(_ number: Int, restoring: Bool) {
        // Alone in its line: the terminal has written ^C there.
        console.warn(
            restoring
                ? "Interrupted while the previous release is being put back. ECS goes on with that by itself:"
                : "Interrupted. The rollout goes on by itself; what shall become of it?")
        console.ask(
            restoring ? "[l] leave, [enter] go on watching: " : "[l] leave it, [p] put back, [enter] go on watching: ")
        Self.onOwnThread { [wishes, console, readAnswer, weak self] in
            let answer = readAnswer()?.lowercased()
            // The question may have been answered by a second Ctrl-C, or by the end of the rollout.
            let isOpen = self?.state.withLock { state in
                defer { state.isAsking = false }
                return state.isAsking && state.question == number
            }
            guard isOpen == true else { return }
            console.answered(isTyped: answer != nil)
            switch answer {
            case "l", "leave":
                self?.state.withLock { $0.isLeft = true }
                wishes.yield(.leave)
            case "p", "put back": wishes.yield(.putBack)
            default: break
            }
        }
    }

    /// A blocking read must not occupy one of the cooperative threads.
    private static func onOwnThread(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue.global(qos: .userInitiated).async(execute: body)
    }
}
