import FoundationEssentials

/// The credentials endpoint of ECS tasks and EKS pods.
///
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
package struct ContainerCredentials: CredentialsProvider {
    package let name = "container endpoint"
    private let environment: AWSEnvironment
    private let transport: any AWSTransport

    package init(environment: AWSEnvironment, transport: any AWSTransport) {
        self.environment = environment
        self.transport = transport
    }

    private static let timeouts = TransportTimeouts(connect: .seconds(1), firstByte: .seconds(3), total: .seconds(5))

    package func credentials() async -> CredentialsOutcome {
        let request: HTTPRequestMessage
        switch makeRequest() {
        case .request(let made): request = made
        case .outcome(let outcome): return outcome
        }
        do {
            return read(try await transport.send(request, timeouts: Self.timeouts))
        } catch {
            return .failed("\(request.authority) did not answer: \(error.detail)")
        }
    }

    private enum Prepared {
        case request(HTTPRequestMessage)
        case outcome(CredentialsOutcome)
    }

    private func makeRequest() -> Prepared {
        let url: EndpointURL
        if let relative = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard relative.hasPrefix("/") else {
                return .outcome(.failed("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must start with /"))
            }
            url = EndpointURL(scheme: "http", host: "169.254.170.2", basePath: relative)
        } else if let full = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            let (base, query) = Self.splitQuery(full)
            do {
                var parsed = try EndpointURL(parsing: base)
                parsed.basePath += query
                url = parsed
            } catch {
                return .outcome(.failed("AWS_CONTAINER_CREDENTIALS_FULL_URI: \(error.problem)"))
            }
            guard url.scheme == "https" || url.isLoopback || Self.linkLocalHosts.contains(url.host) else {
                return .outcome(
                    .failed(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI: plain http is allowed only to loopback, "
                            + Self.linkLocalHosts.joined(separator: ", ")))
            }
        } else {
            return .outcome(.absent("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set"))
        }
        return addToken(to: url)
    }

    private func addToken(to url: EndpointURL) -> Prepared {
        let (path, query) = Self.splitQuery(url.basePath)
        var request = HTTPRequestMessage(
            method: "GET", scheme: url.scheme, host: url.host, port: url.port, path: path.isEmpty ? "/" : path,
            query: query.isEmpty ? nil : String(query.dropFirst()), headers: [HTTPField("Accept", "application/json")])
        var token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        if let path = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            do {
                guard let text = try environment.readFile(path) else {
                    return .outcome(.failed("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: there is no \(path)"))
                }
                token = text.filter { !$0.isNewline }
            } catch {
                return .outcome(.failed("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: \(error.problem)"))
            }
        }
        if let token {
            guard !token.contains(where: \.isNewline) else {
                return .outcome(.failed("the container authorization token holds a line break"))
            }
            request.headers.append(HTTPField("Authorization", token))
        }
        return .request(request)
    }

    private static let linkLocalHosts = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

    private static func splitQuery(_ text: String) -> (String, String) {
        guard let mark = text.firstIndex(of: "?") else { return (text, "") }
        return (String(text[..<mark]), String(text[mark...]))
    }

    private struct Answer: Decodable {
        var AccessKeyId: String
        var SecretAccessKey: String
        var Token: String?
        var Expiration: String?
    }

    private func read(_ response: HTTPResponseMessage) -> CredentialsOutcome {
        guard response.status == 200 else { return .failed("it answered HTTP \(response.status)") }
        let answer: Answer
        do {
            answer = try JSONDecoder().decode(Answer.self, from: Data(response.body))
        } catch {
            // The body may hold a part of a secret, so it is not shown.
            return .failed("its answer is not the JSON with AccessKeyId and SecretAccessKey that was expected")
        }
        var expiration: Timestamp?
        if let text = answer.Expiration {
            guard let time = Self.time(text) else { return .failed("its Expiration is not a date") }
            expiration = time
        }
        return .found(
            AWSCredentials(
                accessKeyID: answer.AccessKeyId, secretAccessKey: answer.SecretAccessKey, sessionToken: answer.Token,
                expiration: expiration, source: name))
    }

    /// `2026-01-02T03:04:05Z`, with or without a fraction.
    private static func time(_ text: String) -> Timestamp? {
        let compact = text.filter { $0 != "-" && $0 != ":" }
        guard let dot = compact.firstIndex(of: ".") else { return SigningDate.parse(compact) }
        return SigningDate.parse(compact[..<dot] + "Z")
    }
}
