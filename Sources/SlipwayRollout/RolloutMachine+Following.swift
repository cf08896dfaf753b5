import SlipwayDomain

extension RolloutMachine {
    mutating func handle(
        _ event: RolloutEvent, _ following: RolloutState.Following, at now: Duration
    ) throws(RolloutViolation) -> [RolloutAction] {
        var following = following
        switch event {
        case .observed(let poll, let observation, let findings):
            guard poll == pollNumber else { return [] }
            return observed(observation, findings, following, at: now)
        case .observationFailed(let poll, let reason):
            guard poll == pollNumber else { return [] }
            return deadlinePassed(following, at: now) ?? blind(reason)
        case .accessLost(let poll, let problem):
            guard poll == pollNumber else { return [] }
            guard isLockedOut() else { return blind(problem.message) }
            return stopVerification(&following) + finish(.accessLost(problem, touched: true))
        case .timePassed:
            return deadlinePassed(following, at: now) ?? []
        case .verified:
            guard following.verification == .running else { throw .unasked(event) }
            following.verification = .passed
            state = .following(following)
            pace.mutated()
            return [observe()]
        case .verificationFailed(let finding):
            guard following.verification == .running else { throw .unasked(event) }
            following.verification = .waiting
            return fail(following, .verification, cause: finding, count: 1, at: now)
        case .interrupted(.leave):
            return stopVerification(&following) + finish(.interrupted(nil))
        case .interrupted(.putBack):
            return fail(following, .interrupted, cause: nil, count: 0, at: now)
        case .updateAccepted, .updateRefused, .updateUncertain, .restoreAccepted, .restoreRefused:
            throw .unasked(event)
        }
    }

    private mutating func observed(
        _ observation: Observation, _ findings: [Finding], _ previous: RolloutState.Following, at now: Duration
    ) -> [RolloutAction] {
        var following = previous
        (blindTimes, lostTimes) = (0, 0)
        pace.observed(observation)
        var told: [RolloutAction] = []
        if following.track.adopt(observation), let arn = following.track.serviceDeployment {
            told.append(.tell(.found(serviceDeployment: arn)))
        }
        if let ours = observation.serviceDeployment, ours.arn == following.track.serviceDeployment {
            following.lastStatus = ours.status
        }
        told += failures.absorb(Self.own(findings, following.track, observation), at: observation.takenAt)
            .map { .tell($0) }
        let standing = read(following, observation)
        if case .unclear = standing { following.track.foreignSeen += 1 } else { following.track.foreignSeen = 0 }
        switch standing {
        case .superseded(let other):
            return told + stopVerification(&following) + finish(.superseded(by: other))
        case .paused(let hook):
            return told + stopVerification(&following) + finish(.paused(hook: hook))
        case .givenUp(let reason):
            return told
                + fail(following, reason, cause: failures.bestCause, count: 0, at: now)
        case .complete: return told + healthy(&following, complete: true, at: now)
        case .healthyDraining(let count):
            if following.drainingTold != count {
                following.drainingTold = count
                told.append(.tell(.healthyDraining(oldTasks: count)))
            }
            return told + healthy(&following, complete: false, at: now)
        case .notFound, .rolling, .unclear:
            following.healthySince = nil
            state = .following(following)
            if let decision = failures.decision {
                let reason: RolloutVerdict.Reason =
                    decision.finding.nature == .application ? .application : .cannotHeal
                return told
                    + fail(
                        following, reason, cause: decision.finding, count: max(1, decision.tasks.count), at: now)
            }
            if let ended = deadlinePassed(following, at: now) { return told + ended }
            return told + [observe()]
        }
    }

    private func read(_ following: RolloutState.Following, _ observation: Observation) -> Standing {
        guard following.readsBackSettings else {
            return Standing.of(
                following.track, in: observation, requested: request.desiredCount, hasTargets: request.hasTargets)
        }
        guard let service = observation.service else { return .notFound }
        guard Self.settingsAreBack(service, request.settingsWanted) else {
            guard let primary = service.primary, primary.taskDefinition != request.taskDefinition,
                !following.track.idsBefore.contains(primary.id)
            else { return .rolling }
            return .superseded(by: primary.taskDefinition)
        }
        return Self.countsMatch(service, observation.tasks, request) ? .complete : .rolling
    }

    /// Whether as many tasks as wanted run, all of them healthy, with none beside them.
    static func countsMatch(
        _ service: ServiceObservation, _ tasks: [TaskObservation], _ request: RolloutRequest
    ) -> Bool {
        Standing.isSteady(service, tasks, hasTargets: request.hasTargets)
    }

    /// Only what our own tasks showed counts; what names no task comes from the service or its deployment.
    static func own(_ findings: [Finding], _ track: DeploymentTrack, _ observation: Observation) -> [Finding] {
        let ours = Set(observation.tasks.filter(track.owns).map(\.arn))
        return findings.compactMap { finding in
            guard !finding.tasks.isEmpty else { return finding }
            var finding = finding
            finding.tasks = finding.tasks.filter(ours.contains)
            return finding.tasks.isEmpty ? nil : finding
        }
    }

    /// The release is complete and healthy: the checks from outside may begin, and when all is done it has succeeded.
    private mutating func healthy(
        _ following: inout RolloutState.Following, complete: Bool, at now: Duration
    ) -> [RolloutAction] {
        following.healthySince = following.healthySince ?? now
        var actions: [RolloutAction] = []
        if following.verification == .waiting {
            following.verification = .running
            actions.append(.verify)
        }
        state = .following(following)
        let verified = following.verification == .passed || following.verification == .notNeeded
        if complete, verified { return actions + finish(.succeeded) }
        if let ended = deadlinePassed(following, at: now) { return actions + ended }
        return actions + [observe()]
    }

    /// What the end of the budget means, or nothing when it has not ended. A healthy release is never put back because
    /// old tasks take their time.
    private mutating func deadlinePassed(
        _ following: RolloutState.Following, at now: Duration
    ) -> [RolloutAction]? {
        var following = following
        if let healthySince = following.healthySince {
            guard now >= max(request.deadline, healthySince + request.drainAllowance) else { return nil }
            if following.verification == .passed || following.verification == .notNeeded {
                return finish(.budgetSpent(cause: nil, healthy: true))
            }
            return fail(following, .budget, cause: failures.bestCause, count: 0, at: now)
        }
        guard now >= request.deadline else { return nil }
        // What ECS calls successful is not taken back for want of time: auto scaling may be at work.
        guard request.onBudget == .restore, request.rollback, following.lastStatus != .successful else {
            return stopVerification(&following)
                + finish(.budgetSpent(cause: failures.bestCause, healthy: false))
        }
        return fail(following, .budget, cause: failures.bestCause, count: 0, at: now)
    }

    func stopVerification(_ following: inout RolloutState.Following) -> [RolloutAction] {
        guard following.verification == .running else { return [] }
        following.verification = .waiting
        return [.cancelVerification]
    }
}
