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
/// nothing to put back: the command is cancelled.
final class Interruptions: Sendable {
    let stream: AsyncStream<RolloutEvent.Interruption>
    private let wishes: AsyncStream<RolloutEvent.Interruption>.Continuation
    private let console: Console
    private let detaches: Bool
    private let readAnswer: @Sendable () -> String?
    private let state = Mutex(State())

    private struct State {
        var isRolling = false
        var isRestoring = false
        /// Counts questions, so that a late answer to an old one is none.
        var question = 0
        var isAsking = false
        var cancel: (@Sendable () -> Void)?
        var sources: [any DispatchSourceSignal] = []
    }

    /// - Parameters:
    ///   - detaches: whether SIGTERM leaves the rollout running.
    ///   - readAnswer: waits for a line that a person types; nothing at the end of the input.
    init(
        console: Console, detaches: Bool,
        readAnswer: @escaping @Sendable () -> String? = { readLine(strippingNewline: true) }
    ) {
        (stream, wishes) = AsyncStream.makeStream(of: RolloutEvent.Interruption.self)
        self.console = console
        self.detaches = detaches
        self.readAnswer = readAnswer
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
        }
        let answer: Answer = state.withLock { state in
            guard state.isRolling else { return .cancel(state.cancel ?? {}) }
            if number == SIGTERM || !console.canAsk { return detaches ? .leave : .putBack }
            if state.isAsking { return .leave }
            state.isAsking = true
            state.question += 1
            return .ask(number: state.question, restoring: state.isRestoring)
        }
        switch answer {
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
            case "l", "leave": wishes.yield(.leave)
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
