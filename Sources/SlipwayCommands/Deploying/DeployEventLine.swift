import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayFailures
import SlipwayRollout

/// An event of a deployment as one JSON line.
struct DeployEventLine: Report {
    static let type = "event"
    private var event: String
    private var phase: String?
    private var text: String?
    private var outcome: String?
    private var milliseconds: Int64?
    private var finding: Finding?
    private var number: Int?
    private var of: Int?
    private var changes: [String]?
    private var revisions: [RolloutView.Revision]?
    private var bytes: Int64?

    func lines(_ style: Style) -> [String] { [text ?? event] }

    /// `nil` for events that only a live view wants.
    init?(_ event: DeployEvent, in language: Language = .english) {
        switch event {
        case .phaseStarted(let phase):
            self.event = "phaseStarted"
            self.phase = phase.rawValue
        case .phaseEnded(let phase, let after, let outcome):
            self.event = "phaseEnded"
            self.phase = phase.rawValue
            self.outcome = "\(outcome)"
            milliseconds = after.wholeMilliseconds
        case .checked(let finding):
            self.event = "checked"
            self.finding = finding
        case .expected(let forecast):
            self.event = "expected"
            text = forecast.headline.text(in: language)
        case .changes(let changes):
            self.event = "changes"
            self.changes = changes.map(\.sentence)
        case .image(.step(let step)):
            self.event = "image"
            text = step
        case .image(.uploaded): return nil
        case .imageReady(let image):
            self.event = "imageReady"
            text = image.reference.description
            bytes = image.bytesPushed
        case .beforeTask(let name, let state):
            self.event = "beforeTask"
            switch state {
            case .started(let task): text = "\(name) started as \(task)"
            case .ended(let code, let after):
                text = "\(name) ended with exit code \(code)"
                milliseconds = after.wholeMilliseconds
            }
        case .observed(let view):
            self.event = "observed"
            text = view.summary
            revisions = view.revisions
        case .rollout(let note):
            self.event = "rollout"
            switch note {
            case .failure(let finding, let number, let of):
                self.event = "failure"
                self.finding = finding
                (self.number, self.of) = (number, of)
            case .failed(let verdict):
                self.event = "failed"
                finding = verdict.cause
                text = verdict.words
            default:
                guard let sentence = note.sentence(in: language) else { return nil }
                text = sentence
            }
        case .verifying: return nil
        case .verified(let check, let after):
            self.event = "verified"
            text = Expectations.title(of: check)
            milliseconds = after.wholeMilliseconds
        case .note(let note):
            self.event = "note"
            text = note
        }
    }

    private enum Key: String, CodingKey {
        case event, phase, text, outcome, milliseconds, finding, number, of, changes, revisions, bytes
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(event, forKey: .event)
        try container.encodeIfPresent(phase, forKey: .phase)
        try container.encodeIfPresent(text, forKey: .text)
        try container.encodeIfPresent(outcome, forKey: .outcome)
        try container.encodeIfPresent(milliseconds, forKey: .milliseconds)
        try container.encodeIfPresent(finding.map(FindingBody.init), forKey: .finding)
        try container.encodeIfPresent(number, forKey: .number)
        try container.encodeIfPresent(of, forKey: .of)
        try container.encodeIfPresent(changes, forKey: .changes)
        try container.encodeIfPresent(revisions.map { $0.map(RevisionBody.init) }, forKey: .revisions)
        try container.encodeIfPresent(bytes, forKey: .bytes)
    }

    private struct RevisionBody: Encodable {
        var taskDefinition: String
        var new: Bool
        var desired: Int
        var running: Int
        var healthy: Int
        var pending: Int
        var failed: Int

        init(_ revision: RolloutView.Revision) {
            taskDefinition = revision.taskDefinition
            new = revision.isOurs
            desired = revision.desired
            running = revision.running
            healthy = revision.healthy
            pending = revision.pending
            failed = revision.failed
        }
    }
}
