import AWSRuntime
import LocalAWS
import Testing

@Suite("One task and its containers")
struct TaskTests {
    private func container(
        _ name: String, _ change: (inout ContainerBlueprint) -> Void = { _ in }
    ) -> ContainerBlueprint {
        var result = ContainerBlueprint(name: name, image: "\(name):1")
        change(&result)
        return result
    }

    private func running(_ world: SchedulerWorld, _ id: TaskID) -> Bool {
        world.pass(atMost: .seconds(120), until: { $0.core.tasks[id]?.lastStatus == .running })
    }

    private func stopped(_ world: SchedulerWorld, _ id: TaskID) -> Bool {
        world.pass(atMost: .seconds(600), until: { $0.core.tasks[id]?.lastStatus == .stopped })
    }

    @Test("walks PROVISIONING, PENDING, ACTIVATING, RUNNING with the times of each")
    func walk() throws {
        let world = SchedulerWorld(pace: 1)
        let id = world.run(
            SchedulerWorld.blueprint(1, image: "app:1") { $0.secrets = [SecretReference(name: "A", valueFrom: "a")] })
        var seen: [TaskStatus] = []
        world.pass(until: { world in
            guard let status = world.core.tasks[id]?.lastStatus else { return true }
            if seen.last != status { seen.append(status) }
            return status == .running
        })
        #expect(seen == [.provisioning, .pending, .activating, .running])
        let task = try #require(world.core.tasks[id])
        let times = [task.createdAt, task.connectivityAt, task.pullStartedAt, task.pullStoppedAt, task.startedAt]
            .compactMap { $0 }
        #expect(times.count == 5 && times == times.sorted())
        #expect(task.createdAt.duration(to: try #require(task.connectivityAt)) == .seconds(4))
        #expect(task.group == "family:web")
    }

    @Test("stops the whole task when an essential container exits")
    func essential() throws {
        let world = SchedulerWorld()
        world.behaviours["worker:1"] = .exits(after: .seconds(1), code: 7, outOfMemory: false)
        let id = world.run(SchedulerWorld.blueprint(1, image: "app:1", adding: [container("worker")]))
        #expect(stopped(world, id))
        let task = try #require(world.core.tasks[id])
        #expect(task.stopCode == .essentialContainerExited)
        #expect(task.containers.map { $0.exit?.code } == [143, 7])
        world.pass(.seconds(1))
        #expect(world.isClean)
    }

    @Test("lets a non-essential container end")
    func nonEssential() throws {
        let world = SchedulerWorld()
        world.behaviours["setup:1"] = .exits(after: .seconds(1), code: 1, outOfMemory: false)
        let id = world.run(
            SchedulerWorld.blueprint(1, image: "app:1", adding: [container("setup") { $0.essential = false }]))
        #expect(running(world, id))
        world.pass(.seconds(60))
        #expect(world.core.tasks[id]?.lastStatus == .running)
        #expect(world.core.tasks[id]?.containers.map(\.lastStatus) == ["RUNNING", "STOPPED"])
    }

    @Test("starts containers in the order of their dependencies and stops them the other way round")
    func order() throws {
        let world = SchedulerWorld()
        world.behaviours["migrate:1"] = .exits(after: .seconds(1), code: 0, outOfMemory: false)
        let id = world.run(
            SchedulerWorld.blueprint(
                1, image: "app:1",
                adding: [
                    container("migrate") { $0.essential = false }, container("log"),
                    container("proxy") { $0.healthCheck = ContainerHealthCheck(command: ["CMD", "true"]) },
                ]
            ) { app in
                app.dependencies = [
                    ContainerDependency("migrate", .success), ContainerDependency("proxy", .healthy),
                    ContainerDependency("log", .start),
                ]
            })
        #expect(running(world, id))
        #expect(world.startOrder.last == "app")
        #expect(world.core.tasks[id]?.containers.first { $0.blueprint.name == "proxy" }?.health == .healthy)
        world.request { core, now in core.stopTask(id, reason: "enough", at: now) }
        #expect(stopped(world, id))
        #expect(world.stopOrder.first == "app")
        #expect(world.stopOrder.count == 3)
        #expect(world.core.tasks[id]?.stopCode == .userInitiated)
        #expect(world.core.tasks[id]?.stoppedReason == "enough")
    }

    @Test("fails a task whose dependency did not exit successfully")
    func unsuccessfulDependency() throws {
        let world = SchedulerWorld()
        world.behaviours["migrate:1"] = .exits(after: .seconds(1), code: 1, outOfMemory: false)
        let id = world.run(
            SchedulerWorld.blueprint(1, image: "app:1", adding: [container("migrate") { $0.essential = false }]) {
                $0.dependencies = [ContainerDependency("migrate", .success)]
            })
        #expect(stopped(world, id))
        let task = try #require(world.core.tasks[id])
        #expect(task.stopCode == .taskFailedToStart)
        #expect(task.containers[0].reason?.contains("as dependency did not exit successfully.") == true)
        #expect(task.containers[0].exit == nil)
    }

    @Test("fails a task whose dependency takes longer than its startTimeout, which pace does not divide")
    func startTimeout() throws {
        let world = SchedulerWorld(pace: 20)
        world.behaviours["proxy:1"] = .failsContainerChecks
        let id = world.run(
            SchedulerWorld.blueprint(
                1, image: "app:1",
                adding: [
                    container("proxy") {
                        $0.healthCheck = ContainerHealthCheck(command: ["CMD", "true"])
                        $0.startTimeout = .seconds(30)
                    }
                ]
            ) { $0.dependencies = [ContainerDependency("proxy", .healthy)] })
        #expect(stopped(world, id))
        let task = try #require(world.core.tasks[id])
        #expect(task.containers[0].reason?.contains("has timed out.") == true)
        let proxy = try #require(task.containers[1].startedAt)
        #expect(proxy.duration(to: try #require(task.stoppingAt)) >= .seconds(30))
    }

