import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures
import SlipwayRollout
import Synchronization

/// Shows a deployment while it goes on: a live block on a terminal, plain lines elsewhere, one JSON line an event.
final class DeployView: Sendable {
    private let console: Console
    private let clock = ContinuousClock()
    private let state: Mutex<State>

    private struct State {
        var phase: Phase?
        var phaseStarted: ContinuousClock.Instant
        var view: RolloutView?
        var lastEvent: String?
        var failure: String?
        var lastSummary: String?
        var lastUploadTenth: Int64 = -1
        var findings: [Finding] = []
        var forecast: LengthForecast?
    }

    init(_ console: Console) {
        self.console = console
        state = Mutex(State(phaseStarted: ContinuousClock().now))
    }

    func show(_ event: DeployEvent) {
        if console.format == .json {
            if let line = DeployEventLine(event, in: console.dataStyle.language) { console.report(line) }
            return
        }
        let style = console.style
        state.withLock { state in
            switch event {
            case .phaseStarted(let phase):
                state.phase = phase
                state.phaseStarted = clock.now
                state.view = nil
                state.lastEvent = nil
                draw(state)
            case .phaseEnded(let phase, let after, let outcome):
                if phase == .check { showCheck(&state) }
                let sign = outcome == .failed ? style.failed : style.ok
                let time =
                    outcome == .unchanged
                    ? "\(after.words.padded(to: 10)) \(style.paint("unchanged", .dim))" : after.words
                console.say("\(sign) \(style.paint(phase.rawValue.padded(to: 8), .bold)) \(time)")
                state.phase = nil
            case .checked(let finding): state.findings.append(finding)
            case .expected(let forecast): state.forecast = forecast
            case .changes(let changes):
                say(changes.map { "\(style.paint("~", .yellow)) \($0.sentence.withoutControls)" })
            case .image(let progress): showImage(progress, &state)
            case .imageReady(let image):
                say(["\(style.paint("image", .dim)) \(image.reference)"])
            case .beforeTask(let name, .started(let task)):
                say(["\(style.paint("before", .dim)) \(name) runs as \(task.split(separator: "/").last ?? "")"])
            case .beforeTask(let name, .ended(let code, let after)):
                say(["\(style.paint("before", .dim)) \(name) ended with exit code \(code) after \(after.words)"])
            case .observed(let view): show(view, &state)
            case .rollout(let note): show(note, &state)
            case .verifying: draw(state)
            case .verified(let check, let after):
                say(["\(style.ok) \(Expectations.title(of: check)) \(style.paint("after \(after.words)", .dim))"])
            case .note(let text): say([text])
            }
        }
    }

    private func say(_ lines: [String]) {
        for line in lines { console.say("  \(line)") }
    }

    /// All findings at once, what matters first.
    private func showCheck(_ state: inout State) {
        say(CheckLines(findings: state.findings).lines(console.style))
        let fails = state.findings.contains { $0.severity == .fail }
        if !fails, let forecast = state.forecast { say(ForecastLine(forecast: forecast).lines(console.style)) }
        state.findings = []
        state.forecast = nil
    }

    private func showImage(_ progress: ImageProgress, _ state: inout State) {
        switch progress {
        case .step(let text): say([console.style.paint(text.withoutControls, .dim)])
        case .uploaded(let bytes, let total):
            let tenth = total > 0 ? bytes * 10 / total : 10
            guard tenth != state.lastUploadTenth else { return }
            state.lastUploadTenth = tenth
            console.draw(["  pushing \(bytes / 1_048_576) of \(max(1, total / 1_048_576)) MiB"])
        }
    }

    private func show(_ view: RolloutView, _ state: inout State) {
        state.view = view
        for event in view.newEvents {
            let text = event.message.withoutControls
            guard text != state.lastEvent else { continue }
            state.lastEvent = text
        }
        if console.isLive {
            draw(state)
        } else if view.summary != state.lastSummary {
            say([view.summary])
        }
        state.lastSummary = view.summary
    }

    private func show(_ note: RolloutNote, _ state: inout State) {
        let style = console.style
        switch note {
        case .failure(let finding, let number, let count):
            let text = "failure \(number) of \(count): \(console.style.say(finding.cause))"
            state.failure = text
            say(["\(style.failed) \(text)"])
        case .failed(let verdict):
            say(["\(style.failed) \(style.paint("the release has failed", .red)): \(verdict.words)"])
        default:
            if let text = note.sentence(in: style.language) { say([text.withoutControls]) }
        }
    }

    /// Phase and time, counts a revision, the last event, the first failure.
    private func draw(_ state: State) {
        guard console.isLive, let phase = state.phase else { return }
        let style = console.style
        let elapsed = state.phaseStarted.duration(to: clock.now)
        var lines = ["\(style.paint("…", .cyan)) \(style.paint(phase.rawValue.padded(to: 8), .bold)) \(elapsed.words)"]
        if let view = state.view {
            let table = Table(
                ["revision", "", "desired", "running", "healthy", "pending", "failed"],
                rows: view.revisions.map {
                    [
                        $0.taskDefinition, $0.isOurs ? "new" : "old", "\($0.desired)", "\($0.running)", "\($0.healthy)",
                        "\($0.pending)", "\($0.failed)",
                    ]
                }, indent: 4)
            lines += table.lines(style)
            lines.append("    \(view.summary)")
        }
        if let event = state.lastEvent { lines.append("    \(style.paint(event, .dim))") }
        if let failure = state.failure { lines.append("    \(style.failed) \(failure)") }
        console.draw(lines)
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}

extension RolloutVerdict {
    var words: String {
        switch reason {
        case .cannotHeal: "a cause that cannot heal by itself"
        case .application: "the same failure \(failures) times"
        case .circuitBreaker: "ECS's circuit breaker fired"
        case .alarm: "an alarm fired"
        case .hook: "a lifecycle hook failed"
        case .stoppedByECS: "ECS stopped or rolled it back"
        case .verification: "a check from outside failed"
        case .budget: "the budget ended"
        case .interrupted: "it was interrupted"
        }
    }
}

extension RolloutNote {
    /// `nil` for those that have a form of their own.
    func sentence(in language: Language) -> String? {
        func cause(_ finding: Finding) -> String { finding.cause.text(in: language) }
        return switch self {
        case .found(let deployment): "service deployment \(deployment.split(separator: "/").last ?? "")"
        case .failure, .failed: nil
        case .patience(let finding): "\(cause(finding)); it is young, one more try"
        case .mayPass(let finding): "\(cause(finding)); this may pass"
        case .warning(let finding): "warning: \(cause(finding))"
        case .healthyDraining(let old): "healthy; \(old) old task\(old == 1 ? "" : "s") draining"
        case .blind(let reason, let times): times > 1 ? "AWS cannot be read (\(times) times): \(reason)" : nil
        case .readingBack(let reason): "the answer was lost, reading back: \(reason)"
        case .causeFound(let finding): "cause: \(cause(finding))"
        case .restoring(let step): "restoring: \(step.sentence)"
        case .rollingBackByItself: "ECS is rolling back by itself"
        case .restoreStepRefused(let step, let reason): "\(step.sentence) was refused: \(reason)"
        case .restoredReleaseFails(let finding): "the previous release fails too: \(cause(finding))"
        }
    }
}

extension RestoreStep {
    var sentence: String {
        switch self {
        case .stopDeployment: "stop the deployment with rollback"
        case .update: "update to the last release that worked"
        case .settings: "put count, percents and grace period back"
        case .scaleToZero: "scale to zero, there was no release before"
        }
    }
}
