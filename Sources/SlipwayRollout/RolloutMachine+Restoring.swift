import SlipwayDomain

extension RolloutMachine {
    /// Gives the verdict, once, and begins to put the previous release back.
    mutating func fail(
        _ following: RolloutState.Following, _ reason: RolloutVerdict.Reason, cause: Finding?, count: Int,
        at now: Duration
    ) -> [RolloutAction] {
        var following = following
        let status = following.lastStatus
        var actions = stopVerification(&following)
        let verdict = RolloutVerdict(reason: reason, cause: cause, failures: count, at: now)
        actions.append(.tell(.failed(verdict)))
        var restoring = RolloutState.Restoring(
            verdict: verdict, step: .readingZero, deadline: now + request.restoreAllowance, failed: following.track,
            lastStatus: status)
        restoring.interrupted = reason == .interrupted
        let rollsBackItself =
            status.map { [.rollbackRequested, .rollbackInProgress, .rollbackSuccessful].contains($0) } ?? false
        pace.mutated()
        if rollsBackItself, let arn = following.track.serviceDeployment {
            restoring.step = .rollingBack(arn)
            state = .restoring(restoring)
            return actions + [.tell(.rollingBackByItself), observe()]
        }
        guard request.rollback || restoring.interrupted else {
            return actions + listen(.notWanted, restoring, at: now)
        }
        guard let point = request.restorePoint else { return actions + ask(.scaleToZero, restoring) }
        if following.readsBackSettings { return actions + ask(.settings, restoring) }
        let mayStop = status.map { [.pending, .inProgress, .stopRequested].contains($0) } ?? true
        if case .lastSuccessful = point.origin, let arn = following.track.serviceDeployment, mayStop {
            return actions + ask(.stopDeployment(arn: arn), restoring)
        }
        return actions + ask(.update, restoring)
    }

    private mutating func ask(
        _ step: RestoreStep, _ restoring: RolloutState.Restoring, attempt: Int = 1
    ) -> [RolloutAction] {
        var restoring = restoring
        restoring.step = .asked(step, attempt: attempt)
        state = .restoring(restoring)
        // Whatever look is still on its way came before this step: its answer no longer counts.
        pollNumber += 1
        return attempt == 1 ? [.tell(.restoring(step)), .restore(step)] : [.restore(step)]
    }

    mutating func handle(
        _ event: RolloutEvent, _ restoring: RolloutState.Restoring, at now: Duration
    ) throws(RolloutViolation) -> [RolloutAction] {
        switch event {
        case .observed(let poll, let observation, let findings):
            guard poll == pollNumber else { return [] }
            return observed(observation, findings, restoring, at: now)
        case .observationFailed(let poll, let reason):
            guard poll == pollNumber else { return [] }
            if case .listening(let restoration) = restoring.step { return conclude(restoration, restoring) }
            return gaveUp(restoring, at: now) ?? blind(reason)
        case .accessLost(let poll, let problem):
            guard poll == pollNumber else { return [] }
            if case .listening(let restoration) = restoring.step { return conclude(restoration, restoring) }
            return gaveUp(restoring, at: now)
                ?? (isLockedOut() ? conclude(.failed(problem.message), restoring) : blind(problem.message))
        case .timePassed:
            if case .listening(let restoration) = restoring.step {
                return mayHearMore(restoring, at: now) ? [] : conclude(restoration, restoring)
            }
            return gaveUp(restoring, at: now) ?? []
        case .restoreAccepted(let step, let taskDefinition):
            guard case .asked(step, _) = restoring.step else { throw .unasked(event) }
            return accepted(step, taskDefinition: taskDefinition, restoring)
        case .restoreRefused(let step, let reason):
            guard case .asked(step, let attempt) = restoring.step else { throw .unasked(event) }
            return refused(step, reason: reason, attempt: attempt, restoring, at: now)
        case .interrupted(.leave):
            if case .listening(let restoration) = restoring.step { return conclude(restoration, restoring) }
            return finish(.interrupted(.failed("left while the previous release was being put back")))
        case .interrupted(.putBack):
            return []
        case .verified, .verificationFailed:
            // The checks were told to stop while their answer was on its way.
            return []
        case .updateAccepted, .updateRefused, .updateUncertain: throw .unasked(event)
        }
    }

