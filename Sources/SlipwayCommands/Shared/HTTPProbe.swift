import AWSRuntime
import SlipwayDeploy
import SlipwayDomain

/// Verification requests, over the same transport as everything else.
struct HTTPProbe: HTTPProbing {
    let transport: any AWSTransport
    /// Larger answers are cut.
    private static let longestBody = 64 * 1024

    func request(_ plan: RequestPlan, baseURL: String, timeout: Duration) async throws(ProbeFailure) -> ProbeAnswer {
        guard let address = Address(baseURL) else { throw ProbeFailure(detail: "\(baseURL) is no address") }
        var headers = plan.headers.map { HTTPField($0.name, $0.value) }
        headers.append(HTTPField("User-Agent", "slipway/\(SlipwayVersion.current)"))
        let body = Array((plan.body ?? "").utf8)
        if plan.body != nil, headers["content-type"] == nil {
            headers.append(HTTPField("Content-Type", "application/json"))
        }
        let parts = plan.path.split(separator: "?", maxSplits: 1)
        let message = HTTPRequestMessage(
            method: plan.method.rawValue, scheme: address.scheme, host: address.host, port: address.port,
            path: String(parts.first ?? "/"), query: parts.count > 1 ? String(parts[1]) : nil, headers: headers,
            body: body)
        do {
            let answer = try await transport.send(
                message,
                timeouts: TransportTimeouts(connect: min(timeout, .seconds(3)), firstByte: timeout, total: timeout))
            return ProbeAnswer(
                status: answer.status, body: String(decoding: answer.body.prefix(Self.longestBody), as: UTF8.self))
        } catch {
            throw ProbeFailure(detail: error.detail)
        }
    }

    /// `scheme://host:port` taken apart.
    private struct Address {
        var scheme: String
        var host: String
        var port: Int?

        init?(_ url: String) {
            guard let separator = url.firstRange(of: "://") else { return nil }
            scheme = String(url[..<separator.lowerBound])
            let rest = url[separator.upperBound...].prefix { $0 != "/" }
            guard let colon = rest.lastIndex(of: ":") else {
                (host, port) = (String(rest), nil)
                return
            }
            guard let number = Int(rest[rest.index(after: colon)...]) else { return nil }
            (host, port) = (String(rest[..<colon]), number)
        }
    }
}
