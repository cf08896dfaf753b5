import CoreMetrics
import HTTPTypes
import Hummingbird
import Logging

/// Counts, times and logs every request, and says in a header which release answered.
struct RequestMiddleware: RouterMiddleware {
    let release: String
    let registry: PrometheusRegistry
    let draining: Draining
    let uptime: @Sendable () -> Double
    private let inFlight: any MeterHandler
    private static let releaseHeader = HTTPField.Name("X-Release")

    init(
        release: String, registry: PrometheusRegistry, draining: Draining, uptime: @escaping @Sendable () -> Double
    ) {
        self.release = release
        self.registry = registry
        self.draining = draining
        self.uptime = uptime
        inFlight = registry.makeMeter(label: "http_requests_in_flight", dimensions: [])
    }

    func handle(
        _ request: Request, context: APIContext, next: @concurrent (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let start = uptime()
        inFlight.increment(by: 1)
        defer { inFlight.decrement(by: 1) }
        var response = try await next(request, context)
        if let header = Self.releaseHeader { response.headers[header] = release }
        if draining.hasBegun { response.headers[.connection] = "close" }
        let seconds = uptime() - start
        // The pattern, not the path: paths are as many as users make them.
        let route = context.endpointPath ?? "NotFound"
        let labels = [
            ("method", Self.known(request.method)), ("route", route), ("status", String(response.status.code)),
        ]
        registry.makeCounter(label: "http_requests", dimensions: labels).increment(by: 1)
        registry.makeTimer(label: "http_request_duration", dimensions: Array(labels.dropLast()))
            .recordNanoseconds(Int64(seconds * 1e9))
        let level: Logger.Level =
            response.status.code >= 500 ? .error : route == "/health" || route == "/metrics" ? .debug : .info
        context.logger.log(
            level: level, "request",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.uri.path)",
                "status": .stringConvertible(response.status.code),
                "milliseconds": .stringConvertible((seconds * 100_000).rounded() / 100),
            ])
        return response
    }

    /// Methods are what clients write: an unknown one must not make a new time series.
    private static func known(_ method: HTTPRequest.Method) -> String {
        switch method {
        case .get, .head, .post, .put, .patch, .delete, .options: method.rawValue
        default: "other"
        }
    }
}
