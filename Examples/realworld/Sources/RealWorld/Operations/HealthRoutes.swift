import HTTPTypes
import Hummingbird
import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What operators and load balancers ask.
struct HealthRoutes: Sendable {
    let database: any Database
    let registry: PrometheusRegistry
    let release: String
    let environment: String
    let fault: Fault?
    let uptime: @Sendable () -> Double
    /// `uptime()` when the process began to serve.
    let started: Double

    func add(to router: Router<APIContext>) {
        router.get("health", use: health)
        router.get("health/database", use: databaseHealth)
        router.get("metrics", use: metrics)
    }

    /// Alive. Does not touch the database: a database that is away must not have every task replaced.
    @Sendable func health(_ request: Request, _ context: APIContext) -> Response {
        if fault == .health500 {
            return Answers.errors(["REALWORLD_FAULT=health-500"]).response(.internalServerError)
        }
        let body: JSON = [
            "status": "ok", "release": .text(release), "environment": .text(environment),
            "uptimeSeconds": .number(((uptime() - started) * 1000).rounded() / 1000),
        ]
        return body.response(.ok)
    }

    /// A real round trip to the database.
    @Sendable func databaseHealth(_ request: Request, _ context: APIContext) async -> Response {
        let start = uptime()
        do {
            _ = try await database.read { session in try session.query("SELECT 1") }
        } catch {
            context.logger.error("database health check failed", metadata: ["cause": "\(error)"])
            let body: JSON = [
                "status": "unavailable", "database": .text(database.dialect.rawValue),
                "errors": ["body": ["the database does not answer"]],
            ]
            return body.response(.serviceUnavailable)
        }
        let milliseconds = ((uptime() - start) * 1_000_000).rounded() / 1000
        let body: JSON = [
            "status": "ok", "database": .text(database.dialect.rawValue), "latencyMilliseconds": .number(milliseconds),
        ]
        return body.response(.ok)
    }

    @Sendable func metrics(_ request: Request, _ context: APIContext) -> Response {
        let connections = database.connections
        registry.set("database_connections", [("state", "in_use")], Double(connections.inUse))
        registry.set("database_connections", [("state", "idle")], Double(connections.idle))
        registry.set("database_connections", [("state", "waiting")], Double(connections.waiting))
        registry.set("realworld_info", [("release", release), ("environment", environment)], 1)
        registry.set("process_uptime_seconds", [], uptime() - started)
        if let bytes = Self.residentBytes() { registry.set("process_resident_memory_bytes", [], Double(bytes)) }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
    }

    /// From `/proc/self/statm`, whose second number counts pages; nil where there is none.
    private static func residentBytes() -> Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let numbers = text.split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
