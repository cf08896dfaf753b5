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

/// An embedded cloud with one service behind a load balancer, and the conductor that releases it: what a failure mode is
/// brought about in.
struct Yard {
    static let region = "eu-west-1"
    static let port = 8080

    let cloud: Cloud
    let clients: AWSClients
    let target: ECSReleaseTarget
    let conductor: Conductor<ContinuousClock>
    /// With a tag of its own for each release.
    let repository: String
    /// Of the default VPC, one in each zone.
    let subnets: [String]
    private let vpc: String?

    /// Makes it, does `body`, and takes everything away again.
    static func with<Result>(_ body: (Yard) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let time = SystemCloudTime(pace: 100)
            let logger = Logger(label: "yard") { _ in SwiftLogNoOpLogHandler() }
            let runtime = try await ProcessRuntime.open(
                stateFolder: folder.appending(path: "state").path,
                instance: .current(nonce: UUID().uuidString.filter { $0 != "-" }), time: time, logger: logger)
            let cloud = try Cloud(Cloud.Settings(port: 0, runtime: runtime, time: time, logger: logger))
            do {
                let port = try await cloud.start()
                let yard = try await Yard(cloud, port: port, folder: folder)
                let result = try await body(yard)
                await cloud.stop()
                return result
            } catch {
                await cloud.stop()
                throw error
            }
        }
    }

    private init(_ cloud: Cloud, port: Int, folder: URL) async throws {
        self.cloud = cloud
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
        conductor = Conductor(
            clock: ContinuousClock(), now: now, newToken: { UUID().uuidString }, target: target,
            images: ECRImageSource(
                clients: clients, folder: folder.path, workFolder: folder.appending(path: "layers").path,
                environment: ProcessInfo.processInfo.environment),
            probe: NobodyAsks(), scripts: NobodyAsks(), tell: { _ in })
        repository = "127.0.0.1:\(port)/shop"
        let ask = EC2.DescribeSubnetsRequest(filters: [EC2.Filter(name: "default-for-az", values: ["true"])])
        let found = try await EC2.Client(clients.caller).describeSubnets(ask).subnets ?? []
        subnets = found.compactMap(\.subnetId)
        vpc = found.first?.vpcId
        try await prepare()
    }

    private func makeRoles() async throws {
        let client = IAM.Client(clients.caller)
        let trust =
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "#
            + #"{"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#
        let reading =
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "#
            + #"["secretsmanager:GetSecretValue", "ssm:GetParameters", "kms:Decrypt"], "Resource": "*"}]}"#
        let name = "ecsTaskExecutionRole"
        _ = try await client.createRole(.init(roleName: name, assumeRolePolicyDocument: trust))
        _ = try await client.attachRolePolicy(
            .init(
                roleName: name, policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"))
        _ = try await client.putRolePolicy(.init(roleName: name, policyName: "secrets", policyDocument: reading))
        _ = try await client.createServiceLinkedRole(.init(awsServiceName: "ecs.amazonaws.com"))
    }

    /// What a manifest needs and a release does not make.
    private func prepare() async throws {
        try await makeRoles()
        _ = try await clients.ecs.createCluster(.init(clusterName: "shop"))
        _ = try await clients.ecr.createRepository(.init(repositoryName: "shop"))
        _ = try await clients.logs.createLogGroup(.init(logGroupName: "/shop"))
        _ = try await clients.secretsManager.createSecret(
            .init(name: "dev/db", secretString: #"{"jwt_secret":"s3cr3t","url":"postgres://db"}"#))
        _ = try await clients.ssm.putParameter(
            .init(name: "/dev/key", value: "k3y", type: .init(rawValue: "SecureString")))
        var group = ELBv2.CreateTargetGroupInput(name: "shop")
        group.protocol = .init(rawValue: "HTTP")
        group.port = Self.port
        group.vpcId = vpc
        group.targetType = .init(rawValue: "ip")
        group.healthCheckIntervalSeconds = 5
        group.healthCheckTimeoutSeconds = 2
        group.unhealthyThresholdCount = 2
        let made = try #require(
            try await clients.elb.createTargetGroup(group).targetGroups?.first?.targetGroupArn)
        _ = try await clients.elb.modifyTargetGroupAttributes(
            .init(
                targetGroupArn: made, attributes: [.init(key: "deregistration_delay.timeout_seconds", value: "1")]))
        var balancer = ELBv2.CreateLoadBalancerInput(name: "shop")
        balancer.subnets = Array(subnets.prefix(2))
        let balancerARN = try #require(
            try await clients.elb.createLoadBalancer(balancer).loadBalancers?.first?.loadBalancerArn)
        var listener = ELBv2.CreateListenerInput(
            loadBalancerArn: balancerARN,
            defaultActions: [.init(type: .init(rawValue: "forward"), targetGroupArn: made)])
        listener.protocol = .init(rawValue: "HTTP")
        listener.port = 0x4000 + Int(made.hashValue & 0x3FFF)
        _ = try await clients.elb.createListener(listener)
    }

    // MARK: Releasing

    /// A release of the probe program, `number` told to it.
    func plan(_ number: Int, _ change: (inout ServicePlan) throws -> Void = { _ in }) throws -> ServicePlan {
        var plan = ServicePlan(
            application: Application(name: "shop"), environment: Environment(name: "dev"),
            service: Service(region: Self.region, cluster: "shop", name: "web"), family: "shop-web", container: "app",
            image: .executable(
                ExecutablePlan(repository: "shop", executable: try ProbeProgram.binary.get().path)),
            port: Self.port, count: 1, command: ["serve", "\(Self.port)"],
            variables: [PlainVariable(name: "RELEASE", value: "\(number)")],
            secrets: [
                SecretBinding(
                    variable: "JWT_SECRET", reference: try SecretReference(parsing: "secret:dev/db#jwt_secret")),
                SecretBinding(variable: "KEY", reference: try SecretReference(parsing: "ssm:/dev/key")),
            ],
            health: HealthPlan(path: "/", interval: .seconds(5), timeout: .seconds(2), grace: .seconds(1)),
            roles: RolePlan(execution: "ecsTaskExecutionRole"),
            network: NetworkSettings(subnets: Array(subnets.prefix(1)), assignPublicIP: true), targetGroup: "shop",
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
