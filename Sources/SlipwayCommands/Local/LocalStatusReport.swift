import LocalAWS
import SlipwayConsole
import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a running embedded cloud says of itself.
struct LocalStatusReport: Report {
    static let type = "result"
    var record: LocalRecord
    var details: Details

    /// The answer of `GET /_slipway/status`.
    struct Details: Codable, Sendable {
        struct Service: Codable, Sendable {
            var name: String
            var operations: [String]
            /// Members that are taken and have no effect, as `Operation.member`.
            var ignored: [String]
        }
        struct ActiveFault: Codable, Sendable {
            var name: String
            var service: String?
        }
        var account: String
        var services: [Service]
        /// Calls whose answers can be given.
        var given: [String]
        var faults: [ActiveFault]
        var doubts: [Doubt]
    }

    static func ask(_ record: LocalRecord) async throws -> LocalStatusReport {
        let body = try await LocalAdmin(record: record).ask("GET", "/_slipway/status")
        do {
            return LocalStatusReport(record: record, details: try JSONDecoder().decode(Details.self, from: Data(body)))
        } catch {
            throw Problem(
                "local.status", "the embedded cloud on port \(record.port) is of another version of slipway",
                next: "slipway local stop --port \(record.port)", exitCode: .unreachable)
        }
    }

    func lines(_ style: Style) -> [String] {
        let operations = details.services.reduce(0) { $0 + $1.operations.count }
        var lines = [
            "\(style.paint(record.endpoint, .bold))  account \(details.account)  pace \(record.pace)  process \(record.processID)",
            "  \(style.paint("runtime", .dim))  \(record.runtime)",
            "  \(style.paint("answers", .dim))  \(operations) operations of \(details.services.count) services: "
                + details.services.map { "\($0.name) \($0.operations.count)" }.joined(separator: ", "),
        ]
        for fault in details.faults {
            let place = fault.service.map { " of the service \($0)" } ?? ""
            lines.append("  \(style.failed) \(fault.name)\(place) strikes: slipway local fault remove \(fault.name)")
        }
        lines.append("  " + style.paint("assumed of ECS, where its documentation leaves it open:", .dim))
        let table = Table(
            ["", "", ""], rows: details.doubts.map { [$0.name, $0.assumed, $0.source] }, indent: 4)
        return lines + table.lines(style)
    }

    private enum Key: String, CodingKey {
        case status, exitCode, endpoint, port, processID, runtime, pace, region, account, services, given, faults,
            doubts
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("running", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(record.endpoint, forKey: .endpoint)
        try container.encode(record.port, forKey: .port)
        try container.encode(record.processID, forKey: .processID)
        try container.encode(record.runtime, forKey: .runtime)
        try container.encode(record.pace, forKey: .pace)
        try container.encode(record.region, forKey: .region)
        try container.encode(details.account, forKey: .account)
        try container.encode(details.services, forKey: .services)
        try container.encode(details.given, forKey: .given)
        try container.encode(details.faults, forKey: .faults)
        try container.encode(details.doubts, forKey: .doubts)
    }
}
