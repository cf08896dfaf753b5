import AWSRuntime
import FoundationEssentials
import NIOCore

/// Faults over HTTP, below `/_slipway/faults`: GET lists them, POST adds one, DELETE removes one by its name or all.
struct FaultDesk: Sendable {
    let board: FaultBoard
    let ecs: ECSService

    /// What POST takes.
    struct Order: Codable {
        var name: String
        var faults: [CloudFault]
        /// A service's name; absent strikes all.
        var service: String?
        /// Names of secrets, repositories and so on; empty strikes all of the kind.
        var subjects: [String]?
    }

    /// What POST answers.
    private struct Receipt: Encodable {
        var name: String
        /// How many things of the account it took away or changed.
        var struck: Int
    }

    /// A fault as it is listed.
    struct Item: Encodable {
        var name: String
        var service: String?
        var faults: [CloudFault]
    }

    private struct Listing: Encodable {
        var faults: [Item]
    }

    private static let limit = 1 << 20

    /// Nil for paths that are not faults'.
    func respond(to request: HTTPServiceRequest) async throws -> HTTPServiceResponse? {
        let path = request.path
        guard path == "/_slipway/faults" || path.hasPrefix("/_slipway/faults/") else { return nil }
        let name = String(path.dropFirst("/_slipway/faults/".count))
        switch (request.method, name) {
        case ("GET", ""): return try await list()
        case ("POST", ""): return try await add(request)
        case ("DELETE", ""):
            guard request.headers["x-slipway"] != nil else {
                return Self.text(403, "the header X-Slipway is missing\n")
            }
            await board.removeAll()
            return Self.text(200, "all faults are gone\n")
        case ("DELETE", _):
            guard request.headers["x-slipway"] != nil else {
                return Self.text(403, "the header X-Slipway is missing\n")
            }
            return await board.remove(name)
                ? Self.text(200, "\(name) is gone\n") : Self.text(404, "there is no fault \(name)\n")
        default: return Self.text(404, "LocalAWS has no \(request.method) \(path)\n")
        }
    }

    /// What is broken now, the oldest first.
    func items() async -> [Item] {
        await board.active.map { Item(name: $0.name, service: $0.service, faults: $0.faults) }
    }

    private func list() async throws -> HTTPServiceResponse { try Self.json(200, Listing(faults: await items())) }

    private static func json(_ status: Int, _ value: some Encodable) throws -> HTTPServiceResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return HTTPServiceResponse(
            status: status, headers: [HTTPField("Content-Type", "application/json")],
            body: .bytes(Array(try encoder.encode(value))))
    }

    private func add(_ request: HTTPServiceRequest) async throws -> HTTPServiceResponse {
        guard request.headers["x-slipway"] != nil else { return Self.text(403, "the header X-Slipway is missing\n") }
        var bytes: [UInt8] = []
        for try await piece in request.body {
            bytes += Array(piece.readableBytesView)
            guard bytes.count <= Self.limit else { return Self.text(413, "a fault has at most 1 MiB\n") }
        }
        let order: Order
        do {
            order = try JSONDecoder().decode(Order.self, from: Data(bytes))
        } catch {
            return Self.text(400, "this is no fault: \(error)\n")
        }
        let struck: Int
        do {
            struck = try await board.add(
                order.name, order.faults, service: order.service, subjects: order.subjects ?? [],
                since: await ecs.moment)
        } catch {
            return Self.text(409, "the fault \(order.name) cannot be made: \(error)\n")
        }
        return try Self.json(201, Receipt(name: order.name, struck: struck))
    }

    private static func text(_ status: Int, _ text: String) -> HTTPServiceResponse {
        HTTPServiceResponse(
            status: status, headers: [HTTPField("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
    }
}
