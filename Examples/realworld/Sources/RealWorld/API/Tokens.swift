import Hummingbird
import JWTKit

/// Makes and reads the tokens that users show: JWT, HS256, naming the account by its number.
struct Tokens: Sendable {
    /// Tokens are good for 30 days.
    static let lifetimeSeconds: Int64 = 30 * 86_400

    private let keys: JWTKeyCollection
    private let now: @Sendable () -> Moment

    struct Payload: JWTPayload {
        var sub: String
        var iat: Int64
        var exp: Int64

        /// Expiry is looked at by `Tokens`, which has the clock.
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    /// `secret` has at least 32 bytes; `Settings` sees to that.
    init(secret: String, now: @escaping @Sendable () -> Moment) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        self.now = now
    }

    func make(for user: Int64) async throws -> String {
        let seconds = now().milliseconds / 1000
        return try await keys.sign(Payload(sub: String(user), iat: seconds, exp: seconds + Self.lifetimeSeconds))
    }

    /// Who asks; nil without an `Authorization` header. A header that is wrong is refused even where none is needed.
    func viewer(_ request: Request) async throws -> Int64? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ")
        guard parts.count == 2, ["token", "bearer"].contains(parts[0].lowercased()) else {
            throw Refusal.unauthorized("Authorization must be: Token <jwt>")
        }
        let payload: Payload
        do {
            payload = try await keys.verify(String(parts[1]))
        } catch {
            throw Refusal.unauthorized("token is invalid")
        }
        guard payload.exp > now().milliseconds / 1000 else { throw Refusal.unauthorized("token has expired") }
        guard let user = Int64(payload.sub) else { throw Refusal.unauthorized("token is invalid") }
        return user
    }

    func user(_ request: Request) async throws -> Int64 {
        guard let user = try await viewer(request) else { throw Refusal.unauthorized("token is missing") }
        return user
    }
}
