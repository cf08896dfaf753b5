import Foundation
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout
import Testing

@testable import SlipwayCommands

@Suite("What commands print") struct OutputTests {
    struct Line: Decodable {
        var type: String
        var event: String?
    }

    static let service = Service(region: "eu-west-1", cluster: "shop-dev", name: "web")

    static func finding(_ text: String) -> Finding {
        Finding(
            failure: "app-exit", severity: .fail, title: Words(same: "task \(text)"),
            cause: Words("it said \(text)", ko: "\(text)라고 했습니다"),
            evidence: [Evidence(source: "log", field: "web", text: "url=\(text) refused")],
            fix: Words(same: "look at \(text)"))
    }

    /// One of each kind of event that people or scripts see, each with `text` wherever text can stand.
    static func events(_ text: String) throws -> [DeployEvent] {
        let finding = finding(text)
        let verdict = RolloutVerdict(reason: .application, cause: finding, failures: 2, at: .seconds(3))
        let check = VerifyPlan(kind: .request(RequestPlan(path: "/health?key=\(text)")))
        let image = PreparedImage(
            reference: try ImageReference(parsing: "host.example/shop:1"), tag: "1", platforms: [.linuxX86])
        let revision = RolloutView.Revision(
            taskDefinition: "web:2", isOurs: true, desired: 2, running: 1, pending: 1, failed: 0, healthy: 1)
        let seen = ServiceEvent(id: "1", createdAt: Moment(millisecondsSinceEpoch: 0), message: "event \(text)")
        return [
            .phaseStarted(.check), .checked(finding), .phaseEnded(.check, after: .seconds(1), .failed),
            .changes([Change(subject: "task definition", field: "variable URL", old: text, new: "\(text)!")]),
            .image(.step("building \(text)")), .image(.uploaded(bytes: 1, of: 2)), .imageReady(image),
            .beforeTask(name: "migrate", .started(task: "task/1")),
            .beforeTask(name: "migrate", .ended(exitCode: 0, after: .seconds(1))),
            .observed(RolloutView(revisions: [revision], newEvents: [seen], summary: "waiting \(text)")),
            .rollout(.found(serviceDeployment: "sd/2")), .rollout(.failure(finding, number: 1, of: 2)),
            .rollout(.patience(finding)), .rollout(.mayPass(finding)), .rollout(.warning(finding)),
            .rollout(.blind(reason: "no answer: \(text)", times: 3)), .rollout(.readingBack(reason: text)),
            .rollout(.failed(verdict)), .rollout(.causeFound(finding)), .rollout(.restoring(.update)),
            .rollout(.restoreStepRefused(.update, reason: text)), .rollout(.restoredReleaseFails(finding)),
            .verifying(check, attempt: 2, last: text), .verified(check, after: .seconds(1)), .note("note \(text)"),
        ]
    }

    static func result(_ text: String) -> DeployResult {
        DeployResult(
            exitCode: .failedRestored, service: service, phase: .restore, summary: "failed: \(text)",
            cause: finding(text), changes: [Change(subject: "service", field: text, old: nil, new: text)],
            elapsed: .seconds(5), next: "curl \(text)")
    }

    /// All that a deployment with these words prints.
    static func printed(_ text: String, _ format: OutputFormat, live: Bool, _ redactor: Redactor) throws -> MemorySink {
        let sink = MemorySink()
        let console = Console(format: format, isLive: live, sink: sink, redactor: redactor)
        let view = DeployView(console)
        for event in try events(text) { view.show(event) }
        console.report(DeployReport(result: result(text)))
        console.report(FindingReport(finding(text)))
        console.report(CheckReport(service: service, findings: [finding(text)]))
        console.fail(Problem("test", "wrong: \(text)", cause: text, next: text, exitCode: .bug))
        return sink
    }

    @Test("in JSON every line is an object with its type, and every event has its name")
    func json() throws {
        let sink = try Self.printed("words", .json, live: false, Redactor())
        let lines = try sink.lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        #expect(lines.filter { $0.type == "event" }.allSatisfy { $0.event?.isEmpty == false })
        #expect(lines.suffix(4).map(\.type) == ["result", "finding", "result", "result"])
        let names = Set(lines.compactMap(\.event))
        for name in ["phaseStarted", "phaseEnded", "checked", "changes", "failure", "failed", "observed", "verified"] {
            #expect(names.contains(name), "\(name)")
        }
    }

    @Test("the result of a deployment carries what scripts need")
    func result() throws {
        struct Result: Decodable {
            struct Cause: Decodable { var id: String }
            var status: String
            var exitCode: Int
            var phase: String
            var cause: Cause
            var elapsedMilliseconds: Int
        }
        let sink = MemorySink()
        Console(format: .json, sink: sink).report(DeployReport(result: Self.result("words")))
        let result = try JSONDecoder().decode(Result.self, from: Data(sink.text.utf8))
        #expect(result.status == "failedRestored")
        #expect(result.exitCode == 11)
        #expect(result.phase == "restore")
        #expect(result.cause.id == "app-exit")
        #expect(result.elapsedMilliseconds == 5000)
    }

    @Test(
        "a secret value that Slipway knows appears in no line, whatever prints it",
        arguments: ["canary-4711", "canary\"q\\u0/p&%", "canary-line-one\ncanary-line-two"])
    func canary(secret: String) throws {
        let redactor = Redactor()
        redactor.learn(secret)
        for (format, live) in [(OutputFormat.text, false), (.text, true), (.json, false)] {
            let text = try Self.printed(secret, format, live: live, redactor).text
            #expect(text.contains("[secret]"))
            #expect(!text.contains("canary"), "\(format), live: \(live)")
        }
    }
}
