import AWSRuntime
import FoundationEssentials
import Synchronization

/// LocalAWS's own API below `/_slipway/`: what it is and has, and how to end it.
///
/// `GET /_slipway/status` describes it, `/_slipway/faults` breaks things on purpose (`FaultDesk`). `POST /_slipway/stop` asks
/// its owner to end it, `POST /_slipway/give?region=R` tells it what some calls shall answer (`GivenTable`). What changes
/// something needs the header `X-Slipway`, which no web page can send to another origin unasked.
package final class AdminService: HTTPService {
    private let account: String
    private let runtime: String
    private let pace: Int
    private let dispatcher: Dispatcher
    private let faults: FaultDesk
    private let given: GivenTable
    private let doubts: [Doubt]
    private let stopping = Mutex(Stopping())

    private struct Stopping {
        var isAsked = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(
        account: String, runtime: String, pace: Int, dispatcher: Dispatcher, faults: FaultDesk, given: GivenTable,
        doubts: [Doubt]
    ) {
        self.account = account
        self.runtime = runtime
        self.pace = pace
        self.dispatcher = dispatcher
        self.faults = faults
        self.given = given
        self.doubts = doubts
    }

    /// Returns when somebody has asked the cloud to stop.
    package func stopRequested() async {
        await withCheckedContinuation { continuation in
            let isAsked = stopping.withLock { stopping in
                if !stopping.isAsked { stopping.waiting.append(continuation) }
                return stopping.isAsked
            }
            if isAsked { continuation.resume() }
        }
    }

    /// Lets everybody who waits in `stopRequested` go on.
    package func requestStop() {
        let waiting = stopping.withLock { stopping in
            stopping.isAsked = true
            defer { stopping.waiting = [] }
            return stopping.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    package func respond(to request: HTTPServiceRequest) async throws -> HTTPServiceResponse {
        if let answer = try await faults.respond(to: request) { return answer }
        switch (request.method, request.path) {
        case ("GET", "/_slipway/status"): return try status(faults: await faults.items())
        case ("POST", "/_slipway/stop"):
            guard request.headers["x-slipway"] != nil else {
                return Self.text(403, "the header X-Slipway is missing\n")
            }
            requestStop()
            return Self.text(202, "stopping\n")
        case ("POST", "/_slipway/give"):
            guard request.headers["x-slipway"] != nil else {
                return Self.text(403, "the header X-Slipway is missing\n")
            }
            return try await give(request)
        default: return Self.text(404, "LocalAWS has no \(request.method) \(request.path)\n")
        }
    }

    /// More than any describe answers.
    private static let giftLimit = 8 << 20

    private func give(_ request: HTTPServiceRequest) async throws -> HTTPServiceResponse {
        let pairs = (request.query ?? "").split(separator: "&")
        guard let region = pairs.first(where: { $0.hasPrefix("region=") })?.dropFirst("region=".count), !region.isEmpty
        else { return Self.text(400, "the query has no region\n") }
        guard let body = try await request.body.collect(upTo: Self.giftLimit) else {
            return Self.text(413, "more than \(Self.giftLimit) bytes\n")
        }
        let json: JSONValue
        do {
            json = try JSONDecoder().decode(JSONValue.self, from: Data(body))
        } catch {
            return Self.text(400, "the body is not JSON\n")
        }
        do {
            try given.give(json, in: CloudScope(account: account, region: String(region)))
        } catch let problem as GivenTable.Problem {
            return Self.text(400, "\(problem)\n")
        }
        return Self.text(200, "taken\n")
    }

    private struct Status: Encodable {
        struct Service: Encodable {
            var name: String
            var operations: [String]
            /// Members that are taken and have no effect here, as `Operation.member`.
            var ignored: [String]
        }
        var product = "slipway"
        var account: String
        var runtime: String
        var pace: Int
        var services: [Service]
        /// Calls whose answers can be given.
        var given: [String]
        /// What is broken on purpose.
        var faults: [FaultDesk.Item]
        /// What is assumed of AWS where its documentation leaves it open.
        var doubts: [Doubt]
    }

    private func status(faults: [FaultDesk.Item]) throws -> HTTPServiceResponse {
        let services = dispatcher.services.map { table in
            let entries = table.entries.values.sorted { $0.name < $1.name }
            return Status.Service(
                name: table.service.signingName, operations: entries.map(\.name),
                ignored: entries.flatMap { entry in entry.ignored.map { "\(entry.name).\($0)" } })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let body = try encoder.encode(
            Status(
                account: account, runtime: runtime, pace: pace, services: services, given: given.names, faults: faults,
                doubts: doubts))
        return HTTPServiceResponse(
            status: 200, headers: [HTTPField("Content-Type", "application/json")], body: .bytes(Array(body)))
    }

    private static func text(_ status: Int, _ text: String) -> HTTPServiceResponse {
        HTTPServiceResponse(
            status: status, headers: [HTTPField("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
    }
}
