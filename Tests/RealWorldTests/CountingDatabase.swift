import ServiceLifecycle
import Synchronization

@testable import RealWorld

/// Keeps the statements that go to the database behind it.
final class CountingDatabase: Database {
    private let base: any Database
    private let seen = Mutex<[Statement]>([])

    struct Statement: Sendable {
        var sql: String
        var values: [SQLValue]
    }

    init(_ base: any Database) { self.base = base }

    var statements: [Statement] { seen.withLock { $0 } }
    func reset() { seen.withLock { $0 = [] } }

    var dialect: Dialect { base.dialect }
    var connections: ConnectionCounts { base.connections }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        try await base.read { [self] in try body(CountingSession(base: $0, note: note)) }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        try await base.write { [self] in try body(CountingSession(base: $0, note: note)) }
    }

    func exclusively<Value: Sendable>(
        patience: Duration, _ body: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await base.exclusively(patience: patience, body)
    }

    func run() async throws { try await base.run() }

    @Sendable private func note(_ statement: Statement) { seen.withLock { $0.append(statement) } }
}

struct CountingSession: Session {
    let base: any Session
    let note: @Sendable (CountingDatabase.Statement) -> Void

    func query(_ sql: String, _ values: [SQLValue]) throws(DatabaseFailure) -> [Row] {
        note(CountingDatabase.Statement(sql: sql, values: values))
        return try base.query(sql, values)
    }
}
