import SlipwayDomain

/// Decides what a rollout of one service does next.
///
/// Performs no I/O and reads no clock: each event comes with the time since the rollout began, each answer is a list of
/// actions. One task owns it, hands in events one after the other and runs the actions in their order. It can be
/// compared, stored and replayed.
package struct RolloutMachine: Hashable, Sendable, Codable {
    package let request: RolloutRequest
    package internal(set) var state: RolloutState = .idle
    /// What failed so far, for people and for the record.
    package internal(set) var failures: FailureCounter
    var restoredFailures: FailureCounter
    var pace = PollPace()
    var pollNumber = 0
    var blindTimes = 0
    var lostTimes = 0

    /// How often a call that was refused, or whose answer was lost, is made.
    static let attempts = 3

    package init(_ request: RolloutRequest) {
        self.request = request
        failures = FailureCounter(failFast: request.failFast)
        restoredFailures = FailureCounter(failFast: request.failFast)
    }

    /// Begins: the first actions.
    package mutating func begin(at now: Duration) throws(RolloutViolation) -> [RolloutAction] {
        guard case .idle = state else { throw .begunTwice }
        pace.mutated()
        switch request.kind {
        case .deployment, .settingsOnly:
            state = .updating(RolloutState.Updating())
            return [.updateService]
        case .attach(let arn):
            // What is there already is what we follow, so nothing of it counts as "from before".
            var following = follow(
                DeploymentTrack(taskDefinition: request.taskDefinition, before: nil, serviceDeployment: arn))
            following.readsBackSettings = arn == nil
            state = .following(following)
            return [observe()]
        }
    }

    /// Takes in what happened and says what to do.
    ///
    /// - Throws: A violation when the event cannot come now, which is a bug of the caller.
    package mutating func handle(
        _ event: RolloutEvent, at now: Duration
    ) throws(RolloutViolation) -> [RolloutAction] {
        switch state {
        case .idle:
            guard case .interrupted = event else { throw .notBegun(event) }
            return finish(.interrupted(nil))
        case .updating(let updating): return try handle(event, updating, at: now)
        case .following(let following): return try handle(event, following, at: now)
        case .restoring(let restoring): return try handle(event, restoring, at: now)
        case .finished: throw .afterFinish(event)
        }
    }

    /// The service deployment that is followed, once it is known.
    package var serviceDeployment: String? {
        switch state {
        case .idle, .updating, .finished: nil
        case .following(let following): following.track.serviceDeployment
        case .restoring(let restoring): restoring.failed.serviceDeployment
        }
    }

    /// When time alone decides something; `RolloutEvent.timePassed` must come soon after.
    package var nextDeadline: Duration? {
        switch state {
        case .idle, .finished: nil
        case .updating: request.deadline
        case .following(let following):
            following.healthySince.map { max(request.deadline, $0 + request.drainAllowance) } ?? request.deadline
        case .restoring(let restoring):
            if case .listening = restoring.step {
                restoring.verdict.at + Self.hearing
            } else {
                restoring.deadline
            }
        }
    }

    // MARK: Updating

    private mutating func handle(
        _ event: RolloutEvent, _ updating: RolloutState.Updating, at now: Duration
    ) throws(RolloutViolation) -> [RolloutAction] {
        var updating = updating
        switch event {
        case .updateAccepted(let answer):
            return updateArrived(answer, interrupted: updating.interrupted, at: now)
        case .updateRefused(let finding):
            return finish(updating.interrupted ? .interrupted(nil) : .refused(finding))
        case .updateUncertain(let reason):
            updating.readsBack = true
            state = .updating(updating)
            pace.mutated()
            return [.tell(.readingBack(reason: reason)), observe()]
        case .observed(let poll, let observation, _):
            guard updating.readsBack, poll == pollNumber else { return [] }
            return readBack(observation, updating, at: now)
        case .observationFailed(let poll, let reason):
            guard updating.readsBack, poll == pollNumber else { return [] }
            guard now < request.deadline else { return finish(.budgetSpent(cause: nil, healthy: false)) }
            return blind(reason)
        case .accessLost(let poll, let problem):
            guard updating.readsBack else { return finish(.accessLost(problem, touched: false)) }
            guard poll == pollNumber else { return [] }
            return isLockedOut() ? finish(.accessLost(problem, touched: true)) : blind(problem.message)
        case .interrupted(.leave): return finish(.interrupted(nil))
        case .interrupted(.putBack):
            updating.interrupted = true
            state = .updating(updating)
            return []
        case .timePassed:
            // A call on its way is bounded by the shell; only reading back may go on for ever.
            guard updating.readsBack, now >= request.deadline else { return [] }
            return finish(.budgetSpent(cause: nil, healthy: false))
        case .verified, .verificationFailed, .restoreAccepted, .restoreRefused: throw .unasked(event)
        }
    }

    /// Whether a lost update arrived shows in the service itself.
    private mutating func readBack(
        _ observation: Observation, _ updating: RolloutState.Updating, at now: Duration
    ) -> [RolloutAction] {
        lostTimes = 0
        guard let service = observation.service else {
            // A service that was to be created is not there: the call did not arrive.
            return sendAgain(updating, at: now)
        }
        let before = request.before?.deployments.map(\.id) ?? []
        let arrived =
            switch request.kind {
            case .settingsOnly: Self.settingsAreBack(service, request.settingsWanted)
            case .deployment, .attach:
                service.primary.map {
                    $0.taskDefinition == request.taskDefinition && !before.contains($0.id)
                } ?? false
            }
        return arrived
            ? updateArrived(service, interrupted: updating.interrupted, at: now) : sendAgain(updating, at: now)
    }

    private mutating func sendAgain(_ updating: RolloutState.Updating, at now: Duration) -> [RolloutAction] {
        if updating.interrupted { return finish(.interrupted(nil)) }
        guard updating.attempt < Self.attempts, now < request.deadline else {
            return finish(
                .refused(
                    Finding(
                        failure: "update-not-confirmed", severity: .fail,
                        title: Words("update of the service", ko: "서비스 업데이트"),
                        cause: Words(
                            "the update was sent \(updating.attempt) times and never answered; "
                                + "the service shows no trace of it",
                            ko: "업데이트를 \(updating.attempt)번 보냈으나 응답이 없었고 서비스에도 흔적이 없습니다"),
                        fix: Words(
                            "check the connection to AWS, then run the same command again",
                            ko: "AWS 연결을 확인한 뒤 같은 명령을 다시 실행하십시오"), nature: .mayPass)))
        }
        state = .updating(RolloutState.Updating(attempt: updating.attempt + 1))
        return [.updateService]
    }

    private mutating func updateArrived(
        _ answer: ServiceObservation, interrupted: Bool, at now: Duration
    ) -> [RolloutAction] {
        var track = DeploymentTrack(taskDefinition: request.taskDefinition, before: request.before)
        let started = request.kind != .settingsOnly && track.adopt(answer: answer)
        var following = follow(track)
        following.readsBackSettings = !started
        state = .following(following)
        pace.mutated()
        guard !interrupted else { return fail(following, .interrupted, cause: nil, count: 0, at: now) }
        return [observe()]
    }

    private func follow(_ track: DeploymentTrack) -> RolloutState.Following {
        RolloutState.Following(track: track, verification: request.verifies ? .waiting : .notNeeded)
    }

    // MARK: What all states share

    /// The next look, at the present pace.
    mutating func observe() -> RolloutAction {
        pollNumber += 1
        let arn: String? =
            switch state {
            case .idle, .updating, .finished: nil
            case .following(let following): following.track.serviceDeployment
            case .restoring(let restoring):
                if case .following(let track) = restoring.step {
                    track.serviceDeployment
                } else {
                    restoring.failed.serviceDeployment
                }
            }
        return .observe(Poll(number: pollNumber, after: pace.interval, serviceDeployment: arn))
    }

    mutating func blind(_ reason: String) -> [RolloutAction] {
        blindTimes += 1
        pace.slowDown()
        return [.tell(.blind(reason: reason, times: blindTimes)), observe()]
    }

    /// Whether it is over for want of access. Who may not look may be let in again, with new credentials or once a policy
    /// is known everywhere: only when it stays so.
    mutating func isLockedOut() -> Bool {
        lostTimes += 1
        return lostTimes >= Self.attempts
    }

    mutating func finish(_ outcome: RolloutOutcome) -> [RolloutAction] {
        state = .finished(outcome)
        return [.finish(outcome)]
    }

    static func settingsAreBack(_ service: ServiceObservation, _ wanted: SettingsWanted) -> Bool {
        service.taskDefinition == wanted.taskDefinition && service.desiredCount == wanted.desiredCount
            && (wanted.gracePeriod == nil || service.gracePeriod == wanted.gracePeriod)
            && (wanted.percent == nil || service.percent == wanted.percent)
    }
}

/// What must be read back after fields were changed that start no deployment.
struct SettingsWanted: Hashable, Sendable {
    var taskDefinition: String
    var desiredCount: Int
    var gracePeriod: Duration?
    var percent: PercentBounds?
}

extension RolloutRequest {
    var settingsWanted: SettingsWanted {
        SettingsWanted(
            taskDefinition: taskDefinition, desiredCount: desiredCount, gracePeriod: gracePeriod, percent: percent)
    }
}

extension RestorePoint {
    var settingsWanted: SettingsWanted {
        SettingsWanted(
            taskDefinition: settings.taskDefinition, desiredCount: settings.desiredCount,
            gracePeriod: settings.gracePeriod, percent: settings.percent)
    }
}
