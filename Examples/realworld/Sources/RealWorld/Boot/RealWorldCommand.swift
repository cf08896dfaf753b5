package import ArgumentParser
import CoreMetrics
import Logging
import NIOPosix
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `realworld`: a RealWorld (Conduit) backend.
package struct RealWorldCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "realworld",
        abstract: "A RealWorld (Conduit) backend.",
        discussion: """
            Needs DATABASE_URL (sqlite:PATH or postgres://…), JWT_SECRET (32 bytes or more) and ENVIRONMENT. \
            Knows PORT (8080), HOST (0.0.0.0), RELEASE, LOG_LEVEL (info), DATABASE_CONNECTIONS (8), REALWORLD_FAULT.
            Exit codes: 69 database unreachable, 70 failed, 71 cannot listen, 78 a variable is missing or wrong, or \
            migrations are missing.
            """,
        subcommands: [Serve.self, Migrate.self, Probe.self], defaultSubcommand: Serve.self)

    package init() {}
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the API (the default).")

    @Option(help: "The port to listen on; PORT and then 8080 if not given, 0 lets the system choose.")
    var port: Int?

    @Flag(help: "Apply missing migrations first; for one machine. A deployment runs `realworld migrate` once instead.")
    var migrate = false

    func run() async throws {
        try await Boot.complaining {
            var settings = try Settings(environment: Boot.variables())
            if let port { settings.port = try Settings.port(String(port), "--port") }
            let surroundings = Surroundings.real
            let logger = Boot.logger("realworld", settings, surroundings)
            try await settings.fault?.atBoot(logger)
            if settings.fault == .ignoreSigterm { signal(SIGTERM, SIG_IGN) }
            let registry = PrometheusRegistry()
            MetricsSystem.bootstrap(registry)
            let database = try settings.open(logger: logger)
            let migrator = Migrator(now: surroundings.now)
            if migrate { _ = try await migrator.run(on: database) }
            let pending = try await migrator.pending(on: database)
            guard pending.isEmpty else {
                throw Complaint(
                    code: Complaint.Code.configuration,
                    line: "migrations not applied: \(Migrator.list(pending)); run: realworld migrate")
            }
            let threads = NIOThreadPool(numberOfThreads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
            threads.start()
            let server = Server(
                settings: settings, database: database, surroundings: surroundings, logger: logger, registry: registry,
                threads: threads)
            try await server.run()
        }
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Apply missing migrations; safe to repeat, and safe when two run at once. Needs only DATABASE_URL.")

    func run() async throws {
        try await Boot.complaining {
            let settings = try Settings(environment: Boot.variables(), needsSecret: false)
            let surroundings = Surroundings.real
            let logger = Boot.logger("migrate", settings, surroundings)
            let database = try settings.open(logger: logger)
            let applied = try await Migrator(now: surroundings.now).run(on: database)
            logger.info("migrated", metadata: ["applied": "\(Migrator.list(applied))"])
        }
    }
}

struct Probe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Ask a running server on this machine; exit 0 if it answers 200, else 1. For container health checks.",
        discussion: "The image has no curl: use [\"CMD\", \"realworld\", \"probe\"].")

    @Option(help: "The port to ask; PORT and then 8080 if not given.")
    var port: Int?

    @Argument(help: "The path to ask for.")
    var path = "/health"

    func run() async throws {
        let asked = try Boot.configured { () throws(Complaint) -> Int in
            if let port { return port }
            return try Settings.port(Boot.variables()["PORT"] ?? "8080", "PORT")
        }
        let answer = try await HTTPProbe(port: asked, path: path, patience: .seconds(5)).status()
        guard answer == 200 else {
            Complaint(code: 1, line: "\(path) answered \(answer.map(String.init) ?? "nothing")").print()
            throw ExitCode(1)
        }
    }
}
