import NIOHTTP1
import OCI
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Speaks the OCI distribution API to one registry: Docker Hub, ECR, LocalAWS, or any other.
///
/// Logs in when asked to (basic or token), tries again a bounded number of times when the registry is in trouble, and
/// verifies every digest itself.
package final class RegistryClient: Sendable {
    package let location: RegistryLocation
    let transport: RegistryTransport
    private let credentials: RegistryCredentials?
    private let pause: @Sendable (Duration) async throws -> Void
    /// Values of `Authorization` by scope; `""` for all.
    private let authorizations = Mutex<[String: String]>([:])

    static let maximumAttempts = 4
    static let firstPause: Duration = .milliseconds(200)

    /// - Parameters:
    ///   - credentials: nil for registries that give without a login.
    ///   - clock: for the pauses between attempts.
    package init(
        host: String, credentials: RegistryCredentials?, transport: RegistryTransport,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.location = RegistryLocation(host: host)
        self.credentials = credentials
        self.transport = transport
        self.pause = { try await clock.sleep(for: $0) }
    }

    /// What is done to a repository: for the login and for errors.
    struct Operation: Sendable {
        /// After "refused to …".
        var words: String
        var repository: String
        var isPush = false

        var scope: String { "repository:\(repository):\(isPush ? "pull,push" : "pull")" }
    }

    /// Runs a body again while the registry has trouble that may pass.
    func retrying<Result>(_ body: () async throws(ImageError) -> Result) async throws(ImageError) -> Result {
        var attempt = 1
        while true {
            do throws(ImageError) {
                return try await body()
            } catch {
                guard error.isPassing, attempt < Self.maximumAttempts else { throw error }
                do {
                    try await pause(Self.firstPause * (1 << (attempt - 1)))
                } catch {
                    throw .cancelled
                }
                attempt += 1
            }
        }
    }

    /// Sends one request, logging in first when the registry asks for it.
    func send(
        _ request: RegistryTransport.Request, _ operation: Operation, isOwn: Bool = true,
        sent: (@Sendable (Int64) -> Void)? = nil
    ) async throws(ImageError) -> RegistryTransport.Response {
        guard isOwn else { return try await transport.send(request, host: location.host, sent: sent) }
        let response = try await transport.send(authorized(request, operation), host: location.host, sent: sent)
        guard response.status == 401 else { return response }
        let header = response.headers["WWW-Authenticate"].compactMap(AuthenticationChallenge.init).first
        guard let header else { throw .unauthorized(host: location.host, detail: "it does not say how to log in") }
        try await drain(response)
        try await logIn(header, operation)
        let second = try await transport.send(authorized(request, operation), host: location.host, sent: sent)
        if second.status == 401 {
            let answer = try await RegistryAnswer(second)
            throw .unauthorized(host: location.host, detail: answer.words)
        }
        return second
    }

    private func drain(_ response: RegistryTransport.Response) async throws(ImageError) {
        do {
            _ = try await response.collect(limit: 1 << 20)
        } catch {
            throw RegistryTransport.translate(error, location.host)
        }
    }

    private func authorized(
        _ request: RegistryTransport.Request, _ operation: Operation
    ) -> RegistryTransport.Request {
        var request = request
        let value = authorizations.withLock { $0[""] ?? $0[operation.scope] }
        if let value { request.headers.append(("Authorization", value)) }
        return request
    }

    private func logIn(_ challenge: AuthenticationChallenge, _ operation: Operation) async throws(ImageError) {
        switch challenge {
        case .basic:
            guard let credentials else {
                throw .unauthorized(host: location.host, detail: "it wants a user and a password, and none are given")
            }
            authorizations.withLock { $0[""] = Self.basic(credentials) }
        case .bearer(let realm, let service, let scope):
            let token = try await token(realm, service, scope ?? operation.scope)
            authorizations.withLock { $0[operation.scope] = "Bearer " + token }
        }
    }

    private static func basic(_ credentials: RegistryCredentials) -> String {
        "Basic " + Data("\(credentials.user):\(credentials.password)".utf8).base64EncodedString()
    }

    private func token(_ realm: String, _ service: String?, _ scope: String) async throws(ImageError) -> String {
        struct Answer: Decodable {
            var token: String?
            var access_token: String?
        }
        let host = String(realm.split(separator: "/", maxSplits: 2).dropFirst().first?.prefix { $0 != "/" } ?? "")
        guard realm.hasPrefix("https://") || (realm.hasPrefix("http://") && RegistryLocation.isLoopback(host)) else {
            throw .insecure(host: host)
        }
        var query = [service.map { "service=" + Self.encode($0) }, "scope=" + Self.encode(scope)].compactMap(\.self)
        if credentials != nil { query.append("account=" + Self.encode(credentials?.user ?? "")) }
        var request = RegistryTransport.Request(
            method: "GET", url: realm + (realm.contains("?") ? "&" : "?") + query.joined(separator: "&"))
        if let credentials { request.headers.append(("Authorization", Self.basic(credentials))) }
        let response = try await transport.send(request, host: host)
        let answer = try await RegistryAnswer(response)
        guard answer.status == 200 else { throw .unauthorized(host: host, detail: answer.words) }
        let decoded = try contents { () throws(OCIError) in
            try CanonicalJSON.decode(Answer.self, from: answer.body, what: "the token server's answer")
        }
        guard let token = decoded.token ?? decoded.access_token else {
            throw .unexpectedAnswer(operation: "give a token", host: host, detail: "there is none in it")
        }
        return token
    }

    /// Everything but letters, digits and `-._~` percent-encoded.
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95, 126].contains(byte)
            if isPlain {
                result.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    func contents<Result>(_ body: () throws(OCIError) -> Result) throws(ImageError) -> Result {
        do throws(OCIError) {
            return try body()
        } catch {
            throw .content(error)
        }
    }

    /// The error that an answer means.
    func refusal(_ answer: RegistryAnswer, _ operation: Operation) -> ImageError {
        switch (answer.status, answer.code) {
        case (401, _): return .unauthorized(host: location.host, detail: answer.words)
        case (_, "NAME_UNKNOWN"):
            return .repositoryNotFound(
                repository: operation.repository, host: location.host, detail: answer.words)
        case (403, _): return .denied(host: location.host, detail: answer.words)
        case (let status, let code):
            return .refused(
                operation: operation.words, host: location.host, status: status, code: code, message: answer.words)
        }
    }
}

/// A registry's answer that is read whole: small, and mostly an error.
struct RegistryAnswer {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
    /// Of the error document.
    var code: String?
    private var message: String?

    init(_ response: RegistryTransport.Response) async throws(ImageError) {
        struct Document: Decodable {
            struct Item: Decodable {
                var code: String?
                var message: String?
            }
            var errors: [Item]?
        }
        status = response.status
        headers = response.headers
        do {
            body = try await response.collect(limit: ManifestDocument.maximumBytes + 1)
        } catch {
            throw RegistryTransport.translate(error, "")
        }
        // Errors need not be JSON; then the status alone has to tell.
        let document = try? CanonicalJSON.decode(Document.self, from: body, what: "an error")
        code = status >= 400 ? document?.errors?.first?.code : nil
        message = status >= 400 ? document?.errors?.first?.message : nil
    }

    /// For people: the registry's own words, or the start of what it sent.
    var words: String {
        if let message, !message.isEmpty { return message }
        let text = String(decoding: body.prefix(200), as: UTF8.self).split(whereSeparator: \.isNewline).first
        return text.map(String.init) ?? "HTTP \(status)"
    }
}
