import AsyncHTTPClient
import Foundation
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import RealWorld

/// The database that a test runs on.
enum Backend: String, Sendable, CaseIterable {
    case sqlite, postgres

    static var available: [Backend] { PostgresServer.isInstalled ? allCases : [.sqlite] }
}

/// An empty database for one test, removed afterwards.
struct EmptyDatabase: Sendable {
    let backend: Backend
    let address: Settings.DatabaseAddress
    private let name: String
    private let folder: URL

    init(_ backend: Backend) throws {
        self.backend = backend
        name = "t_" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        switch backend {
        case .sqlite:
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            address = .sqlite(path: folder.appendingPathComponent("test.db").path)
        case .postgres:
            let server = try #require(PostgresServer.current)
            try server.administer("CREATE DATABASE \(name)")
            address = .postgres(server.address(database: name))
        }
    }

    func remove() throws {
        switch backend {
        case .sqlite: try FileManager.default.removeItem(at: folder)
        case .postgres: try PostgresServer.current?.administer("DROP DATABASE \(name) WITH (FORCE)")
        }
    }

    func settings(_ change: (inout Settings) -> Void = { _ in }) throws -> Settings {
        var settings = try Settings(environment: [
            "DATABASE_URL": "sqlite:replaced", "JWT_SECRET": String(repeating: "s", count: 32), "ENVIRONMENT": "test",
            "RELEASE": "r1", "PORT": "0", "HOST": "127.0.0.1", "DATABASE_CONNECTIONS": "3", "LOG_LEVEL": "critical",
        ])
        settings.database = address
        settings.passwordCost = .cheapest
        change(&settings)
        return settings
    }

    func open(_ settings: Settings) throws -> any Database { try settings.open(logger: Self.silent) }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func with<Value>(_ backend: Backend, _ body: (EmptyDatabase) async throws -> Value) async throws -> Value {
        let empty = try EmptyDatabase(backend)
        do {
            let value = try await body(empty)
            try empty.remove()
            return value
        } catch {
            try empty.remove()
            throw error
        }
    }
}

/// A running backend on a migrated, empty database, spoken to over HTTP on a port of its own.
struct World: Sendable {
    let client: any TestClientProtocol
    let database: any Database

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var body: String
        /// `.null` where the body is not JSON.
        var json: Value

        subscript(_ name: String) -> Value? { json[name] }
        /// `errors.body`, the specification's place for complaints.
        var complaints: [String] { json["errors"]?["body"]?.list.compactMap(\.text) ?? [] }
    }

    static func with(
        _ backend: Backend, _ change: (inout Settings) -> Void = { _ in },
        _ body: @Sendable @escaping (World) async throws -> Void
    ) async throws {
        try await EmptyDatabase.with(backend) { empty in
            let settings = try empty.settings(change)
            let database = try empty.open(settings)
            _ = try await Migrator(now: Surroundings.real.now).run(on: database)
            let threads = NIOThreadPool(numberOfThreads: 2)
            threads.start()
            let server = Server(
                settings: settings, database: database, surroundings: .real, logger: EmptyDatabase.silent,
                registry: PrometheusRegistry(), threads: threads)
            try await server.application().test(.ahc()) { client in
                try await body(World(client: client, database: database))
            }
            try await threads.shutdownGracefully()
        }
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, _ body: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = headers
        if let token { headers[.authorization] = "Token \(token)" }
        if body != nil { headers[.contentType] = "application/json" }
        let answer = try await client.executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        let text = String(buffer: answer.body)
        let json = try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
        return Answer(status: Int(answer.status.code), headers: answer.headers, body: text, json: json ?? .null)
    }

    /// Registers and gives back the token.
    func register(_ name: String) async throws -> String {
        let answer = try await call(
            .post, "/api/users",
            #"{"user":{"username":"\#(name)","email":"\#(name)@example.com","password":"correct horse"}}"#)
        try #require(answer.status == 201, "\(answer.body)")
        return try #require(answer["user"]?["token"]?.text)
    }

    /// Publishes and gives back the slug.
    func publish(_ token: String, _ title: String, tags: [String] = []) async throws -> String {
        let list = tags.map { "\"\($0)\"" }.joined(separator: ",")
        let answer = try await call(
            .post, "/api/articles", token: token,
            #"{"article":{"title":"\#(title)","description":"about \#(title)","body":"text","tagList":[\#(list)]}}"#)
        try #require(answer.status == 201, "\(answer.body)")
        return try #require(answer["article"]?["slug"]?.text)
    }

    /// Titles of a list, in its order.
    func titles(_ path: String, token: String? = nil) async throws -> [String] {
        let answer = try await call(.get, path, token: token)
        try #require(answer.status == 200, "\(answer.body)")
        return answer["articles"]?.list.compactMap { $0["title"]?.text } ?? []
    }
}
