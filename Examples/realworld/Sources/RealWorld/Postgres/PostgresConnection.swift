import CLibPQ

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Time-outs of a connection.
struct PostgresLimits: Sendable {
    /// From the first packet to a session that is ready.
    var connect: Duration = .seconds(5)
    /// For one statement; the server gives up by itself, and we a second later when it does not even say so.
    var statement: Duration = .seconds(10)
    /// A transaction left open without a statement is ended by the server.
    var idleInTransaction: Duration = .seconds(15)
}

/// One connection through libpq. All calls block; they belong on a thread of the pool's.
///
/// `@unchecked Sendable`: libpq allows one thread at a time, and the pool lends a connection to one body at a time.
final class PostgresConnection: @unchecked Sendable {
    private let handle: OpaquePointer
    private var prepared: [String: String] = [:]
    private let limits: PostgresLimits

    /// More statements than this on one connection means that SQL is being built from values; the oldest are not dropped,
    /// further ones are simply not kept.
    private static let mostPrepared = 256

    /// Connects and sets the session up, within `limits.connect`.
    init(address: String, limits: PostgresLimits) throws(DatabaseFailure) {
        // Entries before `dbname` are defaults that the address may override; `client_encoding` after it may not be.
        let options: [(String, String)] = [
            ("application_name", "realworld"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"), ("dbname", address), ("client_encoding", "UTF8"),
        ]
        let handle = Self.withCStrings(options.map(\.0)) { names in
            Self.withCStrings(options.map(\.1)) { values in PQconnectStartParams(names, values, 1) }
        }
        guard let handle else { throw .unavailable("out of memory") }
        self.handle = handle
        self.limits = limits
        // From here on `deinit` closes, also when one of these throws.
        try Self.finishConnecting(handle, before: ContinuousClock.now + limits.connect)
        guard PQsetnonblocking(handle, 1) == 0 else { throw .unavailable(Self.words(handle)) }
        try simple(
            """
            SET statement_timeout = \(limits.statement.wholeMilliseconds);
            SET idle_in_transaction_session_timeout = \(limits.idleInTransaction.wholeMilliseconds);
            SET client_min_messages = warning
            """)
    }

    deinit { PQfinish(handle) }

    /// Whether the other side is still there, without a round trip: a server that went away has closed the socket.
    var isAlive: Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        if systemPoll(&descriptor, 0) > 0, PQconsumeInput(handle) == 0 { return false }
        return PQstatus(handle) == CONNECTION_OK && PQtransactionStatus(handle) == PQTRANS_IDLE
    }

    /// Runs one statement, prepared the first time this connection sees it.
    func query(_ sql: String, _ values: [SQLValue]) throws(DatabaseFailure) -> [Row] {
        if values.contains(where: { if case .text(let text) = $0 { text.utf8.contains(0) } else { false } }) {
            throw .unstorableText
        }
        let texts: [String?] = values.map { value in
            switch value {
            case .null: nil
            case .integer(let value): String(value)
            case .text(let value): value
            }
        }
        let name = try prepare(sql)
        let sent = Self.withOptionalCStrings(texts) { pointers in
            if let name {
                PQsendQueryPrepared(handle, name, Int32(texts.count), pointers, nil, nil, 0)
            } else {
                PQsendQueryParams(handle, Self.numbered(sql), Int32(texts.count), nil, pointers, nil, nil, 0)
            }
        }
        guard sent == 1 else { throw .unavailable(Self.words(handle)) }
        return try answer()
    }

    /// One statement without values, for `BEGIN` and settings.
    @discardableResult
    func simple(_ sql: String) throws(DatabaseFailure) -> [Row] {
        guard PQsendQuery(handle, sql) == 1 else { throw .unavailable(Self.words(handle)) }
        return try answer()
    }

    // MARK: Inside

    private func prepare(_ sql: String) throws(DatabaseFailure) -> String? {
        if let name = prepared[sql] { return name }
        guard prepared.count < Self.mostPrepared else { return nil }
        let name = "s\(prepared.count)"
        guard PQsendPrepare(handle, name, Self.numbered(sql), 0, nil) == 1 else {
            throw .unavailable(Self.words(handle))
        }
        _ = try answer()
        prepared[sql] = name
        return name
    }

