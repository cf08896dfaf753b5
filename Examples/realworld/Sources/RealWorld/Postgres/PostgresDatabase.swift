import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization

/// PostgreSQL through libpq: a small pool, each lease on a thread of its own.
final class PostgresDatabase: Database {
    struct Limits: Sendable {
        var connections = 8
        /// Those who may wait for a connection at the same time; more are refused at once.
        var longestLine = 512
        /// How long one waits for a connection.
        var wait: Duration = .seconds(5)
        /// An idle connection older than this is closed.
        var idle: Duration = .seconds(300)
        var each = PostgresLimits()
    }

    let dialect = Dialect.postgres
    private let address: String
    private let limits: Limits
    private let logger: Logger
    private let threads: NIOThreadPool
    private let state: Mutex<PoolState<PostgresConnection>>
    private let seats = Mutex<[Int: Seat]>([:])

    /// Where a ticket's holder and what they wait for meet, whichever comes first.
    private enum Seat {
        case taken(CheckedContinuation<PoolState<PostgresConnection>.Handover, Never>)
        case served(PoolState<PostgresConnection>.Handover)
    }

    /// Nothing is opened yet: the first `read` connects.
    init(address: String, limits: Limits = Limits(), logger: Logger) {
        self.address = address
        self.limits = limits
        self.logger = logger
        threads = NIOThreadPool(numberOfThreads: limits.connections)
        threads.start()
        state = Mutex(PoolState(limit: limits.connections, longestLine: limits.longestLine))
    }

    var connections: ConnectionCounts {
        state.withLock { ConnectionCounts(inUse: $0.inUse, idle: $0.idle.count, waiting: $0.line.count) }
    }

