import ArgumentParser
import SlipwayConsole
import SlipwayDomain
import SlipwayFailures
import SlipwayFaults

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct LocalFaultList: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the failures that can be brought about, and which are right now.",
        discussion: """
            Examples:
              slipway local fault list
              slipway local fault list --output json
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var local: LocalPortOption

    private struct Listing: Decodable {
        struct Item: Decodable { var name: String }
        var faults: [Item]
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        var active: [String] = []
        // The list is of use without a cloud as well.
        if !LocalRecord.all(context).isEmpty {
            let admin = try LocalAdmin.running(context, port: local.port)
            let body = try await admin.ask("GET", "/_slipway/faults")
            active = try JSONDecoder().decode(Listing.self, from: Data(body)).faults.map(\.name)
        }
        context.console.report(FaultListReport(active: active, possible: FaultMap.reproducible))
        return 0
    }
}

struct FaultListReport: Report {
    static let type = "result"
    var active: [String]
    var possible: [FailureID]

    func lines(_ style: Style) -> [String] {
        let width = possible.map(\.name.columns).max() ?? 0
        return possible.map { id in
            let sign = active.contains(id.name) ? style.failed : " "
            let title = Catalogue.mode(id).map { style.say($0.title) } ?? ""
            return "\(sign) \(id.name.padded(to: width))  \(style.paint(title, .dim))"
        }
    }

    private enum Key: String, CodingKey { case status, exitCode, active, possible }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(active, forKey: .active)
        try container.encode(possible.map(\.name), forKey: .possible)
    }
}
