import AWSRuntime
import LocalAWS
import Logging
import SlipwayConsole
import SlipwayDomain

/// An embedded cloud in this process, from its start to its end.
struct RunningCloud: Sendable {
    let cloud: Cloud
    let port: Int
    /// Which runtime, and why.
    let runtime: String

    var endpoint: String { "http://127.0.0.1:\(port)" }
    var credentials: AWSCredentials {
        AWSCredentials(
            accessKeyID: cloud.owner.accessKeyID, secretAccessKey: cloud.owner.secretAccessKey, source: "LocalAWS")
    }

    /// Starts one; an interruption on the way leaves nothing behind.
    ///
    /// - Parameter port: 0 lets the system pick one.
    static func start(_ context: CommandContext, _ options: LocalOptions, port: Int) async throws -> RunningCloud {
        try await Interruptions(console: context.console, detaches: true).during {
            let running = try await make(context, options, port: port)
            guard !Task.isCancelled else {
                await running.stop()
                throw CancellationError()
            }
            return running
        }
    }

    private static func make(
        _ context: CommandContext, _ options: LocalOptions, port: Int
    ) async throws(Problem) -> RunningCloud {
        let settings = runtimeSettings(context, pace: options.pace)
        let chosen: RuntimeChoice.Chosen
        do {
            chosen = try await options.runtime.make(settings)
        } catch {
            throw Problem("local.runtime", "no runtime for containers: \(error.message)", exitCode: .unreachable)
        }
        let cloud: Cloud
        do {
            cloud = try Cloud(
                Cloud.Settings(
                    port: port, runtime: chosen.runtime, time: settings.time, random: context.random,
                    isStrict: options.strict, logger: settings.logger))
        } catch {
            await chosen.runtime.shutdown()
            throw Problem("local.start", "\(error)", exitCode: .unreachable)
        }
        do {
            return RunningCloud(cloud: cloud, port: try await cloud.start(), runtime: chosen.reason)
        } catch {
            await cloud.stop()
            throw Problem(
                "local.start", "the embedded cloud cannot listen", cause: "\(error)",
                next: "choose another port: --port 4567, or --port 0 for any", exitCode: .unreachable)
        }
    }

    private static func runtimeSettings(_ context: CommandContext, pace: Int) -> RuntimeChoice.Settings {
        var logger = Logger(label: "slipway.local", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        return RuntimeChoice.Settings(
            instance: .current(nonce: String(context.random.uuid().prefix(8))), time: SystemCloudTime(pace: pace),
            logger: logger, stateFolder: "\(context.stateFolder)/local/tasks", environment: context.environment)
    }

    /// Removes what killed ones left on this machine.
    /// - Returns: how many of them had left something.
    static func clearLeavings(_ context: CommandContext) async -> Int {
        await RuntimeChoice.clear(runtimeSettings(context, pace: 1)).count
    }

    /// Returns at the first signal that ends a process, or when `slipway local stop` asks for the end.
    func untilEnd() async {
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        // A request that never comes is waited for until the process ends.
        Task {
            await cloud.admin.stopRequested()
            end.yield()
        }
        let signals = Task {
            await EndSignals.untilEnd()
            end.yield()
        }
        for await _ in ends { break }
        signals.cancel()
    }

    func stop() async { await cloud.stop() }
}

/// How to reach an embedded cloud.
struct EndpointReport: Report {
    static let type = "endpoint"
    var endpoint: String
    var accessKeyID: String
    var secretAccessKey: String
    var runtime: String
    var pace: Int
    /// Where things are made unless somebody names another region: it answers for all of them.
    var region: String

    init(_ running: RunningCloud, region: String?) {
        endpoint = running.endpoint
        accessKeyID = running.credentials.accessKeyID
        secretAccessKey = running.credentials.secretAccessKey
        runtime = running.runtime
        pace = running.cloud.settings.time.pace
        self.region = region ?? "us-east-1"
    }

    func lines(_ style: Style) -> [String] {
        [
            "export AWS_ENDPOINT_URL=\(endpoint)", "export AWS_ACCESS_KEY_ID=\(accessKeyID)",
            "export AWS_SECRET_ACCESS_KEY=\(secretAccessKey)", "export AWS_REGION=\(region)",
            "export AWS_DEFAULT_REGION=\(region)",
        ]
    }
}
