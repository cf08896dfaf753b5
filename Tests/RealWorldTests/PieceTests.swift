import NIOPosix
import ServiceLifecycle
import Testing

@testable import RealWorld

@Suite("Slugs")
struct SlugTests {
    @Test(
        "keep letters and digits of any script and hyphens between words",
        arguments: [
            ("How to train your dragon", "how-to-train-your-dragon"), ("  Ünïcode -- Títle!  ", "ünïcode-títle"),
            ("드래곤 길들이기", "드래곤-길들이기"), ("???", "article"), ("a/b?c#d%e", "a-b-c-d-e"), ("", "article"),
        ])
    func areMade(title: String, slug: String) {
        #expect(Slug.make(fromTitle: title) == slug)
    }

    @Test("are never longer than their bound")
    func areBounded() {
        #expect(Slug.make(fromTitle: String(repeating: "long word ", count: 50)).count <= Slug.longest)
    }

    @Test("get a suffix from the second try on")
    func getSuffix() {
        #expect(Slug.candidate("a", attempt: 0, randomBytes: { _ in [] }) == "a")
        #expect(Slug.candidate("a", attempt: 1, randomBytes: { Array(repeating: 10, count: $0) }) == "a-aaaaaa")
    }
}

@Suite("Settings")
struct SettingsTests {
    private static let good = [
        "DATABASE_URL": "sqlite:a.db", "JWT_SECRET": String(repeating: "s", count: 32), "ENVIRONMENT": "test",
    ]

    private static func complaint(_ change: [String: String]) -> Complaint? {
        do throws(Complaint) {
            _ = try Settings(environment: good.merging(change) { $1 })
            return nil
        } catch {
            return error
        }
    }

    @Test("name every missing variable in one line, with exit code 78")
    func nameWhatIsMissing() {
        #expect(
            throws: Complaint(
                code: 78, line: "3 environment variables are missing: DATABASE_URL, JWT_SECRET, ENVIRONMENT")
        ) {
            _ = try Settings(environment: [:])
        }
        #expect(Self.complaint(["JWT_SECRET": ""])?.line == "1 environment variable is missing: JWT_SECRET")
    }

    @Test("have a port, an address and a release")
    func areRead() throws {
        let settings = try Settings(environment: Self.good)
        #expect(settings.port == 8080)
        #expect(settings.host == "0.0.0.0")
        #expect(settings.database == .sqlite(path: "a.db"))
        let other = try Settings(
            environment: Self.good.merging(["PORT": "9", "DATABASE_URL": "postgres://h/d", "RELEASE": "r2"]) { $1 })
        #expect(other.port == 9)
        #expect(other.database == .postgres("postgres://h/d"))
        #expect(other.release == "r2")
    }

    @Test(
        "refuse what they cannot use, without telling secrets",
        arguments: [
            ["DATABASE_URL": "mysql://root:hunter2@h/d"], ["JWT_SECRET": "hunter2"], ["PORT": "hunter2"],
            ["PORT": "65536"], ["LOG_LEVEL": "loud"], ["REALWORLD_FAULT": "explode"], ["DATABASE_CONNECTIONS": "0"],
            ["DATABASE_URL": "sqlite:"],
        ])
    func refuse(change: [String: String]) throws {
        let complaint = try #require(Self.complaint(change))
        #expect(complaint.code == 78)
        #expect(!complaint.line.contains("hunter2"))
        #expect(!complaint.line.contains("\n"))
    }
}

@Suite("Faults")
struct FaultTests {
    @Test(
        "are read from their names",
        arguments: [
            ("crash-at-boot", Fault.crashAtBoot), ("crash-after=10s", .crashAfter(.seconds(10))),
            ("slow-boot=500ms", .slowBoot(.milliseconds(500))), ("health-500", .health500),
            ("leak-memory", .leakMemory),
            ("ignore-sigterm", .ignoreSigterm), ("exit-code=137", .exitCode(137)),
            ("slow-boot=2m", .slowBoot(.seconds(120))),
            ("", nil), ("crash-after", nil), ("crash-after=x", nil), ("exit-code=256", nil), ("health-500=1", nil),
            ("slow-boot=2h", nil), ("slow-boot=99999999s", nil),
        ] as [(String, Fault?)])
    func areRead(text: String, fault: Fault?) {
        #expect(Fault(text) == fault)
    }
}

@Suite("Rules")
struct RulesTests {
    @Test("refuse twenty-one tags without looking at each")
    func refuseManyTags() {
        var rules = Rules()
        #expect(rules.tags(Array(repeating: "x", count: 21)).isEmpty)
        #expect(rules.complaints == ["tagList is too long (20 tags at most)"])
    }

    @Test("refuse NUL characters, overlong texts and odd addresses")
    func refuse() {
        var rules = Rules()
        _ = rules.required("a\u{0}b", "title")
        _ = rules.required(String(repeating: "x", count: 256), "username")
        for address in ["a", "a@", "@b", "a@b@c", "a b@c"] { _ = rules.email(address) }
        #expect(rules.complaints.count == 7)
    }
}

