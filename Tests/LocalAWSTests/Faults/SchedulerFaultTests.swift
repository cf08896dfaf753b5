import AWSRuntime
import LocalAWS
import Testing

@Suite("Faults of deployments")
struct SchedulerFaultTests {
    private let first = SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"))
    private let second = SchedulerWorld.configuration(SchedulerWorld.blueprint(2, image: "app:2"))

    /// A steady service, then the fault, then a deployment with a circuit breaker.
    private func deploy(_ fault: CloudFault, pass: Bool = true) throws -> (world: SchedulerWorld, arn: String) {
        let world = SchedulerWorld()
        let arn = world.create(first) { options in
            options.policy.breakerEnabled = true
            options.policy.breakerRollsBack = true
        }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        world.now = world.now.advanced(by: .seconds(1))
        world.core.faults = [SchedulerFault(fault, since: world.now)]
        world.update(arn, second)
        if pass {
            #expect(
                world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .rollbackSuccessful }))
        }
        return (world, arn)
    }

    private func struck(_ world: SchedulerWorld) -> [TaskRecord] {
        world.core.tasks.all.filter { $0.blueprint.arn.hasSuffix(":2") }
    }

    @Test("tasks stop before they run, with the words of the fault, in the place that it names")
    func taskStops() throws {
        let text = "ResourceInitializationError: unable to pull secrets or registry auth: i/o timeout"
        let (world, _) = try deploy(.taskStops(reason: text, inContainer: true, code: "TaskFailedToStart"))
        let tasks = struck(world)
        #expect(!tasks.isEmpty)
        for task in tasks {
            #expect(task.stoppedReason == text)
            #expect(task.containers.first?.reason == text)
            #expect(task.stopCode == .taskFailedToStart)
        }
    }

    @Test("what ran before is spared, the release that is put back among it")
    func spares() throws {
        let (world, arn) = try deploy(.taskStops(reason: "no", inContainer: false, code: "TaskFailedToStart"))
        #expect(world.running(arn) == 2)
        #expect(try world.service(arn).deployments.map(\.taskDefinitionARN).allSatisfy { $0.hasSuffix(":1") })
    }

    @Test("running tasks are stopped as if by a hand or their host")
    func runningTaskStops() throws {
        let (world, _) = try deploy(.runningTaskStops(reason: "Host EC2 terminated.", code: "TerminationNotice"))
        #expect(struck(world).contains { $0.stoppedReason == "Host EC2 terminated." && $0.startedAt != nil })
    }

    @Test("a service deployment is ended with its reason and goes back")
    func deploymentEnds() throws {
        let reason = "Service deployment rolled back because of alarm."
        let (world, arn) = try deploy(.deploymentEnds(reason: reason))
        #expect(try world.service(arn).serviceDeployments.last?.statusReason == reason)
    }

    @Test("fetching an image takes as long as the fault says, and nothing is counted meanwhile")
    func pullTakes() throws {
        let (world, arn) = try deploy(.pullTakes(seconds: 240), pass: false)
        let time = world.core.timings.paced(.seconds(240))
        world.pass(time / 2)
        #expect(struck(world).contains { $0.pullStartedAt != nil && $0.pullStoppedAt == nil })
        #expect(try world.service(arn).deployments[0].failedTasks == 0)
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .successful }))
        let task = try #require(struck(world).first)
        let (began, ended) = (try #require(task.pullStartedAt), try #require(task.pullStoppedAt))
        #expect(began.duration(to: ended) >= time)
    }

    @Test("a deployment stalls: it says why once, starts nothing and counts nothing")
    func stalls() throws {
        let (world, arn) = try deploy(.deploymentStalls(event: "was unable to place a task."), pass: false)
        world.pass(.seconds(50))
        #expect(struck(world).isEmpty)
        #expect(world.messages(arn).count { $0.contains("was unable to place a task.") } == 1)
        #expect(try world.service(arn).deployments[0].failedTasks == 0)
    }

    @Test("a container gets what the fault says, and only the first essential one")
    func containers() throws {
        let standIn = StandIn(lines: ["x"], ending: .exits(code: 3))
        for (fault, holds) in [
            (.standIn(standIn), { $0.standIn == standIn && $0.entryPoint == nil }),
            (.command(["/none", "a"]), { $0.entryPoint == ["/none"] && $0.command == ["a"] }),
            (.user("nobody-here"), { $0.user == "nobody-here" }), (.memoryLimit(mebibytes: 6), { $0.memoryMiB == 6 }),
            (.readOnlyRoot, { $0.readOnlyRootFilesystem }),
            (.containerCheckFails, { $0.healthCheck?.command.first == "CMD" }),
        ] as [(CloudFault, (ContainerBlueprint) -> Bool)] {
            let (world, _) = try deploy(fault, pass: false)
            world.pass(.seconds(4))
            let tasks = struck(world)
            #expect(!tasks.isEmpty)
            #expect(tasks.allSatisfy { holds($0.containers[0].blueprint) }, "\(fault)")
        }
    }
}