    private mutating func accepted(
        _ step: RestoreStep, taskDefinition: String?, _ restoring: RolloutState.Restoring
    ) -> [RolloutAction] {
        var restoring = restoring
        switch step {
        case .stopDeployment(let arn): restoring.step = .rollingBack(arn)
        case .update:
            var track = DeploymentTrack(
                taskDefinition: taskDefinition ?? request.restorePoint?.settings.taskDefinition ?? "", before: nil)
            track.serviceDeploymentBefore = restoring.failed.serviceDeployment
            track.idsBefore = restoring.failed.idsBefore + [restoring.failed.deploymentID].compactMap(\.self)
            track.taskDefinitionBefore = restoring.failed.taskDefinition
            restoring.step = .following(track)
        case .settings: restoring.step = .readingSettings
        case .scaleToZero: restoring.step = .readingZero
        }
        state = .restoring(restoring)
        pace.mutated()
        return [observe()]
    }

    private mutating func refused(
        _ step: RestoreStep, reason: String, attempt: Int, _ restoring: RolloutState.Restoring, at now: Duration
    ) -> [RolloutAction] {
        var restoring = restoring
        restoring.lastRefusal = reason
        let told = RolloutAction.tell(.restoreStepRefused(step, reason: reason))
        if case .stopDeployment = step, attempt >= 2 {
            // It does not apply (any more): the other way always does.
            return [told] + ask(.update, restoring)
        }
        guard attempt < Self.attempts else {
            return [told] + conclude(.failed(reason), restoring)
        }
        restoring.step = .again(step, attempt: attempt + 1)
        state = .restoring(restoring)
        pace.slowDown()
        return [told] + (gaveUp(restoring, at: now) ?? [observe()])
    }

    private mutating func observed(
        _ observation: Observation, _ findings: [Finding], _ previous: RolloutState.Restoring, at now: Duration
    ) -> [RolloutAction] {
        var restoring = previous
        (blindTimes, lostTimes) = (0, 0)
        pace.observed(observation)
        var told = lateCause(&restoring, findings, observation)
        if let ours = observation.serviceDeployment, ours.arn == restoring.failed.serviceDeployment {
            restoring.lastStatus = ours.status
        }
        state = .restoring(restoring)
        if case .listening(let restoration) = restoring.step { return told + listen(restoration, restoring, at: now) }
        if let other = foreign(observation, restoring) { return told + finish(.superseded(by: other)) }
        switch restoring.step {
        case .asked, .listening: break
        case .again(let step, let attempt):
            if case .stopDeployment = step, restoring.lastStatus?.isFinal == true {
                return told + ask(.update, restoring)
            }
            return told + ask(step, restoring, attempt: attempt)
        case .rollingBack(let arn):
            if let actions = rolledBack(arn, observation, restoring, at: now) { return told + actions }
        case .following(var track):
            if track.adopt(observation), let arn = track.serviceDeployment {
                told.append(.tell(.found(serviceDeployment: arn)))
            }
            told += restoredFailures.absorb(Self.own(findings, track, observation), at: observation.takenAt)
                .compactMap { note in
                    guard case .failure(let finding, _, _) = note else { return nil }
                    return .tell(.restoredReleaseFails(finding))
                }
            let standing = Standing.of(
                track, in: observation, requested: request.restorePoint?.settings.desiredCount ?? 0,
                hasTargets: request.hasTargets)
            if case .unclear = standing { track.foreignSeen += 1 } else { track.foreignSeen = 0 }
            restoring.step = .following(track)
            state = .restoring(restoring)
            if let actions = restored(standing, restoring, at: now) { return told + actions }
        case .readingSettings:
            if let service = observation.service, let point = request.restorePoint,
                Self.settingsAreBack(service, point.settingsWanted),
                Self.countsMatch(service, observation.tasks, request)
            {
                return told + listen(.restored, restoring, at: now)
            }
        case .readingZero:
            if let service = observation.service, service.desiredCount == 0, service.runningCount == 0,
                service.pendingCount == 0
            {
                return told + listen(.scaledToZero, restoring, at: now)
            }
        }
        return told + (gaveUp(restoring, at: now) ?? [observe()])
    }

