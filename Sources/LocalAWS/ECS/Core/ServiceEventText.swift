/// The texts of service events, as ECS writes them (captures and Developer Guide, see `facts`).
package enum ServiceEventText {
    package static func started(_ service: String, _ tasks: [TaskID]) -> String {
        "(service \(service)) has started \(tasks.count) tasks: \(list(tasks))."
    }

    package static func stoppedRunning(_ service: String, _ tasks: [TaskID]) -> String {
        "(service \(service)) has stopped \(tasks.count) running tasks: \(list(tasks))."
    }

    package static func stoppedPending(_ service: String, _ count: Int) -> String {
        "(service \(service)) stopped \(count) pending tasks."
    }

    package static func registered(_ service: String, _ count: Int, _ targetGroup: String) -> String {
        "(service \(service)) registered \(count) targets in (target-group \(targetGroup))"
    }

    package static func deregistered(_ service: String, _ count: Int, _ targetGroup: String) -> String {
        "(service \(service)) deregistered \(count) targets in (target-group \(targetGroup))"
    }

    package static func draining(_ service: String, _ deployment: String, _ count: Int) -> String {
        "(service \(service), taskSet \(deployment)) has begun draining connections on \(count) tasks."
    }

    package static func completed(_ service: String, _ deployment: String) -> String {
        "(service \(service)) (deployment \(deployment)) deployment completed."
    }

    package static func steady(_ service: String) -> String {
        "(service \(service)) has reached a steady state."
    }

    package static func failed(_ service: String, _ deployment: String) -> String {
        "(service \(service)) (deployment \(deployment)) deployment failed: tasks failed to start."
    }

    package static func failed(_ service: String, _ deployment: String, because reason: String) -> String {
        "(service \(service)) (deployment \(deployment)) deployment failed: \(reason)"
    }

    /// Any other event: `was unable to …`.
    package static func plain(_ service: String, _ text: String) -> String {
        text.hasPrefix("(service") || text.hasPrefix("service ") ? text : "(service \(service)) \(text)"
    }

    package static func rollingBack(_ service: String, _ deployment: String) -> String {
        "(service \(service)) rolling back to deployment \(deployment)."
    }

    package static func failedContainerChecks(_ service: String, _ task: TaskID) -> String {
        "(service \(service)) (task \(task)) failed container health checks."
    }

    package static func unhealthyTarget(
        _ service: String, _ task: TaskID, port: Int, targetGroup: String, reason: String
    ) -> String {
        "(service \(service)) (task \(task)) (port \(port)) is unhealthy in (target-group \(targetGroup)) "
            + "due to (reason \(reason))."
    }

    package static func stuck(_ service: String) -> String {
        "(service \(service)) was unable to stop or start tasks during a deployment because of the service deployment "
            + "configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
    }

    package static func startsKeepFailing(_ service: String) -> String {
        "(service \(service)) is unable to consistently start tasks successfully."
    }

    package static func unableToPlace(_ service: String, reason: String) -> String {
        "(service \(service)) was unable to place a task. Reason: \(reason)"
    }

    private static func list(_ tasks: [TaskID]) -> String {
        tasks.map { "(task \($0))" }.joined(separator: " ")
    }
}
