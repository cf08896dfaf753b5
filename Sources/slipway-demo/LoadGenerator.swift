import AWSRuntime
import Synchronization

/// Keeps asking while a deployment goes on, over kept-alive connections, and counts what did not succeed.
final class LoadGenerator: Sendable {
    private let transport = AsyncHTTPTransport()
    private let counts = Mutex(Counts())
    private let isStopped = Atomic(false)
    private let base: BaseURL

    struct Counts: Sendable {
        var succeeded = 0
        var failed = 0
        var firstFailure: String?
    }

    init(_ url: String) throws {
        base = try BaseURL(url)
    }

    /// Asks with `width` at a time until `body` has ended.
    func during<Result: Sendable>(
        _ path: String, width: Int = 4, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> (Result, Counts) {
        let askers = (0..<width).map { _ in
            Task {
                while !isStopped.load(ordering: .relaxed) {
                    await ask(path)
                    // A person's browser is no benchmark: about four hundred requests a second in all.
                    try await ContinuousClock().sleep(for: .milliseconds(10))
                }
            }
        }
        let result = await Task { try await body() }.result
        isStopped.store(true, ordering: .relaxed)
        for asker in askers { try await asker.value }
        try await transport.shutdown()
        return (try result.get(), counts.withLock { $0 })
    }

    private func ask(_ path: String) async {
        do {
            let answer = try await transport.send(
                base.request("GET", path), timeouts: TransportTimeouts(total: .seconds(10)))
            counts.withLock { counts in
                if answer.status == 200 {
                    counts.succeeded += 1
                } else {
                    counts.failed += 1
                    counts.firstFailure = counts.firstFailure ?? "status \(answer.status)"
                }
            }
        } catch {
            counts.withLock { counts in
                counts.failed += 1
                counts.firstFailure = counts.firstFailure ?? error.detail
            }
        }
    }
}

/// Where the load balancer answers.
struct BaseURL: Sendable {
    var host: String
    var port: Int

    init(_ url: String) throws {
        let rest = url.split(separator: "/").dropFirst().first ?? ""
        let parts = rest.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else { throw DemoError("\(url) has no host and port") }
        (host, self.port) = (String(parts[0]), port)
    }

    func request(_ method: String, _ path: String, body: String? = nil, token: String? = nil) -> HTTPRequestMessage {
        var headers: [HTTPField] = []
        if body != nil { headers.append(HTTPField("Content-Type", "application/json")) }
        if let token { headers.append(HTTPField("Authorization", "Token \(token)")) }
        let parts = path.split(separator: "?", maxSplits: 1)
        return HTTPRequestMessage(
            method: method, scheme: "http", host: host, port: port, path: String(parts.first ?? "/"),
            query: parts.count > 1 ? String(parts[1]) : nil, headers: headers, body: Array((body ?? "").utf8))
    }
}
