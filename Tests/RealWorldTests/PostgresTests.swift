import Foundation
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("PostgreSQL", .enabled(if: PostgresServer.isInstalled, PostgresServer.reason))
    struct PostgresTests {
        private static func database(_ change: (inout PostgresDatabase.Limits) -> Void) throws -> PostgresDatabase {
            var limits = PostgresDatabase.Limits()
            limits.connections = 1
            change(&limits)
            let server = try #require(PostgresServer.current)
            return PostgresDatabase(
                address: server.address(database: "postgres"), limits: limits, logger: EmptyDatabase.silent)
        }

        @Test("ends a statement that takes too long, and goes on with the next")
        func endsLongStatements() async throws {
            let database = try Self.database { $0.each.statement = .milliseconds(200) }
            await #expect(throws: DatabaseFailure.self) {
                _ = try await database.read { try $0.query("SELECT pg_sleep(60)") }
            }
            #expect(try await database.read { try $0.query("SELECT 7") } == [Row(values: [.integer(7)])])
            await database.close()
        }

        @Test("gives up on a server that takes the connection and then says nothing")
        func givesUpOnSilence() async throws {
            let mute = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(mute.localAddress?.port)
            let failure = #expect(throws: DatabaseFailure.self) {
                _ = try PostgresConnection(
                    address: "postgres://u@127.0.0.1:\(port)/x", limits: PostgresLimits(connect: .milliseconds(200)))
            }
            #expect(failure == .unavailable("no connection in time to 127.0.0.1:\(port)"))
            try await mute.close()
        }

        @Test("turns away who has waited long enough for a connection, and serves the next")
        func turnsAway() async throws {
            let database = try Self.database { $0.wait = .milliseconds(100) }
            let gate = DispatchSemaphore(value: 0)
            let (held, announce) = AsyncStream.makeStream(of: Void.self)
            async let holder: Void = database.read { _ in
                announce.yield()
                gate.wait()
            }
            _ = await held.first { _ in true }
            await #expect(throws: DatabaseFailure.busy) {
                _ = try await database.read { try $0.query("SELECT 1") }
            }
            gate.signal()
            try await holder
            #expect(try await database.read { try $0.query("SELECT 1").count } == 1)
            #expect(database.connections == ConnectionCounts(inUse: 0, idle: 1, waiting: 0))
            database.closeIdle(olderThan: .seconds(-1))
            #expect(database.connections.idle == 0)
            await database.close()
            await #expect(throws: DatabaseFailure.busy) {
                _ = try await database.read { try $0.query("SELECT 1") }
            }
        }

        @Test("prepares a statement once per connection")
        func preparesOnce() async throws {
            let database = try Self.database { _ in }
            for number in 1...3 {
                let rows = try await database.read {
                    try $0.query("SELECT CAST(?1 AS BIGINT) + 1", [.integer(Int64(number))])
                }
                #expect(rows == [Row(values: [.integer(Int64(number + 1))])])
            }
            let prepared = try await database.read { try $0.query("SELECT statement FROM pg_prepared_statements") }
            #expect(prepared.filter { $0.values == [.text("SELECT CAST($1 AS BIGINT) + 1")] }.count == 1)
            await database.close()
        }

        @Test("takes back everything that a failed transaction did")
        func rollsBack() async throws {
            try await EmptyDatabase.with(.postgres) { empty in
                let database = try empty.open(try empty.settings())
                _ = try await database.write { try $0.query("CREATE TABLE t (n BIGINT PRIMARY KEY)") }
                await #expect(throws: DatabaseFailure.uniqueViolation) {
                    try await database.write { session in
                        _ = try session.query("INSERT INTO t VALUES (?1)", [.integer(1)])
                        _ = try session.query("INSERT INTO t VALUES (?1)", [.integer(1)])
                    }
                }
                #expect(try await database.read { try $0.query("SELECT n FROM t") }.isEmpty)
                await #expect(throws: DatabaseFailure.unstorableText) {
                    _ = try await database.read { try $0.query("SELECT CAST(?1 AS TEXT)", [.text("a\u{0}b")]) }
                }
            }
        }
    }
}
