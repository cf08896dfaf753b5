import AWSRuntime
import AWSServices
import Foundation
import LocalAWS
import Logging
import SlipwayAWS
import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout
import TestSupport
import Testing

/// An embedded cloud with one service behind a load balancer, and the conductor that releases it: what a failure mode
/// is brought about in.
struct Yard {
    static let region = "eu-west-1"
    static let port = 8080
    static let account = "000000000000"

    /// What is there beside what every service has.
    struct Needs: Hashable {
        /// One that watches the service's deployments.
        var hasAlarm = false
        /// One that the application is told to reach.
        var hasDatabase = false
        /// Whether a load balancer's checks decide.
        var hasBalancer = true
    }

    let cloud: Cloud
    let clients: AWSClients
    let target: ECSReleaseTarget
    let investigation: Investigation
    let conductor: Conductor<ContinuousClock>
    let needs: Needs
    /// With a tag of its own for each release.
    let repository: String
    let ground: Ground

    /// Makes it, does `body`, and takes everything away again.
    static func with<Result>(_ needs: Needs = Needs(), _ body: (Yard) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let time = SystemCloudTime(pace: 100)
            let logger = Logger(label: "yard") { _ in SwiftLogNoOpLogHandler() }
            let runtime = try await ProcessRuntime.open(
                stateFolder: folder.appending(path: "state").path,
                instance: .current(nonce: UUID().uuidString.filter { $0 != "-" }), time: time, logger: logger)
            let cloud = try Cloud(
                Cloud.Settings(account: account, port: 0, runtime: runtime, time: time, logger: logger))
            do {
                let port = try await cloud.start()
                let yard = try await Yard(cloud, needs, port: port, folder: folder)
                let result = try await body(yard)
                await cloud.stop()
                return result
            } catch {
                await cloud.stop()
                throw error
            }
        }
    }

    private init(_ cloud: Cloud, _ needs: Needs, port: Int, folder: URL) async throws {
        self.cloud = cloud
        self.needs = needs
        let now: @Sendable () -> Moment = {
            Moment(millisecondsSinceEpoch: Int64(Date().timeIntervalSince1970 * 1000))
        }
        let clock = AWSClockAdapter(ContinuousClock()) {
            Timestamp(millisecondsSinceEpoch: now().millisecondsSinceEpoch)
        }
        let chain = CredentialsChain([
            FixedCredentials(
                AWSCredentials(
                    accessKeyID: cloud.owner.accessKeyID, secretAccessKey: cloud.owner.secretAccessKey, source: "test"))
        ])
        clients = AWSClients(
            AWSCaller(
                AWSCaller.Settings(
                    region: Self.region, credentials: CredentialsCache(chain) { clock.wallTime() },
                    transport: cloud.transport, clock: clock, userAgent: "slipway/test")))
        target = ECSReleaseTarget(
            clients: clients, newToken: { UUID().uuidString }, now: now, learn: { _ in })
        investigation = Investigation(clients: clients, target: target, now: now)
        conductor = Conductor(
            clock: ContinuousClock(), now: now, newToken: { UUID().uuidString }, target: target,
            images: ECRImageSource(
                clients: clients, folder: folder.path, workFolder: folder.appending(path: "layers").path,
                environment: ProcessInfo.processInfo.environment),
            probe: NobodyAsks(), scripts: NobodyAsks(), tell: { _ in })
        repository = "127.0.0.1:\(port)/shop"
        ground = try await Ground.make(in: cloud, clients, needs)
    }

    // MARK: Releasing

    /// The probe program, where it lies in its image.
    static let program = "/app/" + ((try? ProbeProgram.binary.get().lastPathComponent) ?? "probe")

    /// A release of the probe program, `number` told to it.
    func plan(_ number: Int, _ change: (inout ServicePlan) throws -> Void = { _ in }) throws -> ServicePlan {
        var variables = [PlainVariable(name: "RELEASE", value: "\(number)")]
        if needs.hasDatabase {
            variables.append(PlainVariable(name: "DATABASE_URL", value: "postgres://shop@\(Ground.database):5432/shop"))
        }
        var plan = ServicePlan(
            application: Application(name: "shop"), environment: Environment(name: "dev"),
            service: Service(region: Self.region, cluster: "shop", name: "web"), family: "shop-web", container: "app",
            image: .executable(
                ExecutablePlan(repository: "shop", executable: try ProbeProgram.binary.get().path)),
            port: Self.port, count: 1, command: ["serve", "\(Self.port)"],
            variables: variables.sorted { $0.name < $1.name },
            secrets: [
                SecretBinding(
                    variable: "JWT_SECRET", reference: try SecretReference(parsing: "secret:dev/db#jwt_secret")),
                SecretBinding(variable: "KEY", reference: try SecretReference(parsing: "ssm:/dev/key")),
            ],
            health: HealthPlan(path: "/", interval: .seconds(5), timeout: .seconds(2), grace: .seconds(1)),
            roles: RolePlan(execution: Ground.executionRole, task: Ground.taskRole),
            network: NetworkSettings(subnets: [ground.subnet], securityGroups: [ground.taskGroup]),
            targetGroup: needs.hasBalancer ? "shop" : nil,
            logs: LogPlan(group: "/shop", streamPrefix: "web"),
            deployment: DeploymentPlan(budget: .seconds(20)), stopTimeout: .seconds(2))
        try change(&plan)
        return plan
    }

    func deploy(_ plan: ServicePlan, _ options: DeployOptions = DeployOptions()) async throws -> DeployResult {
        let (interruptions, end) = AsyncStream<RolloutEvent.Interruption>.makeStream()
        defer { end.finish() }
        return try await conductor.deploy(plan, options, interruptions: interruptions)
    }

    /// Gives an image a tag of its own, so that a plan can name it.
    func tag(_ reference: ImageReference, _ tag: String) async throws -> ImageReference {
        let digest = try #require(reference.digest)
        let found = try await clients.ecr.batchGetImage(
            .init(repositoryName: "shop", imageIds: [.init(imageDigest: digest.description)]))
        let manifest = try #require(found.images?.first?.imageManifest)
        _ = try await clients.ecr.putImage(.init(repositoryName: "shop", imageManifest: manifest, imageTag: tag))
        return try ImageReference(parsing: "\(repository):\(tag)")
    }

    /// Task definition and counts of the service as they are now.
    func standing() async throws -> ServiceSnapshot? {
        try await target.snapshot(of: Service(region: Self.region, cluster: "shop", name: "web"))
    }

    func add(_ faults: [CloudFault], as id: FailureID) async throws {
        try await cloud.faults.add(
            id.name, faults, service: nil, subjects: [], since: cloud.settings.time.now())
    }
}

/// The releases of these tests have nothing to verify from outside.
private struct NobodyAsks: HTTPProbing, ScriptRunning {
    func request(
        _ plan: RequestPlan, baseURL: String, timeout: Duration
    ) async throws(ProbeFailure) -> ProbeAnswer {
        throw ProbeFailure(detail: "nothing is asked here")
    }

    func run(
        _ command: [String], environment: [String: String], timeout: Duration
    ) async throws(ProbeFailure) -> (exitCode: Int, output: [String]) {
        throw ProbeFailure(detail: "nothing is run here")
    }
}