    /// Reads change nothing, so a read is tried once more on a new connection when an old one broke under it.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        let first = try await lease(fresh: false) { try body(PostgresSession(connection: $0)) }
        guard first.reused, case .failure(DatabaseFailure.unavailable(let why)) = first.result else {
            return try first.result.get()
        }
        logger.warning("reading once more on a new connection", metadata: ["cause": "\(why)"])
        return try await lease(fresh: true) { try body(PostgresSession(connection: $0)) }.result.get()
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (any Session) throws -> Value) async throws -> Value {
        for _ in 0..<3 {
            do {
                return try await lease(fresh: false) { try Self.transaction($0, before: [], body) }.result.get()
            } catch DatabaseFailure.conflict {
                continue
            }
        }
        throw DatabaseFailure.busy
    }

    /// One advisory lock for all migrations of this database, held to the end of the transaction and gone with the session.
    func exclusively<Value: Sendable>(
        patience: Duration, _ body: @escaping @Sendable (any Session) throws -> Value
    ) async throws -> Value {
        // A migration may take its time: a connection of its own, with a long leash.
        var limits = limits.each
        limits.statement = .seconds(3600)
        let address = address
        let settings = [
            "SET LOCAL lock_timeout = \(patience.wholeMilliseconds)", "SELECT pg_advisory_xact_lock(728195310)",
            "SET LOCAL lock_timeout = 0",
        ]
        return try await threads.runIfActive { [limits] in
            let connection = try PostgresConnection(address: address, limits: limits)
            return try Self.transaction(connection, before: settings, body)
        }
    }

    /// Closes idle connections now and then, and all of them when the process is asked to stop.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: self.limits.idle / 4)
                self.closeIdle(olderThan: self.limits.idle)
            }
        }
        await close()
    }

    /// No more leases; those that are out come back and are closed then.
    func close() async {
        let (connections, tickets) = state.withLock { $0.close() }
        if !connections.isEmpty { logger.debug("idle connections closed", metadata: ["count": "\(connections.count)"]) }
        for ticket in tickets { hand(ticket, .refused) }
        try? await threads.shutdownGracefully()
    }

    func closeIdle(olderThan age: Duration) {
        let old = state.withLock { $0.dropIdle(since: ContinuousClock.now - age) }
        if !old.isEmpty { logger.debug("idle connections closed", metadata: ["count": "\(old.count)"]) }
    }

    // MARK: Leases

    private struct Outcome<Value: Sendable>: Sendable {
        var result: Result<Value, any Error>
        /// The connection, if it is still good.
        var kept: PostgresConnection?
        /// Whether the connection had been used before.
        var reused = false
    }

    /// Throws only when there was no lease; what `body` or connecting threw is in the result.
    private func lease<Value: Sendable>(
        fresh: Bool, _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws -> Outcome<Value> {
        let idle = try await acquire()
        let address = address
        let limits = limits.each
        let outcome: Outcome<Value>
        do {
            outcome = try await threads.runIfActive {
                if let idle, !fresh, idle.isAlive {
                    let result = Result { try body(idle) }
                    return Outcome(result: result, kept: idle.isAlive ? idle : nil, reused: true)
                }
                do {
                    let connection = try PostgresConnection(address: address, limits: limits)
                    let result = Result { try body(connection) }
                    return Outcome(result: result, kept: connection.isAlive ? connection : nil)
                } catch {
                    return Outcome(result: .failure(error), kept: nil)
                }
            }
        } catch {
            giveBack(nil)  // cancelled before it began
            throw error
        }
        giveBack(outcome.kept)
        return outcome
    }

    /// A connection that was idle, or nil for leave to open one.
    private func acquire() async throws(DatabaseFailure) -> PostgresConnection? {
        let ticket: Int
        switch state.withLock({ $0.ask() }) {
        case .reuse(let connection): return connection
        case .open: return nil
        case .refuse: throw .busy
        case .wait(let number): ticket = number
        }
        switch await standInLine(ticket) {
        case .connection(let connection): return connection
        case .permit: return nil
        case .refused: throw .busy
        }
    }

    private func standInLine(_ ticket: Int) async -> PoolState<PostgresConnection>.Handover {
        let patience = Task {
            try await Task.sleep(for: limits.wait)
            leaveLine(ticket)
        }
        defer { patience.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let handover: PoolState<PostgresConnection>.Handover? = seats.withLock { seats in
                    guard case .served(let handover) = seats.removeValue(forKey: ticket) else {
                        seats[ticket] = .taken(continuation)
                        return nil
                    }
                    return handover
                }
                if let handover { continuation.resume(returning: handover) }
            }
        } onCancel: {
            leaveLine(ticket)
        }
    }

    private func leaveLine(_ ticket: Int) {
        if state.withLock({ $0.leaveLine(ticket) }) { hand(ticket, .refused) }
    }

    /// Serves a ticket, once; one whose holder has not sat down yet finds the handover on the seat.
    private func hand(_ ticket: Int, _ handover: PoolState<PostgresConnection>.Handover) {
        let waiting: CheckedContinuation<PoolState<PostgresConnection>.Handover, Never>? = seats.withLock { seats in
            guard case .taken(let continuation) = seats.removeValue(forKey: ticket) else {
                seats[ticket] = .served(handover)
                return nil
            }
            return continuation
        }
        waiting?.resume(returning: handover)
    }

    private func giveBack(_ connection: PostgresConnection?) {
        let handover = state.withLock { $0.giveBack(connection, at: ContinuousClock.now) }
        if let (ticket, what) = handover { hand(ticket, what) }
    }

    private static func transaction<Value>(
        _ connection: PostgresConnection, before settings: [String], _ body: (any Session) throws -> Value
    ) throws -> Value {
        try connection.simple("BEGIN")
        do {
            for setting in settings { try connection.simple(setting) }
            let value = try body(PostgresSession(connection: connection))
            try connection.simple("COMMIT")
            return value
        } catch {
            // The first error counts; a connection that cannot even roll back is not given back to the pool.
            _ = try? connection.simple("ROLLBACK")
            throw error
        }
    }
}

/// One connection, for as long as a body runs.
struct PostgresSession: Session {
    let connection: PostgresConnection

    func query(_ sql: String, _ values: [SQLValue]) throws(DatabaseFailure) -> [Row] {
        try connection.query(sql, values)
    }
}
