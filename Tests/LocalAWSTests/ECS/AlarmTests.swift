import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Alarms that watch deployments")
struct AlarmTests {
    private let first = SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"))
    private let second = SchedulerWorld.configuration(SchedulerWorld.blueprint(2, image: "app:2"))

    /// A steady service that two alarms watch.
    private func steady(rollsBack: Bool = true) -> (world: SchedulerWorld, arn: String) {
        let world = SchedulerWorld()
        let arn = world.create(first) { options in
            options.policy.alarms = AlarmPolicy(names: ["errors", "latency"], isEnabled: true, rollsBack: rollsBack)
        }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        world.now = world.now.advanced(by: .seconds(1))
        return (world, arn)
    }

    private func last(_ world: SchedulerWorld, _ arn: String) throws -> ServiceDeploymentRecord {
        try #require(try world.service(arn).serviceDeployments.last)
    }

    @Test("one that begins to ring ends the deployment and puts the old release back")
    func ringing() throws {
        let (world, arn) = steady()
        world.update(arn, second)
        world.pass(world.core.timings.paced(.seconds(15)))
        #expect(try last(world, arn).alarmStatus == .monitoring)
        world.ringing = ["latency"]
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .rollbackSuccessful }))
        let ended = try last(world, arn)
        #expect(ended.alarmStatus == .triggered)
        #expect(ended.triggeredAlarms == ["latency"])
        #expect(ended.statusReason != nil)
        #expect(world.messages(arn).contains { $0.hasSuffix("deployment failed: alarm detected.") })
        #expect(try world.service(arn).deployments.map(\.taskDefinitionARN).allSatisfy { $0.hasSuffix(":1") })
    }

    @Test("without the rollback flag the deployment is stopped, and what it started stays")
    func stops() throws {
        let (world, arn) = steady(rollsBack: false)
        world.update(arn, second)
        world.pass(world.core.timings.paced(.seconds(15)))
        world.ringing = ["errors"]
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .stopped }))
        #expect(try world.service(arn).deployments[0].rolloutState == .failed)
        #expect(try world.service(arn).deployments[0].taskDefinitionARN.hasSuffix(":2"))
    }

    @Test("one that rings already at the start is ignored for the whole deployment, and so are the others")
    func ignored() throws {
        let (world, arn) = steady()
        world.ringing = ["errors"]
        world.update(arn, second)
        world.pass(world.core.timings.paced(.seconds(15)))
        world.ringing = ["errors", "latency"]
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .successful }))
        #expect(try last(world, arn).alarmStatus == .disabled)
    }

    @Test("a deployment bakes: healthy as a whole, it is watched for a while before it counts as successful")
    func bakes() throws {
        let (world, arn) = steady()
        world.update(arn, second)
        let isWhole: (SchedulerWorld) -> Bool = { world in
            world.core.services[arn]?.deployments.count == 1 && world.running(arn) == 2
        }
        #expect(world.pass(until: isWhole))
        let whole = world.now
        let bake = world.core.timings.paced(world.core.timings.bake)
        world.pass(bake / 2)
        #expect(try last(world, arn).status == .inProgress)
        #expect(!world.isSteady(arn))
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .successful }))
        #expect(whole.duration(to: world.now) >= bake)
        #expect(try last(world, arn).alarmStatus == .complete)
        #expect(world.isSteady(arn))
    }

    @Test("an alarm that rings during the bake still ends the deployment")
    func ringsLate() throws {
        let (world, arn) = steady()
        world.update(arn, second)
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.bakingSince != nil }))
        world.ringing = ["errors"]
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .rollbackSuccessful }))
    }

    @Test("a fault lets them ring in what begins after it, and never in the rollback")
    func fault() throws {
        let (world, arn) = steady()
        world.core.faults = [SchedulerFault(.alarmsRing, since: world.now)]
        world.update(arn, second)
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .rollbackSuccessful }))
        #expect(try last(world, arn).triggeredAlarms == ["errors", "latency"])
    }

    @Test("services keep their alarms, and deployments tell of them")
    func overTheWire() async throws {
        let test = try TestCloud()
        let ecs = ECS.Client(test.caller())
        let alarms = ECS.DeploymentAlarms(alarmNames: ["errors"], rollback: true, enable: true)
        let made = try await test.makeService("web") { service in
            service.deploymentConfiguration = ECS.DeploymentConfiguration(alarms: alarms)
        }
        #expect(made.deploymentConfiguration?.alarms == alarms)
        let arn = try #require(made.currentServiceDeployment)
        let told = try await ecs.describeServiceDeployments(.init(serviceDeploymentArns: [arn]))
            .serviceDeployments?.first?.alarms
        #expect(told?.status == .monitoring)
        #expect(told?.alarmNames == ["errors"])
        // What an update leaves out stays.
        var update = ECS.UpdateServiceRequest(service: "web")
        (update.cluster, update.desiredCount) = ("web", 0)
        #expect(try await ecs.updateService(update).service?.deploymentConfiguration?.alarms == alarms)
        await test.cloud.stop()
    }
}
