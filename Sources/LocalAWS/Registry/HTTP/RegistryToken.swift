package import AWSRuntime
import Crypto

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The passwords that `GetAuthorizationToken` gives and the registry's door takes: user `AWS`, valid for 12 hours.
///
/// A password says for which account and region it is, so one address serves the registries of all regions, and is sealed
/// with a key that only this cloud has.
package struct RegistryTokens: Sendable {
    /// Who pushes and pulls, and where.
    package struct Scope: Hashable, Sendable {
        package var account: String
        package var region: String

        package init(account: String, region: String) {
            self.account = account
            self.region = region
        }
    }

    package enum Refusal: Error, Hashable, Sendable { case missing, invalid, expired }

    package static let lifetime: Duration = .seconds(12 * 3600)

    private let key: SymmetricKey

    /// - Parameter key: 32 random bytes.
    package init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    /// The password alone, without the user name.
    package func password(for scope: Scope, now: Timestamp) -> (password: String, expiresAt: Timestamp) {
        let expiry = now.advanced(by: Self.lifetime)
        let claim = "\(scope.account)/\(scope.region)/\(expiry.millisecondsSinceEpoch)"
        let seal = HMAC<SHA256>.authenticationCode(for: Data(claim.utf8), using: key)
        return (Data("\(claim)/".utf8 + Array(seal)).base64EncodedString(), expiry)
    }

    /// As it stands in `authorizationData`: user and password in base 64.
    package func authorizationToken(for scope: Scope, now: Timestamp) -> (token: String, expiresAt: Timestamp) {
        let (password, expiry) = password(for: scope, now: now)
        return (Data("AWS:\(password)".utf8).base64EncodedString(), expiry)
    }

    /// - Parameter header: of `Authorization`.
    package func scope(authorization header: String?, now: Timestamp) throws(Refusal) -> Scope {
        guard let header else { throw .missing }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let pair = Data(base64Encoded: String(parts[1])),
            let colon = pair.firstIndex(of: UInt8(ascii: ":")), pair[..<colon].elementsEqual("AWS".utf8)
        else { throw .invalid }
        return try scope(password: Array(pair[(colon + 1)...]), now: now)
    }

    func scope(password: [UInt8], now: Timestamp) throws(Refusal) -> Scope {
        guard let decoded = Data(base64Encoded: Data(password)) else { throw .invalid }
        let bytes = Array(decoded)
        guard bytes.count > 33, bytes[bytes.count - 33] == UInt8(ascii: "/") else { throw .invalid }
        let claim = Data(bytes.dropLast(33))
        guard HMAC<SHA256>.isValidAuthenticationCode(Data(bytes.suffix(32)), authenticating: claim, using: key) else {
            throw .invalid
        }
        let fields = String(decoding: claim, as: UTF8.self).split(separator: "/").map(String.init)
        guard fields.count == 3, let expiry = Int64(fields[2]) else { throw .invalid }
        guard now.millisecondsSinceEpoch < expiry else { throw .expired }
        return Scope(account: fields[0], region: fields[1])
    }
}
