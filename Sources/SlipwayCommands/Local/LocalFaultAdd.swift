import ArgumentParser
import LocalAWS
import SlipwayConsole
import SlipwayDomain
import SlipwayFailures
import SlipwayFaults

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct LocalFaultAdd: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Bring a failure about, by its id.",
        discussion: """
            `slipway explain ID` says what it is; `slipway local fault list` which can be brought about. \
            With --service only the ECS service of that name is struck.

            Examples:
              slipway local fault add image-tag-not-found --subject shop
              slipway local fault add app-oom-killed --service backend
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var local: LocalPortOption

    @Argument(
        help: ArgumentHelp("A failure's id.", valueName: "id"), completion: .list(FaultMap.reproducible.map(\.name)))
    var id: String

    @Option(
        help: ArgumentHelp(
            "Only strike the secret (NAME or NAME#key), parameter, repository, log group or target group of that name. "
                + "May be repeated.", valueName: "name"))
    var subject: [String] = []

    /// As LocalAWS takes it.
    private struct Order: Encodable {
        var name: String
        var faults: [CloudFault]
        var service: String?
        var subjects: [String]
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        let faults: [CloudFault]
        do {
            faults = try FaultMap.faults(of: FailureID(id))
        } catch {
            throw error.problem(id)
        }
        let admin = try LocalAdmin.running(context, port: local.port)
        let order = Order(name: id, faults: faults, service: global.service, subjects: subject)
        _ = try await admin.ask("POST", "/_slipway/faults", body: Array(try JSONEncoder().encode(order)))
        let title = Catalogue.mode(FailureID(id))?.title ?? Words(same: id)
        FaultChange(
            status: "strikes", failure: id,
            words: "\(id) strikes from now on: \(context.console.style.say(title)); "
                + "end it with `slipway local fault remove \(id)`"
        ).tell(context.console)
        return 0
    }
}

/// What became of the faults of an embedded cloud.
struct FaultChange: Report {
    static let type = "result"
    /// `strikes` or `over`.
    var status: String
    /// Nothing for all of them.
    var failure: String?
    var words: String

    func lines(_ style: Style) -> [String] { [words] }

    /// For people it stands beside the data, of which there is none.
    func tell(_ console: Console) {
        switch console.format {
        case .text: console.say(words)
        case .json: console.report(self)
        }
    }

    private enum Key: String, CodingKey { case status, exitCode, failure, message }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(status, forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encodeIfPresent(failure, forKey: .failure)
        try container.encode(words, forKey: .message)
    }
}

extension FaultMap.Refusal {
    func problem(_ id: String) -> Problem {
        switch self {
        case .unknownMode(let near):
            Problem(
                "fault.unknown", "there is no failure \(id)",
                next: near.map { "slipway local fault add \($0)" } ?? "slipway local fault list", exitCode: .usage)
        case .cloudOnly:
            Problem("fault.cloud", "\(id) happens only on AWS", next: "slipway explain \(id)", exitCode: .usage)
        case .notReproduced:
            Problem(
                "fault.none", "LocalAWS cannot bring \(id) about", next: "slipway local fault list", exitCode: .usage)
        case .manifest:
            Problem(
                "fault.manifest", "only a manifest can bring \(id) about", next: "slipway explain \(id)",
                exitCode: .usage)
        }
    }
}
