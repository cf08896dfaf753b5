import AWSRuntime
import Foundation
import Testing

/// One case of aws-c-auth's signing suite, read from the folder beside the package.
struct SigningVector: Sendable, CustomTestStringConvertible {
    var name: String
    var testDescription: String { name }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/vectors/sigv4")

    static let names: [String] = {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return found.filter { $0 != "LICENSE" }.sorted()
    }()

    struct Context: Decodable {
        struct Credentials: Decodable {
            var access_key_id: String
            var secret_access_key: String
            var token: String?
        }
        var credentials: Credentials
        var expiration_in_seconds: Int
        var normalize: Bool
        var region: String
        var service: String
        var sign_body: Bool
        var timestamp: String
        var omit_session_token: Bool?
    }

    func text(_ file: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: "\(name)/\(file)"), encoding: .utf8)
    }

    func context() throws -> Context {
        try JSONDecoder().decode(Context.self, from: Data(text("context.json").utf8))
    }

    func request() throws -> HTTPRequestMessage {
        try Self.parse(text("request.txt"))
    }

    func time() throws -> Timestamp {
        let compact = try context().timestamp.filter { $0 != "-" && $0 != ":" }
        return try #require(SigningDate.parse(compact))
    }

    func signer() throws -> SigV4Signer {
        let context = try context()
        return SigV4Signer(
            credentials: AWSCredentials(
                accessKeyID: context.credentials.access_key_id, secretAccessKey: context.credentials.secret_access_key,
                sessionToken: context.credentials.token, source: "vector"),
            region: context.region, service: context.service,
            options: SigningOptions(
                normalizesPath: context.normalize, signsPayloadHeader: context.sign_body,
                signsSessionToken: context.omit_session_token != true))
    }

    /// Reads a request as text: request line (spaces may stand in the path), headers with folded lines, body.
    static func parse(_ text: String) throws -> HTTPRequestMessage {
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = parts[0].split(separator: "\n")
        let requestLine = lines.removeFirst()
        let method = requestLine.prefix { $0 != " " }
        let target = requestLine.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
        let path = target.prefix { $0 != "?" }
        var headers: [HTTPField] = []
        for line in lines {
            if line.first == " ", !headers.isEmpty {
                headers[headers.count - 1].value += "\n" + line
            } else {
                let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                headers.append(HTTPField(String(pair[0]), String(pair[1])))
            }
        }
        return HTTPRequestMessage(
            method: String(method), scheme: "https", host: try #require(headers["host"]), path: String(path),
            query: path.endIndex < target.endIndex ? String(target[path.endIndex...].dropFirst()) : nil,
            headers: headers, body: parts.count > 1 ? Array(parts[1].utf8) : [])
    }
}
