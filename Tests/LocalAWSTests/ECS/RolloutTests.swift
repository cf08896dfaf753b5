import AWSRuntime
import LocalAWS
import Testing

@Suite("Rolling deployments")
struct RolloutTests {
    private let first = SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"))
    private let second = SchedulerWorld.configuration(SchedulerWorld.blueprint(2, image: "app:2"))

    @Test("brings a service up, registers its targets and reaches steady state")
    func comesUp() throws {
        let world = SchedulerWorld()
        let arn = world.create(first)
        #expect(world.pass(until: { $0.isSteady(arn) }))
        let service = try world.service(arn)
        #expect(service.deployments.count == 1)
        #expect(service.deployments[0].rolloutState == .completed)
        #expect(service.deployments[0].rolloutStateReason == "ECS deployment \(service.deployments[0].id) completed.")
        #expect(service.serviceDeployments.map(\.status) == [.successful])
        let messages = world.messages(arn)
        #expect(messages.first?.hasPrefix("(service web) has started 2 tasks: (task ") == true)
        #expect(messages.contains("(service web) registered 1 targets in (target-group \(SchedulerWorld.targetGroup))"))
        #expect(
            messages.suffix(2) == [
                "(service web) (deployment \(service.deployments[0].id)) deployment completed.",
                "(service web) has reached a steady state.",
            ])
    }

    @Test("keeps enough healthy and never too many tasks at every step of a rollout")
    func keepsBounds() throws {
        let world = SchedulerWorld()
        let arn = world.create(first, count: 3)
        world.pass(until: { $0.isSteady(arn) })
        world.watch = { world in
            #expect(world.running(arn) >= 3)
            #expect(world.running(arn) + world.pending(arn) <= 6)
        }
        world.update(arn, second)
        let mid = try world.service(arn)
        #expect(mid.deployments.map(\.isPrimary) == [true, false])
        #expect(world.pass(until: { $0.isSteady(arn) }))
        let service = try world.service(arn)
        #expect(service.configuration == second)
        #expect(
            world.tasks(of: arn).filter { $0.lastStatus == .running }.allSatisfy { $0.blueprint == second.blueprint })
        let old = world.tasks(of: arn).filter { $0.blueprint == first.blueprint }
        #expect(old.allSatisfy { $0.lastStatus == .stopped && $0.stopCode == .serviceSchedulerInitiated })
        #expect(
            old.allSatisfy {
                $0.stoppedReason == "Scaling activity initiated by (deployment \(service.deployments[0].id))"
            })
    }

    @Test("deploys two load-balanced containers in less than 1.5 seconds at pace 20")
    func isQuick() {
        let world = SchedulerWorld(pace: 20)
        world.drain = .milliseconds(300)
        world.targetHealthyAfter = .milliseconds(250)
        let arn = world.create(first)
        world.pass(until: { $0.isSteady(arn) })
        world.update(arn, second)
        #expect(world.pass(atMost: .milliseconds(1500), until: { $0.isSteady(arn) }))
    }

    @Test("walks the states of a task in order and stops it only when its target is unused")
    func statesInOrder() throws {
        let world = SchedulerWorld()
        let arn = world.create(first, count: 1)
        world.pass(until: { $0.isSteady(arn) })
        let old = try #require(world.tasks(of: arn).first)
        world.update(arn, second)
        var seen: [TaskStatus] = []
        let ended = world.pass(until: { world in
            let status = world.core.tasks[old.id]?.lastStatus ?? .stopped
            if seen.last != status { seen.append(status) }
            return status == .stopped
        })
        #expect(ended)
        #expect(seen == [.running, .deactivating, .stopping, .deprovisioning, .stopped])
        let stopped = try #require(world.core.tasks[old.id])
        let stopping = try #require(stopped.stoppingAt)
        let drained = world.messages(arn).contains { $0.contains("has begun draining connections on 1 tasks.") }
        #expect(drained)
        #expect(stopped.targets.allSatisfy { $0.released })
        #expect(try #require(stopped.startedAt) < stopping)
        #expect(stopped.containers[0].exit?.code == 143)
        world.pass(.seconds(5))
        #expect(world.core.tasks[old.id] != nil)
        world.pass(.seconds(3600))
        #expect(world.core.tasks[old.id] == nil)
    }

    @Test("stops before it starts where the minimum allows it")
    func stopsFirst() throws {
        let world = SchedulerWorld()
        let arn = world.create(first, count: 2) {
            $0.policy.minimumHealthyPercent = 50
            $0.policy.maximumPercent = 100
        }
        world.pass(until: { $0.isSteady(arn) })
        world.watch = { world in
            #expect(world.running(arn) >= 1)
            #expect(world.running(arn) + world.pending(arn) <= 2)
        }
        world.update(arn, second)
        #expect(world.pass(until: { $0.isSteady(arn) }))
    }

    @Test("tells once that it is stuck when it may neither stop nor start")
    func stuck() throws {
        let world = SchedulerWorld()
        let arn = world.create(first, count: 1) {
            $0.policy.minimumHealthyPercent = 50
            $0.policy.maximumPercent = 100
        }
        world.pass(until: { $0.isSteady(arn) })
        world.update(arn, second)
        world.pass(.seconds(3600))
        let text =
            "(service web) was unable to stop or start tasks during a deployment because of the service deployment "
            + "configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
        #expect(world.messages(arn).count { $0 == text } == 1)
        #expect(world.running(arn) == 1)
        #expect(try world.service(arn).deployments[0].rolloutState == .inProgress)
        world.pass(.seconds(6 * 3600))
        #expect(world.messages(arn).count { $0 == text } == 2)
        world.update(arn) { $0.policy.maximumPercent = 200 }
        #expect(world.pass(until: { $0.isSteady(arn) }))
    }

    @Test("counts a task without checks as healthy 40 paced seconds after RUNNING")
    func withoutChecks() throws {
        let world = SchedulerWorld(pace: 20)
        let plain = SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"), loadBalanced: false)
        let arn = world.create(plain)
        world.pass(until: { $0.running(arn) == 2 })
        let started = world.now
        world.pass(until: { $0.isSteady(arn) })
        #expect(started.duration(to: world.now) >= .seconds(2))
        #expect(started.duration(to: world.now) < .milliseconds(2600))
    }

    @Test("changes the number of tasks without a deployment")
    func scales() throws {
        let world = SchedulerWorld()
        let arn = world.create(first, count: 2)
        world.pass(until: { $0.isSteady(arn) })
        let before = try world.service(arn).deployments[0].id
        world.update(arn) { $0.desiredCount = 4 }
        #expect(world.pass(until: { $0.running(arn) == 4 && $0.isSteady(arn) }))
        world.update(arn) { $0.desiredCount = 1 }
        #expect(world.pass(until: { $0.running(arn) == 1 && $0.isSteady(arn) }))
        let service = try world.service(arn)
        #expect(service.deployments.map(\.id) == [before])
        #expect(service.serviceDeployments.count == 1)
        #expect(world.messages(arn).contains { $0.hasPrefix("(service web) has stopped 3 running tasks: (task ") })
    }

    @Test("hands a running deployment over to a newer one")
    func superseded() throws {
        let world = SchedulerWorld()
        world.behaviours["app:2"] = .failsTargetChecks
        let arn = world.create(first) { $0.healthCheckGracePeriod = .seconds(3600) }
        world.pass(until: { $0.isSteady(arn) })
        world.update(arn, second)
        world.pass(until: { $0.running(arn) == 4 })
        let third = SchedulerWorld.configuration(SchedulerWorld.blueprint(3, image: "app:3"))
        world.watch = { world in
            #expect(world.tasks(of: arn).count { $0.lastStatus == .running && $0.blueprint.arn.hasSuffix(":2") } <= 2)
        }
        world.update(arn, third)
        #expect(world.pass(until: { $0.isSteady(arn) }))
        let service = try world.service(arn)
        #expect(service.serviceDeployments.map(\.status) == [.successful, .stopped, .successful])
        #expect(service.configuration == third)
    }

    @Test("restarts every task when a deployment is forced")
    func forced() throws {
        let world = SchedulerWorld()
        let arn = world.create(first)
        world.pass(until: { $0.isSteady(arn) })
        let old = Set(world.tasks(of: arn).map(\.id))
        world.update(arn, force: true)
        #expect(world.pass(until: { $0.isSteady(arn) }))
        #expect(world.tasks(of: arn).filter { $0.lastStatus == .running }.allSatisfy { !old.contains($0.id) })
        #expect(try world.service(arn).serviceDeployments.count == 2)
    }

    @Test("pins the digests that the first task of a deployment found")
    func pinsDigests() throws {
        let world = SchedulerWorld()
        let one = "sha256:" + String(repeating: "1", count: 64)
        world.digests["app:1"] = one
        let arn = world.create(first, count: 3)
        world.pass(until: { $0.isSteady(arn) })
        world.digests["app:1"] = "sha256:" + String(repeating: "2", count: 64)
        #expect(world.requestedReferences == ["app:1", "app@\(one)", "app@\(one)"])
        world.digests["app@\(one)"] = one
        world.update(arn) { $0.desiredCount = 4 }
        world.pass(until: { $0.isSteady(arn) })
        #expect(world.tasks(of: arn).compactMap { $0.containers[0].imageDigest }.last == one)
        #expect(try world.service(arn).revisions[0].images.map(\.digest) == [one])
    }

    @Test("deletes a service by draining it and leaves nothing behind")
    func deletes() throws {
        let world = SchedulerWorld()
        let arn = world.create(first)
        world.pass(until: { $0.isSteady(arn) })
        world.request { core, now in core.deleteService(arn, at: now) }
        #expect(try world.service(arn).status == .draining)
        #expect(world.pass(until: { $0.core.services[arn]?.status == .inactive }))
        world.pass(.seconds(10))
        #expect(world.isClean)
        #expect(world.tasks(of: arn).allSatisfy { $0.lastStatus == .stopped })
        world.pass(.seconds(3601))
        #expect(world.core.services[arn] == nil)
    }
}
