import AWSRuntime
import Foundation
import LocalAWS
import Logging
@testable import SlipwayCommands
import SlipwayConsole
import SlipwayDomain
import SlipwayFaults
import Testing

@Suite("What local status says") struct LocalStatusTests {
    private struct Printed: Decodable {
        struct Fault: Decodable, Equatable {
            var name: String
            var service: String?
        }
        var type: String
        var endpoint: String
        var faults: [Fault]
    }

    /// What a cloud prints of itself with these faults.
    private func printed(_ format: OutputFormat, faults: [String: String?]) async throws -> String {
        let logger = Logger(label: "status") { _ in SwiftLogNoOpLogHandler() }
        let cloud = try Cloud(
            Cloud.Settings(port: 0, runtime: NoRuntime(), time: SystemCloudTime(pace: 100), logger: logger))
        do {
            let port = try await cloud.start()
            for (id, service) in faults.sorted(by: { $0.key < $1.key }) {
                try await cloud.faults.add(
                    id, try FaultMap.faults(of: .init(id)), service: service, subjects: [],
                    since: cloud.settings.time.now())
            }
            let running = RunningCloud(cloud: cloud, port: port, runtime: "none here")
            let record = LocalRecord(port: port, processID: LocalRecord.ownProcessID, endpoint: EndpointReport(running))
            let sink = MemorySink()
            let console = Console(format: format, isLive: false, sink: sink, redactor: Redactor())
            console.report(try await LocalStatusReport.ask(record))
            await cloud.stop()
            return sink.text
        } catch {
            await cloud.stop()
            throw error
        }
    }

    @Test("faults that are active are told to people, with what they are")
    func text() async throws {
        let text = try await printed(.text, faults: ["app-exit-1": nil, "net-no-egress-route": "web"])
        #expect(text.contains("broken on purpose"))
        #expect(text.contains("app-exit-1"))
        #expect(text.contains("net-no-egress-route") && text.contains("only web"))
        #expect(text.contains("ecs"))
    }

    @Test("a cloud that is whole says nothing of faults")
    func whole() async throws {
        #expect(!(try await printed(.text, faults: [:])).contains("broken on purpose"))
    }

    @Test("faults that are active are told to programs")
    func json() async throws {
        let line = try await printed(.json, faults: ["app-exit-1": "web"])
        let printed = try JSONDecoder().decode(Printed.self, from: Data(line.utf8))
        #expect(printed.type == "result")
        #expect(printed.faults == [Printed.Fault(name: "app-exit-1", service: "web")])
        #expect(!line.contains("secretAccessKey"))
    }
}
