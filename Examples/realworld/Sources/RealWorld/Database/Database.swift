import ServiceLifecycle

/// A database as the stores see it. Statements are SQL that both understand, with `?1`, `?2`… for values.
///
/// Bodies are synchronous and run on threads of their own, never on the cooperative pool; they may be run again after a
/// lost connection (reads) or a conflict (writes), so they change nothing but the database.
protocol Database: Service {
    var dialect: Dialect { get }

    /// Runs `body` outside a transaction; it must only read.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value

    /// Runs `body` in a transaction: all of it happens, or nothing.
    func write<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value

    /// Like `write`, but no two processes are inside at the same time; waits at most `patience` for the other one.
    func exclusively<Value: Sendable>(
        patience: Duration, _ body: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value

    /// What the metrics page tells of the connections: in use, idle, waiting for one.
    var connections: ConnectionCounts { get }
}

struct ConnectionCounts: Equatable, Sendable {
    var inUse = 0
    var idle = 0
    var waiting = 0
}

/// One connection, for as long as a body runs.
protocol Session {
    /// Runs one statement; prepared once per connection.
    func query(_ sql: String, _ values: [SQLValue]) throws(DatabaseFailure) -> [Row]
}

extension Session {
    func query(_ sql: String) throws(DatabaseFailure) -> [Row] { try query(sql, []) }
}

/// The few words in which the two databases differ.
enum Dialect: String, Sendable {
    case sqlite, postgres

    /// The column that numbers rows by itself.
    var identity: String {
        switch self {
        case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
        case .postgres: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        }
    }

    /// One row, one number: 1 where the table of applied migrations is there, else 0.
    var countsHistoryTables: String {
        switch self {
        case .sqlite: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
        case .postgres: "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations')"
        }
    }
}