@Suite("JSON going out")
struct JSONTests {
    @Test("escapes what must be escaped and keeps its order")
    func escapes() {
        let value: JSON = ["b": "q\"\\\n\u{1}é", "a": [1, true, .null, .number(.nan)]]
        #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"b":"q\"\\\n\u0001é","a":[1,true,null,null]}"#)
    }
}

@Suite("Statements")
struct StatementTests {
    @Test("are numbered the way PostgreSQL wants it")
    func areNumbered() {
        #expect(PostgresConnection.numbered("a = ?1 AND b = ?12 OR c = '?'") == "a = $1 AND b = $12 OR c = '?'")
    }
}

@Suite("The pool")
struct PoolTests {
    private static let start = ContinuousClock.now

    @Test("lends idle connections first, opens up to its limit, then makes one wait in line")
    func lends() {
        var pool = PoolState<Int>(limit: 2, longestLine: 1)
        guard case .open = pool.ask(), case .open = pool.ask(), case .wait(let ticket) = pool.ask() else {
            return wrong("wrong order")
        }
        guard case .refuse = pool.ask() else { return wrong("the line is full") }
        guard case (let served, .connection(7))? = pool.giveBack(7, at: Self.start) else {
            return wrong("the first in line gets what comes back")
        }
        #expect(served == ticket)
        #expect(pool.inUse == 2)
        let handover = pool.giveBack(7, at: Self.start)
        #expect(handover == nil)
        guard case .reuse(7) = pool.ask() else { return wrong("idle ones first") }
    }

    @Test("gives leave to open a new connection when one broke")
    func replaces() {
        var pool = PoolState<Int>(limit: 1, longestLine: 9)
        _ = pool.ask()
        guard case .wait = pool.ask(), case (_, .permit)? = pool.giveBack(nil, at: Self.start) else {
            return wrong("no permit")
        }
        #expect(pool.inUse == 1)
        let handover = pool.giveBack(nil, at: Self.start)
        #expect(handover == nil)
        #expect(pool.inUse == 0)
    }

    @Test("forgets who leaves the line, and drops the connections that nobody used")
    func forgets() {
        var pool = PoolState<Int>(limit: 1, longestLine: 9)
        _ = pool.ask()
        guard case .wait(let ticket) = pool.ask() else { return wrong("no line") }
        let left = (pool.leaveLine(ticket), pool.leaveLine(ticket))
        #expect(left == (true, false))
        let handover = pool.giveBack(1, at: Self.start)
        #expect(handover == nil)
        let dropped = (pool.dropIdle(since: Self.start), pool.dropIdle(since: Self.start + .seconds(1)))
        #expect(dropped == ([], [1]))
        _ = pool.close()
        guard case .refuse = pool.ask() else { return wrong("closed") }
    }
}

@Suite("Passwords")
struct PasswordTests {
    @Test("are kept with their cost and a salt of their own, and recognised")
    func areKept() async throws {
        let threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
        let passwords = Passwords(cost: .cheapest, threads: threads, randomBytes: Surroundings.real.randomBytes)
        let first = try await passwords.hash("correct horse")
        let second = try await passwords.hash("correct horse")
        #expect(first != second)
        #expect(first.hasPrefix("$scrypt$ln=1,r=1,p=1$"))
        #expect(try await passwords.check("correct horse", against: first))
        #expect(try await !passwords.check("correct hors", against: first))
        for odd in ["", "$scrypt$", "$scrypt$ln=63,r=8,p=1$AAAA$AAAA", "plain", "$scrypt$ln=1,r=1,p=1$?$?"] {
            #expect(try await !passwords.check("correct horse", against: odd))
        }
        #expect(try await !passwords.check("correct horse", against: nil))
        try await threads.shutdownGracefully()
    }
}

@Suite("Boot")
struct BootTests {
    @Test(
        "calls a database that does not answer unavailable: exit code 69, one line, no password",
        arguments: ["postgres://user:hunter2@127.0.0.1:1/x", "sqlite:/nowhere/at/all.db"])
    func databaseAway(address: String) async throws {
        let settings = try Settings(environment: ["DATABASE_URL": address], needsSecret: false)
        do {
            let database = try settings.open(logger: EmptyDatabase.silent)
            _ = try await Migrator(now: Surroundings.real.now).pending(on: database)
            wrong("it answered")
        } catch {
            let complaint = Boot.complaint(error)
            #expect(complaint.code == 69)
            #expect(complaint.line.hasPrefix("database unreachable: "))
            #expect(!complaint.line.contains("hunter2"))
        }
    }

    @Test("ends without an error when a fault is cut short by a shutdown")
    func faultEnds() async throws {
        let group = ServiceGroup(
            configuration: .init(services: [FaultService(fault: .health500)], logger: EmptyDatabase.silent))
        async let ended: Void = group.run()
        await group.triggerGracefulShutdown()
        try await ended
    }
}