    /// PostgreSQL writes `$1` where SQLite writes `?1`.
    static func numbered(_ sql: String) -> String {
        var bytes = Array(sql.utf8)
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "?") {
            if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(bytes[index + 1]) { bytes[index] = UInt8(ascii: "$") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sends what is still to be sent, waits, and reads all results up to the end of the command.
    private func answer() throws(DatabaseFailure) -> [Row] {
        let deadline = ContinuousClock.now + limits.statement + .seconds(1)
        var flushing = PQflush(handle)
        while flushing == 1 {
            try wait(for: POLLIN | POLLOUT, until: deadline)
            guard PQconsumeInput(handle) == 1 else { throw .unavailable(Self.words(handle)) }
            flushing = PQflush(handle)
        }
        guard flushing == 0 else { throw .unavailable(Self.words(handle)) }
        var rows: [Row] = []
        var failure: DatabaseFailure?
        while true {
            while PQisBusy(handle) == 1 {
                try wait(for: POLLIN, until: deadline)
                guard PQconsumeInput(handle) == 1 else { throw .unavailable(Self.words(handle)) }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: rows = Self.rows(result)
            case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: break
            default: failure = failure ?? self.failure(result)
            }
        }
        if let failure { throw failure }
        return rows
    }

    private func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(DatabaseFailure) {
        guard Self.ready(handle, events, until: deadline) else {
            throw .timedOut("no answer within \(limits.statement.wholeMilliseconds) ms")
        }
    }

    private static func finishConnecting(
        _ handle: OpaquePointer, before deadline: ContinuousClock.Instant
    ) throws(DatabaseFailure) {
        guard PQstatus(handle) != CONNECTION_BAD else { throw .unavailable(words(handle)) }
        var wanted = POLLOUT
        while true {
            guard ready(handle, wanted, until: deadline) else {
                throw .unavailable("no connection in time to \(place(handle))")
            }
            switch PQconnectPoll(handle) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: wanted = POLLIN
            case PGRES_POLLING_WRITING: wanted = POLLOUT
            default: throw .unavailable(words(handle))
            }
        }
    }

    /// Waits for the socket; false when the deadline came first.
    private static func ready(
        _ handle: OpaquePointer, _ events: Int32, until deadline: ContinuousClock.Instant
    ) -> Bool {
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { return false }
            var descriptor = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            let count = systemPoll(&descriptor, Int32(clamping: left.wholeMilliseconds + 1))
            if count > 0 { return true }
            if count < 0, errno != EINTR { return true }  // libpq will name the error
        }
    }

    private static func rows(_ result: OpaquePointer) -> [Row] {
        let columns = PQnfields(result)
        let types = (0..<columns).map { PQftype(result, $0) }
        return (0..<PQntuples(result)).map { row in
            Row(
                values: (0..<columns).map { column in
                    guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else {
                        return .null
                    }
                    let text = String(cString: bytes)
                    switch types[Int(column)] {
                    // bigint, smallint, integer; then boolean (pg_type.oid).
                    case 20, 21, 23: return Int64(text).map(SQLValue.integer) ?? .text(text)
                    case 16: return .integer(text == "t" ? 1 : 0)
                    default: return .text(text)
                    }
                })
        }
    }

    /// SQLSTATE decides, never the text. https://www.postgresql.org/docs/15/errcodes-appendix.html
    private func failure(_ result: OpaquePointer) -> DatabaseFailure {
        let code = Self.field(result, 67)  // PG_DIAG_SQLSTATE, 'C'
        let message = Self.field(result, 77)  // PG_DIAG_MESSAGE_PRIMARY, 'M'
        switch code {
        case "23505": return .uniqueViolation
        case "23503": return .foreignKeyViolation
        case "40001", "40P01": return .conflict
        case "55P03": return .busy
        case "57014": return .timedOut(message)
        case "22021": return .unstorableText
        case "57P01", "57P02", "57P03", "25P03", "57P05": return .unavailable(message)
        default:
            if PQstatus(handle) != CONNECTION_OK || code.hasPrefix("08") || code.hasPrefix("53") {
                return .unavailable(message.isEmpty ? Self.words(handle) : message)
            }
            return .other(code: code, message: message)
        }
    }

    private static func field(_ result: OpaquePointer, _ code: Int32) -> String {
        PQresultErrorField(result, code).map { String(cString: $0) } ?? ""
    }

    /// libpq's own words in one line; they name host, port, user and database, never the password.
    private static func words(_ handle: OpaquePointer) -> String {
        let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return text.split(whereSeparator: \.isNewline).map { line in
            String(line.drop(while: \.isWhitespace))
        }.joined(separator: "; ")
    }

    private static func place(_ handle: OpaquePointer) -> String {
        let host = PQhost(handle).map { String(cString: $0) } ?? "?"
        let port = PQport(handle).map { String(cString: $0) } ?? "?"
        return "\(host):\(port)"
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        withOptionalCStrings(strings.map(Optional.some), body)
    }

    /// An array of C strings, nil where the value is nil, ended by one more nil.
    private static func withOptionalCStrings<Result>(
        _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = strings.map { $0.flatMap { strdup($0) } }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { copy in copy.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

/// The system's `poll` for one descriptor.
private func systemPoll(_ descriptor: inout pollfd, _ milliseconds: Int32) -> Int32 {
    poll(&descriptor, 1, milliseconds)
}

extension Duration {
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
