import Testing

@testable import RealWorld

extension RealWorldSuite {
    @Suite("Migrations")
    struct MigrationTests {
        private static let now: @Sendable () -> Moment = { Moment(milliseconds: 1) }
        private static let numbers = Migration.all.map(\.number)

        @Test("are applied once, however often they are run", arguments: Backend.available)
        func areAppliedOnce(backend: Backend) async throws {
            try await EmptyDatabase.with(backend) { empty in
                let database = try empty.open(try empty.settings())
                let migrator = Migrator(now: Self.now)
                #expect(try await migrator.pending(on: database) == Self.numbers)
                #expect(try await migrator.run(on: database) == Self.numbers)
                #expect(try await migrator.run(on: database).isEmpty)
                #expect(try await migrator.pending(on: database).isEmpty)
            }
        }

        @Test("are shared out between runs at the same time", arguments: Backend.available)
        func areSafeAtOnce(backend: Backend) async throws {
            try await EmptyDatabase.with(backend) { empty in
                let applied = try await withThrowingTaskGroup(of: [Int64].self) { group in
                    for _ in 0..<6 {
                        group.addTask {
                            // A database of its own each time: as several processes would.
                            let database = try empty.open(try empty.settings())
                            return try await Migrator(now: Self.now).run(on: database)
                        }
                    }
                    return try await group.reduce(into: [Int64]()) { $0 += $1 }
                }
                #expect(applied.sorted() == Self.numbers)
            }
        }

        @Test("that fail half-way keep what was whole and nothing of the failed one", arguments: Backend.available)
        func failWhole(backend: Backend) async throws {
            try await EmptyDatabase.with(backend) { empty in
                let database = try empty.open(try empty.settings())
                let good = Migration(number: 1, name: "good", statements: ["CREATE TABLE good (id {identity})"])
                let bad = Migration(
                    number: 2, name: "bad",
                    statements: ["CREATE TABLE half (id {identity})", "INSERT INTO nowhere VALUES (1)"])
                let failure = try await #require(throws: Migrator.Failure.self) {
                    _ = try await Migrator(migrations: [good, bad], now: Self.now).run(on: database)
                }
                #expect(
                    failure.description.hasPrefix("migration 2 (bad) failed at statement 2 of 2: database error "))
                #expect(failure.description.contains("nothing of it was kept, applied and untouched: 1;"))
                // Mended, it goes on where it stopped; `half` would be in the way if it had been kept.
                let mended = Migration(number: 2, name: "bad", statements: ["CREATE TABLE half (id {identity})"])
                #expect(try await Migrator(migrations: [good, mended], now: Self.now).run(on: database) == [2])
            }
        }

        @Test("that were edited after they were applied are refused", arguments: Backend.available)
        func refuseEdits(backend: Backend) async throws {
            try await EmptyDatabase.with(backend) { empty in
                let database = try empty.open(try empty.settings())
                let first = Migration(number: 1, name: "first", statements: ["CREATE TABLE a (id {identity})"])
                let edited = Migration(number: 1, name: "first", statements: ["CREATE TABLE b (id {identity})"])
                _ = try await Migrator(migrations: [first], now: Self.now).run(on: database)
                await #expect(throws: Migrator.Failure.edited(number: 1, name: "first")) {
                    _ = try await Migrator(migrations: [edited], now: Self.now).run(on: database)
                }
                let late = Migration(number: 0, name: "late", statements: [])
                await #expect(throws: Migrator.Failure.outOfOrder(missing: 0, newest: 1)) {
                    _ = try await Migrator(migrations: [late, first], now: Self.now).run(on: database)
                }
            }
        }

        @Test("of a newer release do not keep an older one from running", arguments: Backend.available)
        func allowNewer(backend: Backend) async throws {
            try await EmptyDatabase.with(backend) { empty in
                let database = try empty.open(try empty.settings())
                let newer = Migration(number: 99, name: "newer", statements: ["CREATE TABLE newer (id {identity})"])
                _ = try await Migrator(migrations: Migration.all + [newer], now: Self.now).run(on: database)
                #expect(try await Migrator(now: Self.now).pending(on: database).isEmpty)
            }
        }

        @Test("of the history are numbered from one, without gaps, and were not edited since their release")
        func areNumbered() {
            #expect(Self.numbers == Array(1...Int64(Migration.all.count)))
            #expect(Migration.all.map(\.checksum) == ["a79e4040ee865cea", "c42cc756156a8e96", "84abaef830b83bf2"])
        }
    }
}
