/// Brings a schema up to date.
///
/// Each migration is one transaction that no other process can be inside of: it looks again at what is applied, applies
/// the next one and writes it down. So two runs at once share the work, a repeated run does nothing, and a failure
/// half-way leaves every earlier migration applied and nothing of the failed one.
struct Migrator: Sendable {
    var migrations: [Migration] = Migration.all
    var now: @Sendable () -> Moment
    /// How long to wait for another process that is migrating.
    var patience: Duration = .seconds(60)

    enum Failure: Error, Equatable, CustomStringConvertible {
        case statement(Migration.Place, DatabaseFailure, applied: [Int64])
        case edited(number: Int64, name: String)
        case outOfOrder(missing: Int64, newest: Int64)

        var description: String {
            switch self {
            case .statement(let place, let cause, let applied):
                "migration \(place.number) (\(place.name)) failed at statement \(place.statement) of \(place.statements): "
                    + "\(cause); nothing of it was kept, applied and untouched: \(Migrator.list(applied)); "
                    + "mend the cause and run `realworld migrate` again"
            case .edited(let number, let name):
                "migration \(number) (\(name)) is not the one that was applied to this database; a released migration "
                    + "must not be edited: add a new one instead"
            case .outOfOrder(let missing, let newest):
                "migration \(missing) is not applied although \(newest) is; give it a number above \(newest)"
            }
        }
    }

    /// Applies what is missing; the numbers that this run applied.
    func run(on database: any Database) async throws -> [Int64] {
        var applied: [Int64] = []
        for _ in 0...migrations.count {
            guard let number = try await step(on: database) else { return applied }
            applied.append(number)
        }
        return applied
    }

    /// The numbers that this release needs and the database does not have. Migrations of a newer release do not matter:
    /// an older release must be able to run on the schema that a newer one left behind.
    func pending(on database: any Database) async throws -> [Int64] {
        let dialect = database.dialect
        let applied: Set<Int64> = try await database.read { session in
            guard try session.query(dialect.countsHistoryTables).first?.integer(0) == 1 else { return [] }
            return Set(try session.query("SELECT number FROM schema_migrations").map { row in try row.integer(0) })
        }
        return migrations.map(\.number).filter { !applied.contains($0) }
    }

    private func step(on database: any Database) async throws -> Int64? {
        let migrations = migrations
        let dialect = database.dialect
        let now = now
        return try await database.exclusively(patience: patience) { session in
            _ = try session.query(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL
                )
                """)
            let rows = try session.query("SELECT number, checksum FROM schema_migrations ORDER BY number")
            var applied: [Int64: String] = [:]
            for row in rows { applied[try row.integer(0)] = try row.text(1) }
            for migration in migrations where applied[migration.number] ?? migration.checksum != migration.checksum {
                throw Failure.edited(number: migration.number, name: migration.name)
            }
            guard let next = migrations.first(where: { applied[$0.number] == nil }) else { return nil }
            if let later = migrations.last(where: { applied[$0.number] != nil && $0.number > next.number }) {
                throw Failure.outOfOrder(missing: next.number, newest: later.number)
            }
            let statements = next.sql(dialect)
            for (index, statement) in statements.enumerated() {
                do throws(DatabaseFailure) {
                    _ = try session.query(statement)
                } catch .unavailable(let why) {
                    throw DatabaseFailure.unavailable(why)
                } catch {
                    let place = Migration.Place(
                        number: next.number, name: next.name, statement: index + 1, statements: statements.count)
                    throw Failure.statement(place, error, applied: applied.keys.sorted())
                }
            }
            _ = try session.query(
                "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
                [.integer(next.number), .text(next.name), .text(next.checksum), SQLValue(now())])
            return next.number
        }
    }

    /// `none`, `1`, `1, 2, 3`.
    static func list(_ numbers: [Int64]) -> String {
        numbers.isEmpty ? "none" : numbers.map(String.init).joined(separator: ", ")
    }
}

extension Migration {
    /// Where in the history a statement stands; counted from one.
    struct Place: Equatable, Sendable {
        var number: Int64
        var name: String
        var statement: Int
        var statements: Int
    }
}
