package import SlipwayDomain

/// What happened to a rollout. Past tense; each comes with its time.
package enum RolloutEvent: Hashable, Sendable, Codable {
    /// ECS took the update or the creation; with what it answered.
    case updateAccepted(ServiceObservation)
    /// ECS refused it: nothing was changed.
    case updateRefused(Finding)
    /// The answer was lost: it may have arrived.
    case updateUncertain(reason: String)
    /// The answer to `RolloutAction.observe` with the same number.
    case observed(poll: Int, Observation, findings: [Finding])
    /// Nothing could be seen this time: throttled, no connection.
    case observationFailed(poll: Int, reason: String)
    /// We may not (any more): the update was not made, or, with the poll's number, nothing could be seen.
    case accessLost(poll: Int?, Problem)
    /// All checks from outside passed.
    case verified
    case verificationFailed(Finding)
    /// ECS took a step of the restore. `taskDefinition` is what `restoreByUpdate` had the service run.
    case restoreAccepted(RestoreStep, taskDefinition: String?)
    /// ECS refused a step of the restore, or its answer was lost.
    case restoreRefused(RestoreStep, reason: String)
    /// A person or a signal wants it to end.
    case interrupted(Interruption)
    /// Time went by; may come whenever the shell likes, and must once `RolloutMachine.nextDeadline` has passed.
    case timePassed

    package enum Interruption: String, Hashable, Sendable, Codable {
        /// Let it run on without us.
        case leave
        /// Put the previous release back.
        case putBack
    }
}

/// What the shell has to do. Imperative; it does all of them, in order.
package enum RolloutAction: Hashable, Sendable, Codable {
    /// Update or create the service as planned; answer with an `update…` event.
    case updateService
    /// Look at the service; answer with `observed` or `observationFailed`. A newer one replaces one not yet answered.
    case observe(Poll)
    /// Begin the checks from outside; answer with `verified` or `verificationFailed`.
    case verify
    /// Stop them; their answer is no longer wanted.
    case cancelVerification
    /// Take this step of the restore; answer with `restoreAccepted` or `restoreRefused`.
    case restore(RestoreStep)
    /// Tell people.
    case tell(RolloutNote)
    /// It is over.
    case finish(RolloutOutcome)
}

/// What to look at, and when.
package struct Poll: Hashable, Sendable, Codable {
    /// Comes back with the answer; later ones have higher numbers.
    package var number: Int
    /// How long to wait before.
    package var after: Duration
    /// The service deployment to describe. Where `nil`, describe the one that `currentServiceDeployment` names, or the
    /// newest one of the service where it names none; with its target revision's task definition.
    package var serviceDeployment: String?

    package init(number: Int, after: Duration, serviceDeployment: String?) {
        self.number = number
        self.after = after
        self.serviceDeployment = serviceDeployment
    }
}

/// A step of a restore: one call to ECS.
package enum RestoreStep: Hashable, Sendable, Codable {
    /// `StopServiceDeployment` with `ROLLBACK`.
    case stopDeployment(arn: String)
    /// `UpdateService` with every field of the restore point, its images pinned by digest.
    case update
    /// `UpdateService` with the fields that revisions do not hold: count, percents, grace period, circuit breaker.
    case settings
    /// `UpdateService` with a count of 0.
    case scaleToZero
}

/// What people are told on the way.
package enum RolloutNote: Hashable, Sendable, Codable {
    /// Our service deployment is known from here on.
    case found(serviceDeployment: String)
    /// A task failed: "failure 1 of 2".
    case failure(Finding, number: Int, of: Int)
    /// A cause that cannot heal, but names something so young that AWS may not show it everywhere yet.
    case patience(Finding)
    /// A cause that may pass by itself.
    case mayPass(Finding)
    /// Something that people should know, and that decides nothing.
    case warning(Finding)
    /// The new release is complete and healthy; only old tasks drain.
    case healthyDraining(oldTasks: Int)
    /// Nothing could be seen, so many times in a row.
    case blind(reason: String, times: Int)
    /// The answer to the update was lost; it is being read back.
    case readingBack(reason: String)
    /// The release has failed.
    case failed(RolloutVerdict)
    /// A better cause was found after the verdict.
    case causeFound(Finding)
    case restoring(RestoreStep)
    /// ECS itself is rolling back.
    case rollingBackByItself
    case restoreStepRefused(RestoreStep, reason: String)
    /// The release that is being put back fails as well.
    case restoredReleaseFails(Finding)
}

/// An event that cannot come in the machine's state: a bug of the shell, which stops.
package enum RolloutViolation: Error, Hashable, Sendable {
    case afterFinish(RolloutEvent)
    case notBegun(RolloutEvent)
    case begunTwice
    /// The event answers nothing that was asked.
    case unasked(RolloutEvent)
}
