import AWSRuntime
import FoundationEssentials
import Synchronization

/// LocalAWS's own API below `/_slipway/`: what it is and has, and how to end it.
///
/// `GET /_slipway/status` describes it, `/_slipway/faults` breaks things on purpose (`FaultDesk`). `POST /_slipway/stop` asks its owner to end it and needs the header `X-Slipway`,
/// which no web page can send to another origin unasked.
package final class AdminService: HTTPService {
    private let account: String
    private let runtime: String
    private let pace: Int
    private let dispatcher: Dispatcher
    private let faults: FaultDesk
    private let stopping = Mutex(Stopping())

    private struct Stopping {
        var isAsked = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(account: String, runtime: String, pace: Int, dispatcher: Dispatcher, faults: FaultDesk) {
        self.account = account
        self.runtime = runtime
        self.pace = pace
        self.dispatcher = dispatcher
        self.faults = faults
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
        case ("GET", "/_slipway/status"): return try status()
        case ("POST", "/_slipway/stop"):
            guard request.headers["x-slipway"] != nil else {
                return Self.text(403, "the header X-Slipway is missing\n")
            }
            requestStop()
            return Self.text(202, "stopping\n")
        default: return Self.text(404, "LocalAWS has no \(request.method) \(request.path)\n")
        }
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
    }

    private func status() throws -> HTTPServiceResponse {
        let services = dispatcher.services.map { table in
            let entries = table.entries.values.sorted { $0.name < $1.name }
            return Status.Service(
                name: table.service.signingName, operations: entries.map(\.name),
                ignored: entries.flatMap { entry in entry.ignored.map { "\(entry.name).\($0)" } })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let body = try encoder.encode(Status(account: account, runtime: runtime, pace: pace, services: services))
        return HTTPServiceResponse(
            status: 200, headers: [HTTPField("Content-Type", "application/json")], body: .bytes(Array(body)))
    }

    private static func text(_ status: Int, _ text: String) -> HTTPServiceResponse {
        HTTPServiceResponse(
            status: status, headers: [HTTPField("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
    }
}
