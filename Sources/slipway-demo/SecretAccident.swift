import AWSRuntime
import AWSServices
import Foundation

/// Somebody edits the secret and loses a key; later it is put back.
struct SecretAccident {
    let endpoint: String
    let accessKey: String
    let secretKey: String

    /// - Returns: the whole value from before.
    func removeKey(_ key: String, from secret: String) async throws -> String {
        try await withClient { client in
            let before = try await client.getSecretValue(SecretsManager.GetSecretValueRequest(secretId: secret))
            let text = before.secretString ?? "{}"
            var members = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
            members[key] = nil
            let rest = String(decoding: try JSONEncoder().encode(members), as: UTF8.self)
            _ = try await client.putSecretValue(
                SecretsManager.PutSecretValueRequest(secretId: secret, secretString: rest))
            return text
        }
    }

    func put(_ text: String, into secret: String) async throws {
        try await withClient { client in
            _ = try await client.putSecretValue(
                SecretsManager.PutSecretValueRequest(secretId: secret, secretString: text))
        }
    }

    private func withClient<Result>(_ body: (SecretsManager.Client) async throws -> Result) async throws -> Result {
        let transport = AsyncHTTPTransport()
        let wall: @Sendable () -> Timestamp = { Timestamp(secondsSinceEpoch: Date().timeIntervalSince1970) }
        let credentials = AWSCredentials(accessKeyID: accessKey, secretAccessKey: secretKey, source: "demo")
        let caller = AWSCaller(
            AWSCaller.Settings(
                region: "ap-northeast-2", endpoints: EndpointRules(override: try EndpointURL(parsing: endpoint)),
                credentials: CredentialsCache(CredentialsChain([FixedCredentials(credentials)]), now: wall),
                transport: transport, clock: AWSClockAdapter(ContinuousClock(), wall: wall), userAgent: "slipway-demo"))
        do {
            let result = try await body(SecretsManager.Client(caller))
            try await transport.shutdown()
            return result
        } catch {
            try await transport.shutdown()
            throw error
        }
    }
}
