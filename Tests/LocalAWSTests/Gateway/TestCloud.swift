import AWSRuntime
import AWSServices
import LocalAWS
import Logging
import TestSupport
import Testing

/// Time that a test moves.
final class HandTime: CloudTime {
    let pace = 1
    private let clock = ManualClock()
    let start = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000)

    func now() -> Timestamp { start.advanced(by: uptime()) }
    func uptime() -> Duration { clock.now.offset }
    func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
    func move(_ duration: Duration) { clock.advance(by: duration) }
}

/// The same time, as callers have it.
struct HandClock: AWSClock {
    let time: HandTime

    func wallTime() -> Timestamp { time.now() }
    func uptime() -> Duration { time.uptime() }
    func sleep(for duration: Duration) async throws(CancellationError) { time.move(duration) }
}

/// A cloud in memory, and clients that lead straight into it.
struct TestCloud {
    let time = HandTime()
    let cloud: Cloud
    /// One for all callers, so that no two make the same token.
    let random = SeededRandom(seed: 1)
    static let region = "ap-northeast-2"

    init(faults: (any CallFaults)? = nil, isStrict: Bool = false) throws {
        self.cloud = try Cloud(
            Cloud.Settings(
                port: 0, time: time, random: SeededRandom(seed: 7), faults: faults, isStrict: isStrict,
                logger: Logger(label: "test")))
    }

    func caller(
        _ credentials: AWSCredentials? = nil, region: String = TestCloud.region, transport: (any AWSTransport)? = nil,
        endpoints: EndpointRules = EndpointRules(), observer: CallObserver? = nil
    ) -> AWSCaller {
        let clock = HandClock(time: time)
        let chain = CredentialsChain([FixedCredentials(credentials ?? cloud.owner.credentials)])
        return AWSCaller(
            AWSCaller.Settings(
                region: region, endpoints: endpoints, credentials: CredentialsCache(chain) { clock.wallTime() },
                transport: transport ?? cloud.transport, clock: clock, random: random,
                userAgent: "slipway/test", observer: observer))
    }

    var secrets: SecretsManager.Client { .init(caller()) }
    var parameters: SSM.Client { .init(caller()) }
    var logs: CloudWatchLogs.Client { .init(caller()) }
    var sts: STS.Client { .init(caller()) }
}

/// The code of whatever a call ended with; `nil` when it succeeded.
func code<R, F: AWSOperationError>(_ call: () async throws(AWSCallError<F>) -> R) async -> String? {
    do throws(AWSCallError<F>) {
        _ = try await call()
        return nil
    } catch {
        if case .service(let failure) = error { return failure.serviceError.code }
        return "\(error)"
    }
}

/// The message of a refusal.
func message<R, F: AWSOperationError>(_ call: () async throws(AWSCallError<F>) -> R) async -> String? {
    do throws(AWSCallError<F>) {
        _ = try await call()
        return nil
    } catch {
        if case .service(let failure) = error { return failure.serviceError.message }
        return "\(error)"
    }
}

extension TestCloud {
    /// A service without tasks in a cluster of its own.
    func makeService(
        _ name: String, subnets: [String] = ["subnet-0a"], groups: [String] = [], executionRole: String = "execution",
        taskRole: String? = nil, change: (inout ECS.CreateServiceRequest) -> Void = { _ in }
    ) async throws -> ECS.Service {
        let ecs = ECS.Client(caller())
        _ = try await ecs.createCluster(.init(clusterName: name))
        var definition = ECS.RegisterTaskDefinitionRequest(
            family: name, containerDefinitions: [ECS.ContainerDefinition(name: "app", image: "shop/web:1")])
        definition.networkMode = .awsvpc
        definition.requiresCompatibilities = [.fargate]
        (definition.cpu, definition.memory) = ("256", "512")
        definition.executionRoleArn = "arn:aws:iam::000000000000:role/\(executionRole)"
        definition.taskRoleArn = taskRole.map { "arn:aws:iam::000000000000:role/\($0)" }
        _ = try await ecs.registerTaskDefinition(definition)
        var service = ECS.CreateServiceRequest(serviceName: name)
        (service.cluster, service.taskDefinition, service.desiredCount) = (name, name, 0)
        service.launchType = .fargate
        service.networkConfiguration = ECS.NetworkConfiguration(
            awsvpcConfiguration: ECS.AwsVpcConfiguration(subnets: subnets, securityGroups: groups))
        change(&service)
        return try #require(try await ecs.createService(service).service)
    }
}
