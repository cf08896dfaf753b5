/// What can go wrong with a database; the same set for both.
enum DatabaseFailure: Error, Equatable, CustomStringConvertible {
    /// Not reachable, or the connection broke.
    case unavailable(String)
    /// An answer took too long.
    case timedOut(String)
    /// Every connection is in use and none came free in time.
    case busy
    /// The address is wrong; says how, never what it contains.
    case badAddress(String)
    case uniqueViolation
    case foreignKeyViolation
    /// Two transactions stood in each other's way; the same transaction may succeed now.
    case conflict
    /// A text that PostgreSQL cannot store (a NUL character).
    case unstorableText
    /// An answer does not have the column or type that the statement promises: a bug.
    case unexpected(Int)
    /// Anything else, with the database's own code and words.
    case other(code: String, message: String)

    var description: String {
        switch self {
        case .unavailable(let why): "database unreachable: \(why)"
        case .timedOut(let what): "database timed out: \(what)"
        case .busy: "all database connections are in use"
        case .badAddress(let why): "DATABASE_URL \(why)"
        case .uniqueViolation: "unique constraint violated"
        case .foreignKeyViolation: "foreign key violated"
        case .conflict: "transaction conflict"
        case .unstorableText: "text with a NUL character"
        case .unexpected(let column): "column \(column) of an answer is missing or has another type"
        case .other(let code, let message): "database error \(code): \(message)"
        }
    }
}
