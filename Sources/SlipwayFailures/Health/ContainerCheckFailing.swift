import SlipwayDomain

extension FailureMode {
    static let containerCheckFailing = FailureMode(
        "hc-container-unhealthy", title: "the container's own health check fails", nature: .application,
        fault: .containerHealthFailing,
        explanation: "The check that the task definition runs inside the container fails. ECS shows no output of it. "
            + "Typical: curl is not in the image, another port, CMD where CMD-SHELL is meant, or a start slower than the "
            + "start period.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .container = health.checker else { return nil }
                let unhealthy = signals.essentialFirst.first { $0.health == "UNHEALTHY" }
                let container = unhealthy ?? signals.essentialFirst.first
                let command = container.flatMap { signals.definition(of: $0.name)?.healthCommand } ?? []
                let shown = command.isEmpty ? "its health check" : "`\(command.dropFirst().joined(separator: " "))`"
                return Recognition(
                    "\(container?.name ?? "a container") fails \(shown)",
                    fix:
                        "try it inside: docker exec CONTAINER \(command.dropFirst().joined(separator: " ")); then correct "
                        + "health: { command: … } or raise health: { grace: … }", subject: container?.name ?? "",
                    family: health.family, evidence: HealthWords.lastLines(signals))
            }
        ])
}
