import AWSRuntime
import SlipwayConsole

/// A person uses the RealWorld API.
struct Conversation {
    let console: Console
    let url: String

    func hold() async throws {
        let transport = AsyncHTTPTransport()
        let base = try BaseURL(url)
        func ask(
            _ method: String, _ path: String, body: String? = nil, token: String? = nil, expect: Int
        ) async throws -> [String: JSON] {
            let answer = try await transport.send(
                base.request(method, path, body: body, token: token), timeouts: TransportTimeouts())
            console.say("\(method) \(path) → \(answer.status)")
            guard answer.status == expect else {
                throw DemoError("\(method) \(path) answered \(answer.status) instead of \(expect)")
            }
            return JSON.object(String(decoding: answer.body, as: UTF8.self)) ?? [:]
        }
        do {
            let user = #"{"user":{"username":"ada","email":"ada@example.com","password":"analytical-engine"}}"#
            let registered = try await ask("POST", "/api/users", body: user, expect: 201)
            guard let token = registered["user"]?["token"]?.text else { throw DemoError("registering gave no token") }
            let article = #"{"article":{"title":"On slipways","description":"d","body":"b","tagList":["ships"]}}"#
            let written = try await ask("POST", "/api/articles", body: article, token: token, expect: 201)
            let slug = written["article"]?["slug"]?.text ?? ""
            _ = try await ask("GET", "/api/articles/\(slug)", expect: 200)
            _ = try await ask("GET", "/api/tags", expect: 200)
            _ = try await ask("GET", "/health/database", expect: 200)
        } catch {
            try await transport.shutdown()
            throw error
        }
        try await transport.shutdown()
    }

    /// The release that answers.
    func release() async throws -> String {
        let transport = AsyncHTTPTransport()
        let answer = try await transport.send(try BaseURL(url).request("GET", "/health"), timeouts: TransportTimeouts())
        try await transport.shutdown()
        return JSON.object(String(decoding: answer.body, as: UTF8.self))?["release"]?.text ?? "?"
    }
}
