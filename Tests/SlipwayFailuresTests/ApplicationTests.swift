import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Applications") struct ApplicationTests {
    static func container(_ code: Int?, named name: String = "app", reason: String? = nil) -> ContainerObservation {
        ContainerObservation(name: name, lastStatus: "STOPPED", exitCode: code, reason: reason)
    }

    static func stopped(
        _ containers: [ContainerObservation], code: String? = "EssentialContainerExited",
        reason: String? = "Essential container in task exited", _ change: (inout TaskObservation) -> Void = { _ in }
    ) -> TaskObservation {
        var task = TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/1", taskDefinition: "td:2", lastStatus: "STOPPED", desiredStatus: "STOPPED",
            stopCode: code, stoppedReason: reason, containers: containers)
        change(&task)
        return task
    }

    static func classify(
        _ task: TaskObservation, _ lines: [String] = [], _ workload: Workload = Workload()
    ) -> [Finding] {
        let logs = lines.isEmpty ? [] : [LogTail(task: task.arn, container: "app", lines: lines)]
        return Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task], logs: logs), workload)
    }

    /// What a container that crashed with code 1 is said to have died of, by its last lines.
    static func crash(_ lines: String..., code: Int = 1) -> Finding? {
        classify(stopped([container(code)]), lines).first
    }

    @Test(
        "lines that merely mention a word are no evidence",
        arguments: [
            "INFO  server listening on 0.0.0.0:8080",
            "{\"level\":\"info\",\"msg\":\"connection refused by peer, retrying\",\"addr\":\"10.0.0.5:5432\"}",
            "level=debug msg=\"JWT_SECRET is not set\"",
            "WARN OTEL_EXPORTER_OTLP_ENDPOINT is not set",
            "SENTRY_DSN is not set, using default",
            "OTLP export failed: dial tcp 127.0.0.1:4317: connect: connection refused",
            "failed to send metrics to 127.0.0.1:8125: connection refused",
            "ReferenceError: API_BASE is not defined",
            "NameError: name 'DATABASE_URL' is not defined",
            "connect ETIMEDOUT 52.94.133.131:443",
            "acquired advisory lock, running 0 migrations",
            "NOTICE:  relation \"users\" already exists, skipping",
            "applied 12 migrations, 0 failed",
            "GET /favicon.ico: not found",
            "user 42 not found",
            "permission denied for user 42 on article 7",
            "memory usage 71 % of heap",
            "Handling signal: term",
            "password authentication enabled",
            "usage: 40 % of the disk",
            "the address is already in the list of recipients",
            "could not parse user agent of request 7",
            "Too many requests from 10.0.0.9",
            "the database is ready to accept connections",
            "title is required",
            "missing value for field title",
            "KeyError: 'title'",
            "Cannot find article 'module'",
        ])
    func ordinary(line: String) {
        #expect(Self.crash(line)?.failure == "app-exit-1", "\(line)")
    }

    @Test("a database that is not reached is likely the cause, also where the line does not say why")
    func unspecificDatabase() {
        let found = Self.crash("fatal: cannot connect to database")
        #expect(found?.failure == "app-db-unreachable")
        #expect(found?.confidence == .likely)
        let telling = Self.crash("could not connect to database at 10.0.0.5:5432: connection refused")
        #expect(telling?.failure == "app-db-refused")
    }

    @Test("of several tasks that fail alike the newest is the evidence, and all of them are counted")
    func newest() throws {
        let tasks = (1...3).map { number in
            Self.stopped([Self.container(1)]) { $0.arn = "arn:aws:ecs:r:a:task/c/\(number)" }
        }
        let logs = tasks.map { LogTail(task: $0.arn, container: "app", lines: ["line of \($0.id)"]) }
        let found = Classifier.classify(Observation(takenAt: Foreseen.now, tasks: tasks, logs: logs))
        #expect(found.count == 1)
        #expect(found.first?.tasks == tasks.map(\.arn))
        #expect(found.first?.evidence.last?.text == "line of 3")
    }

    @Test(
        "the cause names the particulars: the variable, the server, the module, the user, the file",
        arguments: [
            ("Error: JWT_SECRET is required", "misses the variable JWT_SECRET"),
            ("Could not resolve placeholder 'app.jwt-secret' in value", "misses the variable APP_JWTSECRET"),
            ("KeyError: 'PORT'", "misses the variable PORT"),
            ("connect ECONNREFUSED 127.0.0.1:5432", "127.0.0.1:5432 is the task"),
            ("connect ECONNREFUSED 10.0.3.4:6379", "10.0.3.4:6379 (Redis) refuses"),
            (
                "could not connect to postgres://shop:hunter2@db.shop.internal:5432/shop: Connection refused",
                "db.shop.internal:5432 (PostgreSQL) refuses"
            ),
            ("getaddrinfo ENOTFOUND db", "the name db that it was given"),
            ("dial tcp: lookup db.shop.internal on 10.0.0.2:53: no such host", "the name db.shop.internal that"),
            ("connect ETIMEDOUT 10.0.3.4:3306", "10.0.3.4:3306 (MySQL) does not answer"),
            ("FATAL: password authentication failed for user \"shop\"", "of user shop"),
            ("Error: Cannot find module '/app/dist/server.js'", "does not find /app/dist/server.js"),
            ("ModuleNotFoundError: No module named 'flask'", "does not find flask"),
            ("Error: listen EADDRINUSE: address already in use :::8080", "listens already on 8080"),
            ("EROFS: read-only file system, open '/app/cache'", "writes /app/cache"),
            ("ERROR: relation \"users\" already exists", "makes users"),
        ])
    func particulars(line: String, wanted: String) throws {
        let finding = try #require(Self.crash(line))
        #expect(finding.cause.en.contains(wanted), "\(finding.failure): \(finding.cause.en)")
        #expect(finding.cause.en.hasPrefix("app ended with exit code 1"))
        #expect(!finding.cause.en.contains("hunter2") && !finding.fix.en.contains("hunter2"))
        #expect(finding.confidence < .certain)
        #expect(finding.evidence.contains { $0.text.hasPrefix(String(line.prefix(20))) })
    }

    @Test("the last of several causes in the lines is the one that ended the container")
    func last() {
        let finding = Self.crash(
            "Error: connect ECONNREFUSED 10.0.3.4:5432", "retrying in 5 s", "Error: JWT_SECRET is required")
        #expect(finding?.failure == "app-env-missing")
    }

    @Test("a variable that is given is not said to be missing")
    func given() throws {
        let definition = TaskDefinitionFact(
            arn: "td:2", family: "web", revision: 2,
            containers: [ContainerFact(name: "app", image: "i", variables: ["JWT_SECRET"])])
        let finding = try #require(
            Self.classify(
                Self.stopped([Self.container(1)]), ["JWT_SECRET must be set"], Workload(taskDefinition: definition)
            ).first)
        #expect(finding.cause.en.contains("does not accept JWT_SECRET"))
    }

    @Test("the same crash is one failure, with its lines or without them")
    func fingerprint() {
        let seen = Self.crash("JWT_SECRET is required")
        #expect(seen?.fingerprint == Self.crash()?.fingerprint)
        #expect(seen?.fingerprint != Self.crash(code: 3)?.fingerprint)
    }

    @Test("137 is memory only where ECS or a line says so")
    func notAlwaysMemory() throws {
        let memory = Self.stopped([
            Self.container(137, reason: "OutOfMemoryError: Container killed due to memory usage")
        ])
        #expect(Self.classify(memory).first?.failure == "app-oom-killed")
        let killed = try #require(Self.classify(Self.stopped([Self.container(137)])).first)
        #expect(killed.failure == "app-exit-137")
        #expect(killed.confidence == .possible)
    }

    @Test("never takes the first container for the culprit: sidecars and those stopped along are innocent")
    func sidecars() throws {
        let definition = TaskDefinitionFact(
            arn: "td:2", family: "web", revision: 2,
            containers: [
                ContainerFact(name: "app", image: "i"), ContainerFact(name: "logs", image: "l", essential: false),
            ])
        let many = Self.stopped([
            Self.container(1, named: "aws-guardduty-agent-x"), Self.container(9, named: "logs"),
            Self.container(3, named: "app"),
        ])
        let own = try #require(Self.classify(many, [], Workload(taskDefinition: definition)).first)
        #expect(own.cause.en.hasPrefix("app ended with exit code 3"))
        let along = try #require(
            Self.classify(Self.stopped([Self.container(143, named: "app"), Self.container(4, named: "other")])).first)
        #expect(along.cause.en.hasPrefix("other ended with exit code 4"))
        let proxy = try #require(
            Self.classify(Self.stopped([Self.container(143, named: "app"), Self.container(4, named: "envoy")])).first)
        #expect(proxy.failure == "app-sidecar-took-task-down")
        #expect(proxy.cause.en == "envoy ended with exit code 4 and took app with it")
    }

    @Test("a container that ends when it is asked to, or whose time-out is not over, is no warning")
    func ordinaryStops() {
        let reason = "Scaling activity initiated by (deployment ecs-svc/2)"
        func stop(_ code: Int, after seconds: Int) -> [Finding] {
            let task = Self.stopped([Self.container(code)], code: "ServiceSchedulerInitiated", reason: reason) {
                $0.stoppingAt = Foreseen.now
                $0.executionStoppedAt = Foreseen.now.advanced(by: .seconds(seconds))
            }
            return Self.classify(task)
        }
        #expect(stop(0, after: 1) == [])
        #expect(stop(143, after: 1) == [])
        #expect(stop(137, after: 3) == [])
        #expect(stop(137, after: 30).map(\.failure) == ["app-exit-137-not-oom"])
        #expect(stop(137, after: 30).first?.severity == .warn)
    }

    @Test(
        "an address is told from places in source files, times and passwords",
        arguments: [
            ("panic at main.go:1433 +0x1d", "the database"), ("at server.js:27017:5", "the database"),
            ("10:54:32 postgres error", "the database"), ("redis://:secret@cache:6379/0", "cache:6379 (Redis)"),
            ("[::1]:5432", "[::1]:5432 (PostgreSQL)"),
            ("server at \"db\" (10.0.0.5), port 5433", "db:5433 (PostgreSQL)"),
        ])
    func addresses(text: String, wanted: String) throws {
        let finding = try #require(Self.crash("postgres error: \(text) connection timeout"))
        #expect(finding.failure == "app-db-unreachable")
        #expect(finding.cause.en.contains(": \(wanted) does not answer"), "\(finding.cause.en)")
        #expect(!finding.cause.en.contains("secret"))
    }
}
