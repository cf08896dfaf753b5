import AWSRuntime
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayImages

/// Everything that speaks to AWS during one command, in one region and with one identity.
struct AWSSession: Sendable {
    let region: String
    let caller: AWSCaller
    let clients: AWSClients
    let target: ECSReleaseTarget
    let transport: any AWSTransport
    private let owned: AsyncHTTPTransport?
    private let credentials: CredentialsCache

    /// - Parameters:
    ///   - region: the manifest's, used where neither an option nor `AWS_REGION` names one.
    ///   - project: the manifest's folder, for checks that look at the project.
    static func open(
        _ context: CommandContext, _ options: GlobalOptions, region manifestRegion: String?, endpoint: String? = nil,
        credentials fixed: AWSCredentials? = nil, project: String? = nil
    ) throws(Problem) -> AWSSession {
        let aws = AWSEnvironment.process()
        let environment = AWSEnvironment(
            variables: context.environment, homeDirectory: context.home, readFile: aws.readFile)
        let configuration: AWSConfiguration
        do {
            configuration = try AWSConfiguration.resolve(
                environment,
                overrides: AWSConfiguration.Overrides(
                    profile: options.profile, region: options.region, endpointURL: endpoint))
        } catch {
            throw Problem(
                "aws.configuration", "the AWS configuration cannot be used", cause: "\(error)", exitCode: .usage)
        }
        // The manifest says where the application lives; an option may say otherwise for one command.
        guard let region = options.region ?? manifestRegion ?? configuration.region else {
            throw Problem(
                "aws.no-region", "no AWS region is known",
                next: "write region: in slipway.yml, or set AWS_REGION", exitCode: .usage)
        }
        let owned = context.transport == nil ? AsyncHTTPTransport() : nil
        guard let transport: any AWSTransport = context.transport ?? owned else {
            throw Problem("bug.transport", "no transport", exitCode: .bug)
        }
        let clock = AWSClockAdapter(ContinuousClock(), wall: { context.now().timestamp })
        let chain =
            fixed.map { CredentialsChain([FixedCredentials($0)]) }
            ?? CredentialsChain.standard(environment, configuration: configuration, transport: transport)
        let console = context.console
        let learn: @Sendable (String) -> Void = { [redactor = context.redactor] in redactor.learn($0) }
        let cache = CredentialsCache(
            chain,
            found: { credentials in
                learn(credentials.secretAccessKey)
                if let token = credentials.sessionToken { learn(token) }
            }, now: { context.now().timestamp })
        let tellCall: CallObserver = { console.warn(Self.line($0)) }
        let observer = options.debug ? tellCall : nil
        let caller = AWSCaller(
            AWSCaller.Settings(
                region: region, endpoints: configuration.endpoints, credentials: cache, transport: transport,
                clock: clock, random: context.random, userAgent: "slipway/\(SlipwayVersion.current)",
                timeouts: context.timeouts, longestCall: context.longestCall, observer: observer))
        let clients = AWSClients(caller)
        let random = context.random
        return AWSSession(
            region: region, caller: caller, clients: clients,
            target: ECSReleaseTarget(
                clients: clients, newToken: { random.uuid() }, now: context.now, learn: learn,
                collecting: CollectorSettings(
                    uptime: { clock.uptime() },
                    credentialsExpireAt: { await Self.expiration(of: cache) }, project: project,
                    tools: SubprocessToolRunner(environment: context.environment), cacheFolder: context.cacheFolder)),
            transport: transport, owned: owned, credentials: cache)
    }

    /// With where the credentials come from that AWS refused.
    func located(_ problem: Problem) async -> Problem {
        guard problem.code == TargetFailure.refusedCredentials,
            let source = try? await credentials.credentials().source
        else { return problem }
        var problem = problem
        problem.cause = [problem.cause, "they come from: \(source)"].compactMap(\.self).joined(separator: "\n")
        return problem
    }

    /// Nothing for credentials that do not end, and where there are none: the calls themselves tell that.
    private static func expiration(of cache: CredentialsCache) async -> Moment? {
        let credentials = try? await cache.credentials()
        return credentials?.expiration.map { Moment(millisecondsSinceEpoch: $0.millisecondsSinceEpoch) }
    }

    private static func line(_ record: CallRecord) -> String {
        "aws \(record.service):\(record.operation) attempt \(record.attempt) \(record.duration.words) \(record.outcome)"
    }

    func close() async {
        do { try await owned?.shutdown() } catch {
            // The process ends anyway; open connections end with it.
        }
    }
}

extension Moment {
    var timestamp: Timestamp { Timestamp(millisecondsSinceEpoch: millisecondsSinceEpoch) }
}
