import SlipwayConsole
import SlipwayDomain
import SlipwayFailures

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a running embedded cloud says of itself.
struct LocalStatusReport: Report {
    static let type = "result"

    /// The body of `GET /_slipway/status`, as far as it is shown.
    struct Details: Codable {
        struct Service: Codable {
            var name: String
            var operations: [String]
            /// Members that are taken and have no effect, as `Operation.member`.
            var ignored: [String]
        }
        /// Somebody broke this on purpose.
        struct Fault: Codable {
            /// A failure's id, mostly.
            var name: String
            /// Nil strikes all services.
            var service: String?
        }
        var account: String
        var services: [Service]
        /// Calls whose answers can be given.
        var given: [String]
        var faults: [Fault]
    }

    var endpoint: String
    var processID: Int32
    var pace: Int
    var runtime: String
    var details: Details

    init(_ record: LocalRecord, details: Details) {
        endpoint = record.endpoint
        processID = record.processID
        pace = record.pace
        runtime = record.runtime
        self.details = details
    }

    static func ask(_ record: LocalRecord) async throws(Problem) -> LocalStatusReport {
        let body = try await LocalAdmin(record: record).ask("GET", "/_slipway/status")
        do {
            return LocalStatusReport(record, details: try JSONDecoder().decode(Details.self, from: Data(body)))
        } catch {
            throw Problem(
                "local.status", "the embedded cloud on port \(record.port) is of another version", cause: "\(error)",
                next: "slipway local stop", exitCode: .unreachable)
        }
    }

    func lines(_ style: Style) -> [String] {
        var lines = [
            "\(style.paint(endpoint, .bold))  process \(processID)  pace \(pace)  account \(details.account)",
            "  \(runtime)",
        ]
        if !details.faults.isEmpty {
            lines.append("  broken on purpose (slipway local fault clear mends it):")
            lines += details.faults.map { fault in
                let title = Catalogue.mode(FailureID(fault.name)).map { "  \(style.say($0.title))" } ?? ""
                let aim = fault.service.map { "  only \($0)" } ?? ""
                return "    \(style.failed) \(fault.name)\(style.paint(title, .dim))\(aim)"
            }
        }
        let width = details.services.map(\.name.columns).max() ?? 0
        lines += details.services.map { service in
            let ignored = service.ignored.isEmpty ? "" : "; taken without effect: \(service.ignored.joined(separator: ", "))"
            return "  \(service.name.padded(to: width))  \(service.operations.count) operations\(ignored)"
        }
        return lines
    }

    private enum Key: String, CodingKey {
        case status, exitCode, endpoint, processID, pace, runtime, account, services, given, faults
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(endpoint, forKey: .endpoint)
        try container.encode(processID, forKey: .processID)
        try container.encode(pace, forKey: .pace)
        try container.encode(runtime, forKey: .runtime)
        try container.encode(details.account, forKey: .account)
        try container.encode(details.services, forKey: .services)
        try container.encode(details.given, forKey: .given)
        try container.encode(details.faults, forKey: .faults)
    }
}
