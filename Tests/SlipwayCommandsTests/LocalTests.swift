import Foundation
import LocalAWS
import SlipwayConsole
import Testing

@testable import SlipwayCommands

@Suite("The embedded cloud by command") struct LocalTests {
    static func record(_ stage: Stage, processID: Int32 = LocalRecord.ownProcessID) -> LocalRecord {
        let running = RunningCloud(cloud: stage.cloud, port: stage.port, runtime: "played")
        return LocalRecord(
            port: stage.port, processID: processID, endpoint: EndpointReport(running, region: "eu-west-1"))
    }

    @Test("it ends when it is asked to, without any signal", .timeLimit(.minutes(1)))
    func stop() async throws {
        try await Stage.with { stage in
            let running = RunningCloud(cloud: stage.cloud, port: stage.port, runtime: "played")
            async let end: Void = running.untilEnd()
            // No process has this number: nothing is waited for.
            try await Self.record(stage, processID: .max).stop()
            await end
        }
    }

    @Test("stopping clears what a killed one left, and says so", .timeLimit(.minutes(1)))
    func leavings() async throws {
        guard getuid() == 0 else { return print("skipped: root is needed to make namespaces") }
        try await Stage.with { stage in
            var stage = stage
            stage.environment["DOCKER_HOST"] = "unix:///nowhere.sock"
            var dead = RuntimeInstance.current(nonce: "dead")
            dead.startTime += 1
            let left = "\(stage.root)/state/slipway/local/tasks/\(dead.id)"
            try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
            let outcome = try await stage.run("local", "stop")
            #expect(outcome.exitCode == 0)
            #expect(outcome.words.contains("cleared what a killed embedded cloud had left"))
            #expect(!FileManager.default.fileExists(atPath: left))
            let again = try await stage.run("local", "stop")
            #expect(again.exitCode != 0 && again.words.contains("no embedded cloud is running"))
        }
    }

    @Test("its status tells what is broken there and what it assumes, and never in raw JSON")
    func status() async throws {
        try await Stage.with { stage in
            let admin = LocalAdmin(record: Self.record(stage))
            let order = #"{"name":"app-exit-1","faults":[],"subjects":[],"service":"web"}"#
            _ = try await admin.ask("POST", "/_slipway/faults", body: Array(order.utf8))
            let report = try await LocalStatusReport.ask(admin.record)
            #expect(report.details.faults.map(\.name) == ["app-exit-1"])
            #expect(!report.details.doubts.isEmpty)
            let text = report.lines(.plain).joined(separator: "\n")
            #expect(text.contains("app-exit-1 of the service web strikes"))
            #expect(text.contains("scheduler pass"))
            #expect(!text.contains("{"))
        }
    }

    @Test("what is printed for a shell leads every tool there, with a region")
    func exports() async throws {
        try await Stage.with { stage in
            let running = RunningCloud(cloud: stage.cloud, port: stage.port, runtime: "played")
            let lines = EndpointReport(running, region: nil).lines(.plain)
            for name in [
                "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION",
            ] {
                #expect(lines.contains { $0.hasPrefix("export \(name)=") })
            }
        }
    }
}
