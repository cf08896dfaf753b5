import AWSRuntime
import SlipwayDomain

/// Asks a running embedded cloud over its own API below `/_slipway/`.
struct LocalAdmin: Sendable {
    var record: LocalRecord

    /// The only one that runs, or the one on that port.
    static func running(_ context: CommandContext, port: Int?) throws(Problem) -> LocalAdmin {
        let records = LocalRecord.all(context).filter { port == nil || $0.port == port }
        guard let record = records.first else {
            throw Problem(
                "local.none", "no embedded cloud is running" + (port.map { " on port \($0)" } ?? ""),
                next: "slipway local start --detach", exitCode: .unreachable)
        }
        guard records.count == 1 else {
            let ports = records.map { "\($0.port)" }.joined(separator: ", ")
            throw Problem(
                "local.which", "which embedded cloud? \(records.count) are running",
                next: "add --port with one of: \(ports)", exitCode: .usage)
        }
        return LocalAdmin(record: record)
    }

    /// - Returns: the answer's body.
    /// - Throws: what the cloud says where it does not answer 2xx.
    func ask(_ method: String, _ path: String, body: [UInt8] = []) async throws(Problem) -> [UInt8] {
        let transport = AsyncHTTPTransport()
        let request = HTTPRequestMessage(
            method: method, scheme: "http", host: "127.0.0.1", port: record.port, path: path,
            headers: [HTTPField("X-Slipway", "1")], body: body)
        var answer: HTTPResponseMessage?
        var problem = ""
        do { answer = try await transport.send(request, timeouts: TransportTimeouts()) } catch {
            problem = error.detail
        }
        do { try await transport.shutdown() } catch {
            // The process ends anyway.
        }
        guard let answer else {
            throw Problem(
                "local.away", "the embedded cloud on port \(record.port) does not answer", cause: problem,
                exitCode: .unreachable)
        }
        guard (200..<300).contains(answer.status) else {
            throw Problem(
                "local.refused", "the embedded cloud says no",
                cause: String(decoding: answer.body, as: UTF8.self), exitCode: .usage)
        }
        return answer.body
    }
}
