package import AWSRuntime
package import Logging
import NIOPosix
import OCI

/// The embedded cloud: owns the clock, the stores, the services and the gateway, and ends them in order.
package actor Cloud {
    package struct Settings: Sendable {
        /// Twelve digits.
        package var account: String
        /// Zero lets the system pick one.
        package var port: Int
        /// Keeps images. Nil is a temporary folder that `stop` removes.
        package var dataFolder: String?
        /// Runs the containers of tasks; the cloud ends it.
        package var runtime: any TaskRuntime
        package var time: any CloudTime
        package var random: any RandomSource
        package var faults: (any CallFaults)?
        /// Refuses tasks in subnets and security groups, and with roles, that were not made; else any name will do.
        package var isStrict: Bool
        package var logger: Logger

        package init(
            account: String = "000000000000", port: Int = GatewayServer.defaultPort, dataFolder: String? = nil,
            runtime: any TaskRuntime = NoRuntime(), time: any CloudTime, random: any RandomSource = SystemRandom(),
            faults: (any CallFaults)? = nil, isStrict: Bool = false, logger: Logger
        ) {
            self.account = account
            self.port = port
            self.dataFolder = dataFolder
            self.runtime = runtime
            self.time = time
            self.random = random
            self.faults = faults
            self.isStrict = isStrict
            self.logger = logger
        }
    }

    package nonisolated let settings: Settings
    package nonisolated let identities: IdentityStore
    /// Whom requests with the printed key pair come from.
    package nonisolated let owner: LocalIdentity
    package nonisolated let dispatcher: Dispatcher
    /// Secrets Manager and parameters as tasks read them when they start.
    package nonisolated let taskSecrets: any SecretSource
    /// Logs as the log driver of tasks writes them.
    package nonisolated let logSink: any LogSink
    package nonisolated let admin: AdminService
    /// What is broken on purpose.
    package nonisolated let faults: FaultBoard
    /// Networks, permissions, quotas as faults and rehearsals change them beside their calls.
    package nonisolated let networking: NetworkingService
    package nonisolated let permissions: PermissionsService
    package nonisolated let quotas: QuotasService
    /// What some calls shall answer, told instead of made.
    package nonisolated let given: GivenTable
    private let gateway: GatewayServer
    private let ecs: ECSService
    private let balancing: ElasticLoadBalancing
    private let folder: CloudFolder
    private let authority: Authority

    /// Makes everything and starts nothing but what the stores read from their folder.
    package init(_ settings: Settings) throws(CloudError) {
        let folder = try CloudFolder(settings.dataFolder, logger: settings.logger)
        let authority = Authority()
        let owner = LocalIdentity.standard(account: settings.account)
        let identities = IdentityStore([owner])
        let secrets = SecretsService(time: settings.time, random: settings.random)
        let parameters = ParametersService(time: settings.time)
        let logs = LogsService(time: settings.time)
        let registry: ImageRegistry
        do throws(OCIError) {
            registry = try ImageRegistry(
                account: settings.account, folder: folder.path, time: settings.time,
                makeID: { [random = settings.random] in random.uuid() })
        } catch {
            throw .folder(path: folder.path, problem: "\(error)")
        }
        let tokens = RegistryTokens(key: (0..<4).flatMap { _ in Self.bytes(settings.random.next()) })
        let taskSecrets = TaskSecrets(secrets: secrets, parameters: parameters, account: settings.account)
        let logSink = LogDriver(logs: logs, account: settings.account)
        let ecr = ECRService(
            registry: registry, tokens: tokens, time: settings.time, authority: { authority.value })
        let group = MultiThreadedEventLoopGroup.singleton
        let probe = LateProbe(ELB.HTTPProbe(group: group))
        let balancing = ElasticLoadBalancing(
            group: group, probe: probe, time: settings.time, logger: settings.logger,
            random: { [random = settings.random] in random.next() })
        let stores = SurroundingStores(settings)
        let account = AccountFaults(
            secrets: secrets, parameters: parameters, logs: logs, registry: registry, balancing: balancing,
            surroundings: stores, owner: owner)
        let faults = FaultBoard(
            time: settings.time, random: settings.random, account: account, inner: settings.faults)
        probe.board = faults
        let checks = StrictChecks(networks: stores.networks, permissions: stores.permissions)
        let ecs = ECSService(
            ports: ECSPorts(
                time: settings.time, runtime: settings.runtime,
                images: LocalImageStore(registry: registry, authority: { authority.value }), secrets: taskSecrets,
                logs: logSink, targetGroups: WatchedTargetGroups(groups: balancing, board: faults),
                standIns: StandInImages(folder: folder.path), checks: settings.isStrict ? checks : nil,
                alarms: stores.alarms,
                linkedRoles: LinkedRoles(permissions: stores.permissions, identities: identities)),
            seed: settings.random.next())
        account.ecs.service = ecs
        self.settings = settings
        self.ecs = ecs
        self.faults = faults
        self.balancing = balancing
        self.folder = folder
        self.authority = authority
        self.owner = owner
        self.identities = identities
        self.taskSecrets = taskSecrets
        self.logSink = logSink
        let surroundings = Surroundings(settings, ecs: ecs, stores)
        self.networking = surroundings.networking
        self.permissions = stores.permissions
        self.quotas = stores.quotas
        self.given = surroundings.given
        self.dispatcher = Dispatcher(
            tables: [
                IdentityService(identities: identities).operations(), secrets.operations(), parameters.operations(),
                logs.operations(), ecr.operations(), ecs.operations(), balancing.operations(),
            ] + surroundings.tables, identities: identities, time: settings.time, random: settings.random,
            faults: faults, trail: surroundings.trail, permissions: stores.permissions,
            logger: settings.logger)
        self.admin = AdminService(
            account: settings.account, runtime: settings.runtime.name, pace: settings.time.pace, dispatcher: dispatcher,
            faults: FaultDesk(board: faults, ecs: ecs), given: surroundings.given, doubts: ecs.timings.doubts)
        self.gateway = GatewayServer(
            dispatcher: dispatcher, registry: RegistryService(registry: registry, tokens: tokens, time: settings.time),
            admin: admin, logger: settings.logger)
    }

    private static func bytes(_ word: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }

    /// Leads into this cloud without a socket.
    package nonisolated var transport: InMemoryTransport { InMemoryTransport(dispatcher) }

    /// Begins to answer on 127.0.0.1.
    ///
    /// - Returns: the port.
    package func start() async throws(GatewayError) -> Int {
        await ecs.start()
        await faults.follow { [ecs] entries in await ecs.set(entries) }
        let port = try await gateway.start(port: settings.port)
        authority.value = "127.0.0.1:\(port)"
        return port
    }

    /// Ends everything: tasks, load balancers, the gateway, temporary files. Returns when nothing runs any more.
    package func stop() async {
        await gateway.stop()
        await ecs.shutdown()
        await balancing.shutdown()
        folder.removeIfTemporary()
    }
}

/// Why a cloud could not be made.
package enum CloudError: Error, Hashable, Sendable, CustomStringConvertible {
    case folder(path: String, problem: String)

    package var description: String {
        switch self {
        case .folder(let path, let problem): "the data folder \(path) cannot be used: \(problem)"
        }
    }
}
