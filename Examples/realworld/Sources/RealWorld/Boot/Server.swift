import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The whole backend, put together.
struct Server {
    let settings: Settings
    let database: any Database
    let surroundings: Surroundings
    let logger: Logger
    let registry: PrometheusRegistry
    let threads: NIOThreadPool
    let draining = Draining(period: .milliseconds(250))

    /// Less than the 30 s that ECS leaves between SIGTERM and SIGKILL by default.
    static let gracePeriod: Duration = .seconds(25)
    /// A connection on which nothing happens is closed; longer than the 60 s after which a load balancer closes its own.
    static let idleTimeout: TimeAmount = .seconds(75)

    func router() async -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            RequestMiddleware(
                release: settings.release, registry: registry, draining: draining, uptime: surroundings.uptime)
            CORSMiddleware(
                allowOrigin: .all, allowHeaders: [.accept, .authorization, .contentType, .origin],
                allowMethods: [.get, .head, .post, .put, .delete, .options], maxAge: .hours(1))
            ErrorMiddleware()
        }
        HealthRoutes(
            database: database, registry: registry, release: settings.release, environment: settings.environment,
            fault: settings.fault, uptime: surroundings.uptime, started: surroundings.uptime()
        ).add(to: router)
        let tokens = await Tokens(secret: settings.jwtSecret, now: surroundings.now)
        let passwords = Passwords(cost: settings.passwordCost, threads: threads, randomBytes: surroundings.randomBytes)
        let api = router.group("api")
        UserRoutes(
            users: UserStore(database: database, now: surroundings.now), passwords: passwords, tokens: tokens
        ).add(to: api)
        ArticleRoutes(articles: ArticleStore(database: database, surroundings: surroundings), tokens: tokens).add(
            to: api)
        CommentRoutes(comments: CommentStore(database: database, now: surroundings.now), tokens: tokens).add(to: api)
        return router
    }

    /// The server with the database below it: on shutdown the server ends first, then the database closes.
    func application(
        onServerRunning: @escaping @Sendable (any Channel) async -> Void = { _ in }
    ) async -> some ApplicationProtocol {
        var services: [any Service] = [database]
        if let fault = settings.fault { services.append(FaultService(fault: fault)) }
        return Application(
            router: await router(),
            server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 1024),
            services: services, onServerRunning: onServerRunning, logger: logger)
    }

    /// Server and draining; services end in reverse order, so that draining comes first.
    func group(onServerRunning: @escaping @Sendable (any Channel) async -> Void) async -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: [await application(onServerRunning: onServerRunning), draining],
            gracefulShutdownSignals: settings.fault == .ignoreSigterm ? [] : [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.gracePeriod
        return ServiceGroup(configuration: configuration)
    }

    /// Serves until SIGTERM or SIGINT, then finishes the requests in flight.
    func run() async throws {
        let logger = logger
        let release = settings.release
        let group = await group { channel in
            logger.info(
                "ready",
                metadata: ["address": "\(channel.localAddress.map { "\($0)" } ?? "?")", "release": "\(release)"])
        }
        do {
            try await group.run()
        } catch let error as IOError {
            let why = String(cString: strerror(error.errnoCode))
            throw Complaint(
                code: Complaint.Code.system, line: "cannot listen on \(settings.host):\(settings.port): \(why)")
        }
        logger.info("stopped")
    }
}

/// A fault's part while serving.
struct FaultService: Service {
    let fault: Fault

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await fault.whileServing() }
        } catch is CancellationError {
            // The shutdown that it was waiting for.
        }
    }
}
