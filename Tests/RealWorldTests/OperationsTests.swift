import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("Operations")
    struct OperationsTests {
        @Test(
            "says that it is alive, which release it is, and how far away its database is", arguments: Backend.available
        )
        func health(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let health = try await world.call(.get, "/health")
                #expect(health.status == 200)
                #expect(health["status"] == "ok")
                #expect(health["release"] == "r1")
                #expect(health.headers[try #require(HTTPField.Name("X-Release"))] == "r1")
                let database = try await world.call(.get, "/health/database")
                #expect(database.status == 200)
                #expect(database["database"]?.text == backend.rawValue)
                guard case .number? = database["latencyMilliseconds"] else { return wrong("no latency") }
            }
        }

        @Test(
            "stays alive, and says 503, when its database goes away",
            .enabled(if: PostgresServer.isInstalled, PostgresServer.reason))
        func survivesItsDatabase() async throws {
            let server = try #require(PostgresServer.current)
            try await World.with(.postgres) { world async throws in
                let token = try await world.register("ann")
                let name = try await world.database.read { session in
                    try session.query("SELECT current_database()").first?.text(0) ?? ""
                }
                try server.administer("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
                try server.administer(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '\(name)'")
                #expect(try await world.call(.get, "/health").status == 200)
                #expect(try await world.call(.get, "/health/database").status == 503)
                #expect(try await world.call(.get, "/api/articles").status == 503)
                try server.administer("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
                // Every connection it had is dead: it opens new ones.
                #expect(try await world.call(.get, "/health/database").status == 200)
                _ = try await world.publish(token, "Still here")
                try server.administer(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '\(name)'")
                #expect(try await world.titles("/api/articles") == ["Still here"])
                _ = try await world.publish(token, "And writing")
            }
        }

        @Test("counts requests by route, never by path", arguments: Backend.available)
        func metrics(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                _ = try await world.call(.get, "/api/articles/one")
                _ = try await world.call(.get, "/api/articles/two")
                _ = try await world.call(.get, "/nowhere/3")
                let answer = try await world.call(.get, "/metrics")
                #expect(answer.status == 200)
                #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                #expect(
                    answer.body.contains(
                        #"http_requests_total{method="GET",route="/api/articles/{slug}",status="404"} 2"#))
                #expect(answer.body.contains(#"http_requests_total{method="GET",route="NotFound",status="404"} 1"#))
                #expect(answer.body.contains(#"realworld_info{release="r1",environment="test"} 1"#))
                #expect(answer.body.contains("# TYPE http_request_duration_seconds histogram"))
            }
        }

        @Test("answers browsers of other origins", arguments: Backend.available)
        func cors(backend: Backend) async throws {
            try await World.with(backend) { world async throws in
                let asked = try await world.call(.options, "/api/articles", headers: [.origin: "https://example.com"])
                #expect(asked.status == 204)
                #expect(asked.headers[.accessControlAllowOrigin] == "*")
                #expect(asked.headers[.accessControlAllowMethods]?.contains("PUT") == true)
                #expect(asked.headers[.accessControlAllowHeaders]?.lowercased().contains("authorization") == true)
                let refused = try await world.call(.get, "/api/user", headers: [.origin: "https://example.com"])
                #expect(refused.status == 401)
                #expect(refused.headers[.accessControlAllowOrigin] == "*")
            }
        }

        @Test("fails only its health check under REALWORLD_FAULT=health-500")
        func failsHealth() async throws {
            try await World.with(.sqlite, { $0.fault = .health500 }) { world async throws in
                #expect(try await world.call(.get, "/health").status == 500)
                #expect(try await world.call(.get, "/api/articles").status == 200)
            }
        }
    }
}

@Suite("Log lines")
struct LogTests {
    @Test("are one JSON object each, with time, level, message and metadata")
    func areJSON() {
        let lines = Mutex<[String]>([])
        let handler = JSONLogHandler(
            label: "test", level: .info, now: { Moment(milliseconds: 0) },
            write: { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } })
        var logger = Logger(label: "test") { _ in handler }
        logger[metadataKey: "request"] = "7"
        logger.info("a \"quoted\"\nline", metadata: ["status": .stringConvertible(200), "list": ["x", "y"]])
        logger.debug("not shown")
        #expect(
            lines.withLock { $0 } == [
                #"{"time":"1970-01-01T00:00:00.000Z","level":"info","logger":"test","message":"a \"quoted\"\nline","#
                    + #""list":["x","y"],"request":"7","status":200}"# + "\n"
            ])
    }
}
