import AWSRuntime
import LocalAWS
import Testing

@Suite("Failing releases and the circuit breaker")
struct BreakerTests {
    private let first = SchedulerWorld.configuration(SchedulerWorld.blueprint(1, image: "app:1"))
    private let second = SchedulerWorld.configuration(SchedulerWorld.blueprint(2, image: "app:2"))

    private func guarded(_ options: inout ServiceOptions) {
        options.policy.breakerEnabled = true
        options.policy.breakerRollsBack = true
    }

    private func broken(
        _ behaviour: SchedulerWorld.Behaviour, _ change: (inout ServiceOptions) -> Void = { _ in }
    )
        throws -> (world: SchedulerWorld, arn: String)
    {
        let world = SchedulerWorld()
        world.behaviours["app:2"] = behaviour
        let arn = world.create(first) { options in
            guarded(&options)
            change(&options)
        }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        world.watch = { world in
            #expect(world.running(arn) >= 2)
            #expect(world.running(arn) + world.pending(arn) <= 4)
        }
        world.update(arn, second)
        return (world, arn)
    }

    @Test(
        "rolls a broken release back to the last completed deployment",
        arguments: [
            SchedulerWorld.Behaviour.missing, .unstartable,
            .exits(after: .milliseconds(200), code: 1, outOfMemory: false),
            .failsTargetChecks,
        ])
    func rollsBack(_ behaviour: SchedulerWorld.Behaviour) throws {
        let (world, arn) = try broken(behaviour)
        let before = try world.service(arn)
        let good = before.deployments[1].id
        let bad = before.deployments[0].id
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .rollbackInProgress }))
        let during = try world.service(arn)
        #expect(during.deployments.map(\.id) == [good, bad])
        #expect(
            during.deployments[0].rolloutStateReason
                == "ECS deployment circuit breaker: rolling back to deploymentId \(good).")
        #expect(during.deployments[1].rolloutState == .failed)
        #expect(during.deployments[1].rolloutStateReason == "ECS deployment circuit breaker: tasks failed to start.")
        #expect(during.serviceDeployments.last?.breakerStatus == .triggered)
        #expect(world.pass(until: { $0.isSteady(arn) }))
        let after = try world.service(arn)
        #expect(after.serviceDeployments.map(\.status) == [.successful, .rollbackSuccessful])
        #expect(
            after.serviceDeployments.last?.statusReason
                == "Service deployment rolled back because the circuit breaker threshold was exceeded.")
        #expect(after.configuration == first)
        #expect(after.deployments.map(\.id) == [good])
        #expect(after.serviceDeployments.last?.failureCount == 3)
        let messages = world.messages(arn)
        #expect(messages.contains("(service web) (deployment \(bad)) deployment failed: tasks failed to start."))
        #expect(messages.contains("(service web) rolling back to deployment \(good)."))
    }

    @Test("says why a task could not start, crashed, or was killed for memory")
    func reasons() throws {
        let (missing, _) = try settled(.missing)
        #expect(missing.stopCode == .taskFailedToStart)
        #expect(missing.stoppedReason == "CannotPullContainerError: app:2: not found")
        #expect(missing.containers[0].reason == missing.stoppedReason)
        #expect(missing.containers[0].exit == nil && missing.startedAt == nil)

        let (unstartable, _) = try settled(.unstartable)
        #expect(unstartable.stopCode == .taskFailedToStart)
        #expect(unstartable.stoppedReason == "Task failed to start")
        #expect(unstartable.containers[0].reason == "CannotStartContainerError: no such file")

        let (crashed, _) = try settled(.exits(after: .milliseconds(300), code: 3, outOfMemory: false))
        #expect(crashed.stopCode == .essentialContainerExited)
        #expect(crashed.stoppedReason == "Essential container in task exited")
        #expect(crashed.containers[0].exit?.code == 3)

        let (killed, _) = try settled(.exits(after: .milliseconds(300), code: 137, outOfMemory: true))
        #expect(killed.containers[0].reason == "OutOfMemoryError: Container killed due to memory usage")
        #expect(killed.containers[0].exit?.code == 137)

        let (lost, _) = try settled(.isLost(after: .milliseconds(300)))
        #expect(lost.stoppedReason == "Essential container in task exited")
        #expect(lost.containers[0].reason == "CannotInspectContainerError: Cannot connect to the Docker daemon")
        #expect(lost.containers[0].exit?.ownCode == nil)

        let (unhealthy, messages) = try settled(.failsTargetChecks)
        #expect(unhealthy.stopCode == .serviceSchedulerInitiated)
        #expect(
            unhealthy.stoppedReason == "Task failed ELB health checks in (target-group \(SchedulerWorld.targetGroup))")
        #expect(
            messages.contains(
                "(service web) (task \(unhealthy.id)) (port 8080) is unhealthy in (target-group "
                    + "\(SchedulerWorld.targetGroup)) due to (reason Health checks failed with these codes: [503])."))
    }

    /// The first failed task of a broken release.
    private func settled(_ behaviour: SchedulerWorld.Behaviour) throws -> (TaskRecord, [String]) {
        let (world, arn) = try broken(behaviour)
        let isFailed: (TaskRecord) -> Bool = { $0.lastStatus == .stopped && $0.blueprint.arn.hasSuffix(":2") }
        #expect(world.pass(until: { $0.tasks(of: arn).contains(where: isFailed) }))
        return (try #require(world.tasks(of: arn).first(where: isFailed)), world.messages(arn))
    }

    @Test("fails without a candidate on a first deployment and launches nothing more")
    func noCandidate() throws {
        let world = SchedulerWorld()
        world.behaviours["app:2"] = .missing
        let arn = world.create(second) { guarded(&$0) }
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .rollbackFailed }))
        let service = try world.service(arn)
        #expect(service.serviceDeployments[0].statusReason == "No rollback candidate was found to run the rollback.")
        #expect(service.deployments[0].rolloutState == .failed)
        let count = world.tasks(of: arn).count
        world.pass(.seconds(600))
        #expect(world.tasks(of: arn).count == count)
        #expect(!world.isSteady(arn))
    }

    @Test("keeps the old tasks when the breaker does not roll back")
    func breakerWithoutRollback() throws {
        let (world, arn) = try broken(.missing) { $0.policy.breakerRollsBack = false }
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status == .stopped }))
        world.pass(.seconds(600))
        let service = try world.service(arn)
        #expect(service.deployments.map(\.rolloutState) == [.failed, .completed])
        #expect(world.running(arn) == 2)
        #expect(
            world.tasks(of: arn).filter { $0.lastStatus == .running }.allSatisfy { $0.blueprint == first.blueprint })
    }

    @Test("retries for ever, slower and slower, without a breaker")
    func retriesSlower() throws {
        let (world, arn) = try broken(.missing) { $0.policy.breakerEnabled = false }
        world.pass(.seconds(1000))
        let starts = world.tasks(of: arn).filter { $0.blueprint == second.blueprint }.map(\.createdAt)
        #expect(starts.count >= 8)
        let gaps = zip(starts.dropFirst(), starts).map { $1.duration(to: $0) }.filter { $0 > .milliseconds(50) }
        #expect(gaps == gaps.sorted())
        #expect(gaps.allSatisfy { $0 <= .seconds(27 * 60 / 20 + 1) })
        #expect(try world.service(arn).deployments[0].rolloutState == .inProgress)
        #expect(world.messages(arn).contains("(service web) is unable to consistently start tasks successfully."))
        #expect(world.messages(arn).count { $0.contains("unable to consistently") } == 1)
    }

    @Test("a new deployment starts at once after starts that failed")
    func backoffEnds() throws {
        let (world, arn) = try broken(.missing) { $0.policy.breakerEnabled = false }
        world.pass(.seconds(300))
        let third = SchedulerWorld.configuration(SchedulerWorld.blueprint(3, image: "app:3"))
        world.update(arn, third)
        #expect(world.pass(atMost: .seconds(5), until: { $0.isSteady(arn) }))
    }

    @Test("uses its threshold and resets when a task becomes healthy")
    func threshold() throws {
        let (world, arn) = try broken(.missing) { $0.policy.threshold = .count(5) }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        #expect(try world.service(arn).serviceDeployments.last?.failureCount == 5)
        #expect(BreakerThreshold.boundedPercent(50).failures(desired: 1) == 3)
        #expect(BreakerThreshold.boundedPercent(50).failures(desired: 7) == 4)
        #expect(BreakerThreshold.boundedPercent(50).failures(desired: 25) == 13)
        #expect(BreakerThreshold.boundedPercent(50).failures(desired: 800) == 200)
        #expect(BreakerThreshold.unboundedPercent(50).failures(desired: 800) == 400)
    }

    @Test("goes back when a deployment is stopped by request")
    func stoppedByRequest() throws {
        let (world, arn) = try broken(.failsTargetChecks) {
            $0.policy.breakerEnabled = false
            $0.healthCheckGracePeriod = .seconds(3600)
        }
        world.pass(until: { $0.running(arn) == 4 })
        let deployment = try #require(try world.service(arn).serviceDeployments.last)
        try world.request { core, now in try core.stopServiceDeployment(deployment.arn, at: now) }
        #expect(try world.service(arn).serviceDeployments.last?.status == .rollbackInProgress)
        #expect(world.pass(until: { $0.isSteady(arn) }))
        let service = try world.service(arn)
        #expect(service.serviceDeployments.last?.status == .rollbackSuccessful)
        #expect(service.serviceDeployments.last?.rollback?.revisionARN == service.revisions[0].arn)
        #expect(service.configuration == first)
        #expect(throws: StopDeploymentRefusal.alreadyFinal) {
            try world.request { core, now in try core.stopServiceDeployment(deployment.arn, at: now) }
        }
    }

    @Test("leaves unhealthy tasks alone during the grace period")
    func grace() throws {
        let world = SchedulerWorld()
        world.behaviours["app:1"] = .slow(.seconds(20))
        let arn = world.create(first) { $0.healthCheckGracePeriod = .seconds(30) }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        #expect(world.tasks(of: arn).count == 2)

        let impatient = SchedulerWorld()
        impatient.behaviours["app:1"] = .slow(.seconds(20))
        let other = impatient.create(first) { $0.healthCheckGracePeriod = .seconds(5) }
        impatient.pass(.seconds(60))
        #expect(impatient.tasks(of: other).count > 2)
    }

    @Test("replaces an old task that dies during a rollout by its own revision")
    func ownRevision() throws {
        let (world, arn) = try broken(.failsTargetChecks) {
            $0.policy.breakerEnabled = false
            $0.healthCheckGracePeriod = .seconds(3600)
            $0.policy.maximumPercent = 250
        }
        world.watch = { _ in }
        world.pass(until: { $0.running(arn) == 4 })
        let victim = try #require(world.tasks(of: arn).first { $0.blueprint == first.blueprint })
        world.request { core, now in core.stopTask(victim.id, reason: nil, at: now) }
        #expect(world.core.tasks[victim.id]?.stoppedReason == "Task stopped by user")
        #expect(
            world.pass(
                atMost: .seconds(10),
                until: { world in
                    world.tasks(of: arn).count { $0.lastStatus == .running && $0.blueprint == first.blueprint } == 2
                }))
    }

    @Test("replaces a task that crashes in steady state and is steady again")
    func replacesCrashed() throws {
        let world = SchedulerWorld()
        let arn = world.create(first)
        world.pass(until: { $0.isSteady(arn) })
        world.behaviours["app:1"] = .serves
        let victim = try #require(world.tasks(of: arn).first)
        let key = ContainerKey(task: victim.id, name: "app")
        world.report(.containerExited(key, ExitStatus(code: 1)))
        world.pass(.seconds(20))
        #expect(world.isSteady(arn))
        #expect(world.running(arn) == 2)
        #expect(world.messages(arn).count { $0 == "(service web) has reached a steady state." } == 2)
    }

    @Test("kills tasks that fail their container health checks")
    func containerChecks() throws {
        let world = SchedulerWorld()
        world.behaviours["app:2"] = .failsContainerChecks
        let checked = { (revision: Int, image: String) in
            SchedulerWorld.configuration(
                SchedulerWorld.blueprint(revision, image: image) { container in
                    container.healthCheck = ContainerHealthCheck(command: ["CMD-SHELL", "true"])
                }, loadBalanced: false)
        }
        let arn = world.create(checked(1, "app:1")) { guarded(&$0) }
        #expect(world.pass(until: { $0.isSteady(arn) }))
        #expect(world.tasks(of: arn).allSatisfy { $0.healthStatus == .healthy })
        world.update(arn, checked(2, "app:2"))
        #expect(world.pass(until: { $0.isSteady(arn) }))
        let killed = try #require(world.tasks(of: arn).first { $0.blueprint.arn.hasSuffix(":2") })
        #expect(killed.stoppedReason == "Task failed container health checks")
        #expect(killed.stopCode == .serviceSchedulerInitiated)
        #expect(world.messages(arn).contains("(service web) (task \(killed.id)) failed container health checks."))
        #expect(try world.service(arn).serviceDeployments.last?.status == .rollbackSuccessful)
    }

    @Test("tells why nothing can be placed when placement is made to fail")
    func forcedPlacement() throws {
        let world = SchedulerWorld()
        let arn = world.create(first) { guarded(&$0) }
        world.pass(until: { $0.isSteady(arn) })
        world.core.faults = [
            SchedulerFault(
                .placementFails(
                    event:
                        "Capacity is unavailable at this time. Please try again later or in a different availability zone."
                ), since: world.now)
        ]
        world.update(arn, second)
        #expect(world.pass(until: { $0.core.services[arn]?.serviceDeployments.last?.status != .inProgress }))
        #expect(
            world.messages(arn).contains(
                "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again "
                    + "later or in a different availability zone."))
    }
}
