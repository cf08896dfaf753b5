import SlipwayDomain

/// Containers that serve the application's: a log router, a proxy. When an essential one ends, its task ends with it.
enum Sidecars {
    /// Whether a container routes logs: as the task definition says, or by one of the usual names where it says nothing.
    static func isRouter(_ name: String, _ workload: Workload) -> Bool {
        if let known = workload.taskDefinition?.containers.first(where: { $0.name == name }) {
            return known.firelens != nil
        }
        return ["log_router", "log-router", "firelens", "firelens_log_router", "fluent-bit", "fluentbit"].contains(name)
    }

    /// Whether it is the proxy that Service Connect puts into every task.
    static func isProxy(_ name: String) -> Bool { name.hasPrefix("ecs-service-connect-") }

    /// The sidecar whose end took the task down: it failed by itself, and whoever else ended only went along.
    static func culprit(_ exit: ExitSignals, _ scene: Scene, _ isOne: (String) -> Bool) -> ExitSignals? {
        if isOne(exit.container.name) { return [0, 143].contains(exit.code) ? nil : exit }
        guard let task = scene.task, [0, 137, 143].contains(exit.code) else { return nil }
        for container in task.task.containers where isOne(container.name) {
            guard let code = container.exitCode, ![0, 137, 143].contains(code),
                task.definition(of: container.name)?.essential != false
            else { continue }
            return ExitSignals(
                container: container, code: code, lines: task.lines(of: container.name), ranFor: exit.ranFor)
        }
        return nil
    }
}