    /// What a rollback by ECS has come to; nothing while it still goes on.
    private mutating func rolledBack(
        _ arn: String, _ observation: Observation, _ restoring: RolloutState.Restoring, at now: Duration
    ) -> [RolloutAction]? {
        guard let ours = observation.serviceDeployment, ours.arn == arn else { return nil }
        switch ours.status {
        case .pending, .inProgress, .rollbackRequested, .rollbackInProgress, .stopRequested, .unknown: return nil
        case .successful, .stopped, .rollbackFailed:
            guard mayAct(restoring) else {
                return conclude(.failed("ECS did not put the previous release back"), restoring)
            }
            // It had succeeded already, was stopped, or found nothing to go back to.
            return ask(request.restorePoint == nil ? .scaleToZero : .update, restoring)
        case .rollbackSuccessful:
            guard let service = observation.service, service.taskDefinition != restoring.failed.taskDefinition,
                service.primary?.taskDefinition == service.taskDefinition
            else { return nil }
            if mayAct(restoring), let point = request.restorePoint,
                service.taskDefinition != point.settings.taskDefinition
            {
                return ask(.update, restoring)
            }
            if mayAct(restoring), request.changesSettings, let point = request.restorePoint,
                !Self.settingsAreBack(service, point.settingsWanted)
            {
                return ask(.settings, restoring)
            }
            return Self.countsMatch(service, observation.tasks, request)
                ? listen(.restored, restoring, at: now) : nil
        }
    }

    /// Whether we may put anything back, beside looking on while ECS does.
    private func mayAct(_ restoring: RolloutState.Restoring) -> Bool { request.rollback || restoring.interrupted }

    /// What the restored release's own deployment has come to; nothing while it still goes on.
    private mutating func restored(
        _ standing: Standing, _ restoring: RolloutState.Restoring, at now: Duration
    ) -> [RolloutAction]? {
        switch standing {
        case .complete: return listen(.restored, restoring, at: now)
        case .givenUp:
            return conclude(.failed("ECS gave up on the deployment that puts the previous release back"), restoring)
        case .superseded(let other): return finish(.superseded(by: other))
        case .notFound, .rolling, .healthyDraining, .unclear, .paused:
            guard let entry = restoredFailures.decision, entry.finding.nature == .cannotHeal, entry.tasks.count >= 2
            else { return nil }
            return conclude(.failed("the previous release fails as well: \(entry.finding.cause.en)"), restoring)
        }
    }

    /// The task definition of a deployment that is neither the failed one nor a way back.
    private func foreign(_ observation: Observation, _ restoring: RolloutState.Restoring) -> String? {
        guard let primary = observation.service?.primary else { return nil }
        var known = [restoring.failed.taskDefinition, restoring.failed.taskDefinitionBefore].compactMap(\.self)
        if let point = request.restorePoint { known.append(point.settings.taskDefinition) }
        if case .following(let track) = restoring.step { known.append(track.taskDefinition) }
        if let revision = observation.serviceDeployment, revision.arn == restoring.failed.serviceDeployment,
            revision.rollbackRevision != nil, case .rollingBack = restoring.step
        {
            // ECS chose what it goes back to; it need not be what we would have chosen.
            return nil
        }
        let isKnown = known.contains(primary.taskDefinition) || restoring.failed.idsBefore.contains(primary.id)
        return isKnown ? nil : primary.taskDefinition
    }

    private mutating func gaveUp(_ restoring: RolloutState.Restoring, at now: Duration) -> [RolloutAction]? {
        guard now >= restoring.deadline else { return nil }
        let why = "the previous release was not back after \(request.restoreAllowance.words)"
        return conclude(.failed(restoring.lastRefusal.map { "\(why); last refusal: \($0)" } ?? why), restoring)
    }

    mutating func conclude(
        _ restoration: RolloutOutcome.Restoration, _ restoring: RolloutState.Restoring
    ) -> [RolloutAction] {
        finish(restoring.interrupted ? .interrupted(restoration) : .failed(restoring.verdict, restoration))
    }
}
