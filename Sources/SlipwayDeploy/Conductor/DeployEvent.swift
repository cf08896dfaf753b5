package import SlipwayDomain
package import SlipwayFailures
package import SlipwayRollout

/// What a deployment tells while it goes on. The console draws it; in JSON each is one line.
package enum DeployEvent: Sendable {
    case phaseStarted(Phase)
    case phaseEnded(Phase, after: Duration, PhaseOutcome)
    /// What `check` found about one thing.
    case checked(Finding)
    /// How long the deployment is going to take.
    case expected(LengthForecast)
    /// What is about to change; empty when nothing does.
    case changes([Change])
    case image(ImageProgress)
    case imageReady(PreparedImage)
    /// A task that runs before the service is touched.
    case beforeTask(name: String, BeforeTaskState)
    /// What the rollout machine tells: our deployment, "failure 1 of 2", the verdict, steps of a restore.
    case rollout(RolloutNote)
    case observed(RolloutView)
    case verifying(VerifyPlan, attempt: Int, last: String?)
    case verified(VerifyPlan, after: Duration)
    case note(String)
}

package enum PhaseOutcome: Hashable, Sendable {
    case done
    /// Nothing had to be done.
    case unchanged
    case failed
}

package enum BeforeTaskState: Hashable, Sendable {
    case started(task: String)
    case ended(exitCode: Int, after: Duration)
}

/// A rollout in numbers, for a live view.
package struct RolloutView: Hashable, Sendable {
    package struct Revision: Hashable, Sendable {
        package var taskDefinition: String
        package var isOurs: Bool
        package var desired: Int
        package var running: Int
        package var pending: Int
        package var failed: Int
        package var healthy: Int

        package init(
            taskDefinition: String, isOurs: Bool, desired: Int, running: Int, pending: Int, failed: Int, healthy: Int
        ) {
            self.taskDefinition = taskDefinition
            self.isOurs = isOurs
            self.desired = desired
            self.running = running
            self.pending = pending
            self.failed = failed
            self.healthy = healthy
        }
    }
    package var revisions: [Revision]
    package var newEvents: [ServiceEvent]
    /// "2 of 2 healthy, draining 12 s".
    package var summary: String

    package init(revisions: [Revision], newEvents: [ServiceEvent], summary: String) {
        self.revisions = revisions
        self.newEvents = newEvents
        self.summary = summary
    }
}