    @Test("does not count failed checks inside the start period, and ends it with the first success")
    func startPeriod() {
        var check = ContainerHealthCheck(command: ["CMD", "true"])
        check.startPeriod = .seconds(60)
        check.retries = 2
        let start = Timestamp(millisecondsSinceEpoch: 0)
        var state = ContainerState(blueprint: container("app"), arn: "arn")
        for _ in 0..<5 {
            state.record(passed: false, check: check, started: start, at: start.advanced(by: .seconds(10)))
        }
        #expect(state.health == .unknown)
        state.record(passed: true, check: check, started: start, at: start.advanced(by: .seconds(20)))
        #expect(state.health == .healthy)
        state.record(passed: false, check: check, started: start, at: start.advanced(by: .seconds(21)))
        #expect(state.health == .healthy)
        state.record(passed: false, check: check, started: start, at: start.advanced(by: .seconds(22)))
        #expect(state.health == .unhealthy)
        state.record(passed: true, check: check, started: start, at: start.advanced(by: .seconds(23)))
        #expect(state.health == .healthy)
    }

    @Test("reports the words of a secret that cannot be read")
    func missingSecret() throws {
        let world = SchedulerWorld()
        world.missingSecrets = ["arn:secret"]
        let id = world.run(
            SchedulerWorld.blueprint(1, image: "app:1") {
                $0.secrets = [SecretReference(name: "A", valueFrom: "arn:secret")]
            })
        #expect(stopped(world, id))
        let task = try #require(world.core.tasks[id])
        #expect(task.stopCode == .taskFailedToStart)
        #expect(task.stoppedReason == "ResourceInitializationError: unable to retrieve secret arn:secret")
        #expect(task.containers[0].reason == nil)
        #expect(world.startOrder.isEmpty && world.requestedReferences.isEmpty)
    }

    @Test("waits for stopTimeout before the kill, whatever the pace")
    func stopTimeout() throws {
        let world = SchedulerWorld(pace: 20)
        world.behaviours["app:1"] = .ignoresStopSignal
        let id = world.run(SchedulerWorld.blueprint(1, image: "app:1") { $0.stopTimeout = .seconds(20) })
        #expect(running(world, id))
        world.request { core, now in core.stopTask(id, reason: nil, at: now) }
        let asked = world.now
        #expect(stopped(world, id))
        #expect(asked.duration(to: world.now) >= .seconds(20))
        #expect(world.core.tasks[id]?.containers[0].exit?.code == 137)
    }

    @Test("can be stopped at any moment of its start and leaves nothing behind", arguments: 0..<40)
    func stopsAnytime(_ step: Int) throws {
        let world = SchedulerWorld()
        let id = world.run(
            SchedulerWorld.blueprint(1, image: "app:1", adding: [container("side")]) {
                $0.secrets = [SecretReference(name: "A", valueFrom: "a")]
            })
        world.pass(.milliseconds(20 * step))
        world.request { core, now in core.stopTask(id, reason: nil, at: now) }
        #expect(stopped(world, id))
        world.pass(.seconds(1))
        #expect(world.isClean)
    }

    @Test("applies the overrides of RunTask")
    func overrides() throws {
        let world = SchedulerWorld()
        var changes = TaskChanges()
        changes.containers = [
            ContainerChange(name: "app", command: ["migrate"], environment: [.init("MODE", "once"), .init("NEW", "1")])
        ]
        let blueprint = SchedulerWorld.blueprint(1, image: "app:1") {
            $0.environment = [.init("MODE", "serve"), .init("KEPT", "1")]
        }
        var launch = TaskLaunch(
            clusterARN: SchedulerWorld.cluster, clusterName: "main", region: "eu-west-1", account: "000000000000",
            group: "family:web", configuration: SchedulerWorld.configuration(blueprint, loadBalanced: false))
        launch.changes = changes
        let id = world.core.launch(launch, at: world.now)
        let app = try #require(world.core.tasks[id]?.containers[0].blueprint)
        #expect(app.command == ["migrate"])
        #expect(app.environment.map(\.name) == ["KEPT", "MODE", "NEW"])
        #expect(app.environment.map(\.value) == ["1", "once", "1"])
    }

    @Test("keeps no more than 2000 stopped tasks, the newest")
    func boundsStopped() throws {
        let world = SchedulerWorld()
        world.behaviours["app:1"] = .missing
        let blueprint = SchedulerWorld.blueprint(1, image: "app:1")
        let first = world.run(blueprint)
        #expect(stopped(world, first))
        for _ in 0..<20 {
            for _ in 0..<100 { _ = world.run(blueprint) }
            world.pass(.seconds(2))
        }
        #expect(world.core.tasks[first] == nil)
        #expect(world.core.tasks.count == 2000)
    }

    @Test("strips the tag, never the port or the digest, when it pins")
    func pinning() throws {
        let world = SchedulerWorld()
        let digest = "sha256:" + String(repeating: "a", count: 64)
        world.digests["127.0.0.1:4566/app"] = digest
        let arn = world.create(
            SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "127.0.0.1:4566/app")), count: 2)
        world.pass(until: { $0.isSteady(arn) })
        #expect(world.requestedReferences.last == "127.0.0.1:4566/app@\(digest)")
    }
}
