import Foundation
import GRDB
import ServiceLifecycle

/// One file on one machine, through GRDB: many readers beside one writer (WAL), on GRDB's own queues.
final class SQLiteDatabase: Database {
    let dialect = Dialect.sqlite
    private let writer: any DatabaseWriter

    /// Opens `path`, making the file if it is missing; `:memory:` lives as long as the process.
    init(path: String, busyTimeout: Duration = .seconds(10)) throws(DatabaseFailure) {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Double(busyTimeout.components.seconds))
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 8
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        do {
            writer =
                path == ":memory:"
                ? try DatabaseQueue(configuration: configuration)
                : try Self.pool(path, configuration, patience: busyTimeout)
        } catch {
            let why = (error as? GRDB.DatabaseError)?.message ?? "\(error)"
            throw .unavailable("cannot open \(path): \(why)")
        }
    }

    /// Of several that open a new file at once each switches it to WAL, which SQLite refuses at once while another does.
    private static func pool(
        _ path: String, _ configuration: Configuration, patience: Duration
    ) throws -> DatabasePool {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try DatabasePool(path: path, configuration: configuration)
            } catch let error as GRDB.DatabaseError
                where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }

    /// GRDB keeps its own count of connections and does not tell it.
    var connections: ConnectionCounts { ConnectionCounts() }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        try await translating {
            try await writer.read { database in try body(SQLiteSession(database: database)) }
        }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        try await translating { try await transaction(.immediate, body) }
    }

    func exclusively<Value: Sendable>(
        patience: Duration, _ body: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try await translating { try await transaction(.exclusive, body) }
            } catch DatabaseFailure.busy where ContinuousClock.now < deadline {
                continue  // each attempt has waited for the busy time-out already
            }
        }
    }

    /// Closes the file when the process is asked to stop; the server above has finished its requests by then.
    func run() async throws {
        try? await gracefulShutdown()
        try writer.close()
    }

    private func transaction<Value: Sendable>(
        _ kind: GRDB.Database.TransactionKind, _ body: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        try await writer.writeWithoutTransaction { database in
            var value: Value?
            try database.inTransaction(kind) {
                value = try body(SQLiteSession(database: database))
                return .commit
            }
            guard let value else { throw DatabaseFailure.conflict }
            return value
        }
    }

    private func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as GRDB.DatabaseError {
            throw SQLiteSession.failure(error)
        }
    }
}

/// One SQLite connection, for as long as a body runs.
struct SQLiteSession: Session {
    let database: GRDB.Database

    func query(_ sql: String, _ values: [SQLValue]) throws(DatabaseFailure) -> [Row] {
        do {
            let statement = try database.cachedStatement(sql: sql)
            let arguments = StatementArguments(values.map(Self.argument))
            let width = statement.columnCount
            var rows: [Row] = []
            let cursor = try GRDB.Row.fetchCursor(statement, arguments: arguments)
            while let row = try cursor.next() {
                rows.append(Row(values: try (0..<width).map { try Self.value(row, $0) }))
            }
            return rows
        } catch let failure as DatabaseFailure {
            throw failure
        } catch {
            throw Self.failure(error)
        }
    }

    private static func argument(_ value: SQLValue) -> (any DatabaseValueConvertible)? {
        switch value {
        case .null: nil
        case .integer(let value): value
        case .text(let value): value
        }
    }

    private static func value(_ row: GRDB.Row, _ column: Int) throws(DatabaseFailure) -> SQLValue {
        switch (row[column] as DatabaseValue).storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .string(let value): .text(value)
        case .double, .blob: throw .unexpected(column)
        }
    }

    static func failure(_ error: any Error) -> DatabaseFailure {
        guard let error = error as? GRDB.DatabaseError else { return .other(code: "", message: "\(error)") }
        switch (error.extendedResultCode, error.resultCode) {
        case (.SQLITE_CONSTRAINT_UNIQUE, _), (.SQLITE_CONSTRAINT_PRIMARYKEY, _): return .uniqueViolation
        case (.SQLITE_CONSTRAINT_FOREIGNKEY, _): return .foreignKeyViolation
        case (_, .SQLITE_BUSY), (_, .SQLITE_LOCKED): return .busy
        case (_, .SQLITE_CANTOPEN), (_, .SQLITE_IOERR), (_, .SQLITE_NOTADB), (_, .SQLITE_CORRUPT), (_, .SQLITE_FULL):
            return .unavailable(error.message ?? "SQLite error \(error.resultCode.rawValue)")
        default:
            let code = "SQLITE_\(error.extendedResultCode.rawValue)"
            return .other(code: code, message: error.message ?? "no message")
        }
    }
}
