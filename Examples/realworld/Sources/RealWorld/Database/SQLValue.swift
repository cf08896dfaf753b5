/// A value on its way into or out of a database. Truth is 0 and 1, time is milliseconds: what both databases have.
enum SQLValue: Equatable, Sendable {
    case null
    case integer(Int64)
    case text(String)

    init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
    init(_ moment: Moment) { self = .integer(moment.milliseconds) }
}

/// One row of an answer, its columns by position as the statement names them.
struct Row: Equatable, Sendable {
    var values: [SQLValue]

    /// A column that the statement and the schema promise to be a whole number.
    func integer(_ column: Int) throws(DatabaseFailure) -> Int64 {
        guard column < values.count, case .integer(let value) = values[column] else { throw .unexpected(column) }
        return value
    }

    func text(_ column: Int) throws(DatabaseFailure) -> String {
        guard column < values.count, case .text(let value) = values[column] else { throw .unexpected(column) }
        return value
    }

    func optionalText(_ column: Int) throws(DatabaseFailure) -> String? {
        if column < values.count, values[column] == .null { return nil }
        return try text(column)
    }

    func truth(_ column: Int) throws(DatabaseFailure) -> Bool { try integer(column) != 0 }

    func moment(_ column: Int) throws(DatabaseFailure) -> Moment { Moment(milliseconds: try integer(column)) }
}
