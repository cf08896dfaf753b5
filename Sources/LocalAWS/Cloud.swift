package import AWSRuntime
package import Logging

/// The embedded cloud: owns the clock, the stores, the services and the gateway, and ends them in order.
package actor Cloud {
    package struct Settings: Sendable {
        /// Twelve digits.
        package var account: String
        /// Zero lets the system pick one.
        package var port: Int
        package var time: any CloudTime
        package var random: any RandomSource
        package var faults: (any CallFaults)?
        package var logger: Logger

        package init(
            account: String = "000000000000", port: Int = GatewayServer.defaultPort, time: any CloudTime,
            random: any RandomSource = SystemRandom(), faults: (any CallFaults)? = nil, logger: Logger
        ) {
            self.account = account
            self.port = port
            self.time = time
            self.random = random
            self.faults = faults
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
    private let gateway: GatewayServer

    package init(_ settings: Settings) {
        self.settings = settings
        let owner = LocalIdentity.standard(account: settings.account)
        let identities = IdentityStore([owner])
        let secrets = SecretsService(time: settings.time, random: settings.random)
        let parameters = ParametersService(time: settings.time)
        let logs = LogsService(time: settings.time)
        self.owner = owner
        self.identities = identities
        self.taskSecrets = TaskSecrets(secrets: secrets, parameters: parameters, account: settings.account)
        self.logSink = LogDriver(logs: logs, account: settings.account)
        self.dispatcher = Dispatcher(
            tables: [
                IdentityService(identities: identities).operations(), secrets.operations(), parameters.operations(),
                logs.operations(),
            ], identities: identities, time: settings.time, random: settings.random, faults: settings.faults,
            logger: settings.logger)
        self.gateway = GatewayServer(dispatcher: dispatcher, logger: settings.logger)
    }

    /// Leads into this cloud without a socket.
    package nonisolated var transport: InMemoryTransport { InMemoryTransport(dispatcher) }

    /// Begins to answer on 127.0.0.1.
    ///
    /// - Returns: the port.
    package func start() async throws(GatewayError) -> Int {
        try await gateway.start(port: settings.port)
    }

    /// Ends everything; returns when nothing runs any more.
    package func stop() async {
        await gateway.stop()
    }
}
