import Foundation
import Testing

@testable import RealWorld

/// A private PostgreSQL for one run of the tests, started and removed by `Scripts/postgres.sh`.
struct PostgresServer: Sendable {
    /// The running one, inside a suite with `.postgresServer`.
    @TaskLocal static var current: PostgresServer?

    let port: String
    let folder: URL

    static let reason: Testing.Comment = "PostgreSQL is not installed: apt-get install postgresql"

    /// Whether Debian's package, or another one on the path, is there.
    static let isInstalled: Bool = {
        let files = FileManager.default
        let versions = (try? files.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return versions.contains { files.isExecutableFile(atPath: "/usr/lib/postgresql/\($0)/bin/initdb") }
            || path.split(separator: ":").contains { files.isExecutableFile(atPath: "\($0)/initdb") }
    }()

    static func start() throws -> PostgresServer {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "realworld-pg-\(UUID().uuidString.prefix(8))")
        let address = try script("start", folder.path)
        let port = try #require(URL(string: address.trimmingCharacters(in: .whitespacesAndNewlines))?.port)
        return PostgresServer(port: String(port), folder: folder)
    }

    func stop() throws {
        _ = try Self.script("stop", folder.path)
    }

    func address(database: String) -> String { "postgres://postgres@127.0.0.1:\(port)/\(database)" }

    /// Runs statements as the superuser, outside a transaction.
    func administer(_ statements: String...) throws {
        let connection = try PostgresConnection(
            address: address(database: "postgres"), limits: PostgresLimits(statement: .seconds(60)))
        for statement in statements { try connection.simple(statement) }
    }

    static func script(_ arguments: String...) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process()
        process.executableURL = root.appendingPathComponent("Scripts/postgres.sh")
        process.arguments = arguments
        // Also when this run is killed, nothing stays behind.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PARENT": String(ProcessInfo.processInfo.processIdentifier)]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "postgres.sh \(arguments) failed")
        return String(decoding: data, as: UTF8.self)
    }
}

/// Starts one PostgreSQL around a whole suite, where it is installed.
struct PostgresServerTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard PostgresServer.isInstalled else { return try await function() }
        let server = try PostgresServer.start()
        do {
            try await PostgresServer.$current.withValue(server) { try await function() }
        } catch {
            try server.stop()
            throw error
        }
        try server.stop()
    }
}

extension Trait where Self == PostgresServerTrait {
    static var postgresServer: Self { Self() }
}

/// Everything that needs a database; each test runs on each database, on a schema of its own.
@Suite("RealWorld", .postgresServer)
struct RealWorldSuite {
    @Test("runs on PostgreSQL too", .enabled(if: PostgresServer.isInstalled, PostgresServer.reason))
    func runsOnPostgres() {
        #expect(PostgresServer.current != nil)
    }
}
