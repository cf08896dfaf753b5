/// A behaviour of ECS that no official page settles, and what LocalAWS assumes. `local status` lists them.
package struct Doubt: Hashable, Sendable, Codable {
    package var name: String
    package var assumed: String
    /// Where the assumption comes from.
    package var source: String

    package init(_ name: String, assumed: String, source: String) {
        self.name = name
        self.assumed = assumed
        self.source = source
    }
}

extension SchedulerTimings {
    /// What this scheduler takes for granted, with the values in force.
    package var doubts: [Doubt] {
        [
            Doubt(
                "scheduler pass", assumed: "every \(pass), and at once after each event",
                source: "event times in captures"),
            Doubt(
                "network attach", assumed: "\(networkAttach)",
                source: "createdAt to connectivityAt of one public task"),
            Doubt("network detach", assumed: "\(networkDetach)", source: "assumed"),
            Doubt(
                "start back-off", assumed: "\(startBackoffBase), doubling, at most \(startBackoffCap)",
                source: "only the ceiling is documented"),
            Doubt(
                "exit after RUNNING counts for the circuit breaker", assumed: "\(crashesCountAsFailures)",
                source: "one capture with desired count 1"),
            Doubt("a rollback keeps the deployment id it goes back to", assumed: "yes", source: "wording of the guide"),
            Doubt(
                "rolloutState and statusReason after StopServiceDeployment", assumed: "FAILED, in LocalAWS's own words",
                source: "no capture"),
            Doubt(
                "containers without a health check beside ones that have it", assumed: "ignored by the scheduler",
                source: "assumed; task healthStatus is UNKNOWN as documented"),
            Doubt(
                "which healthy task goes first on scale-in", assumed: "the newest",
                source: "only zone balance is documented"),
        ]
    }
}
