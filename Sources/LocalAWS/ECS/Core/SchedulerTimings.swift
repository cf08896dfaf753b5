/// Every wait and choice of the scheduler that Amazon does not promise, with the value it has on AWS.
///
/// Waits that are AWS's own are divided by `pace`; those that race the application (grace, startPeriod, startTimeout,
/// a check's time-out, stopTimeout) never come through here.
package struct SchedulerTimings: Hashable, Sendable {
    /// How much faster AWS's own waits pass; 1 is AWS's pace.
    package var pace: Int
    /// Between two passes of the service scheduler when nothing else woke it (event times cluster at 10 s steps).
    package var pass: Duration = .seconds(10)
    /// PROVISIONING: creating and attaching the network interface (createdAt to connectivityAt of a public capture).
    package var networkAttach: Duration = .seconds(4)
    /// DEPROVISIONING: detaching and deleting the network interface.
    package var networkDetach: Duration = .seconds(2)
    /// A task without load balancer and health check counts as healthy so long after RUNNING
    /// (botocore `DeploymentConfiguration`).
    package var healthyWithoutChecks: Duration = .seconds(40)
    /// A deployment with alarms goes on for so long once all of its tasks are healthy and the old ones are gone. ECS works it
    /// out from the alarms, and documents less than five minutes (Developer Guide, deployment alarms).
    package var bake: Duration = .seconds(180)
    /// After the first failed start; doubles with each further round.
    package var startBackoffBase: Duration = .seconds(10)
    /// The documented ceiling between two attempts of starts that keep failing.
    package var startBackoffCap: Duration = .seconds(27 * 60)
    /// The same event text is not repeated within it (Developer Guide, service event messages).
    package var duplicateEventWindow: Duration = .seconds(6 * 3600)
    /// Stopped tasks, deleted services and clusters stay describable; not divided by `pace`.
    package var retention: Duration = .seconds(3600)
    /// How often LocalAWS looks at the health of targets; its own, not AWS's.
    package var targetPoll: Duration = .milliseconds(25)
    /// How long an exit may lag behind the end of `stop`; LocalAWS's own.
    package var exitGrace: Duration = .seconds(2)
    /// A task that reaches RUNNING and then exits adds to the circuit breaker's count (seen in one capture; a 2021
    /// report says otherwise).
    package var crashesCountAsFailures = true

    /// - Precondition: `pace` is at least 1; smaller ones count as 1.
    package init(pace: Int = 1) {
        self.pace = max(1, pace)
    }

    /// One of AWS's own waits at this pace.
    package func paced(_ duration: Duration) -> Duration { duration / pace }

    /// How long to wait after the `round`th round of starts that failed; the first round is 1.
    package func startBackoff(round: Int) -> Duration {
        var wait = startBackoffBase
        for _ in 1..<max(2, min(round, 20)) where wait < startBackoffCap {
            wait = wait * 2
        }
        if round <= 1 { wait = startBackoffBase }
        return paced(min(wait, startBackoffCap))
    }
}
