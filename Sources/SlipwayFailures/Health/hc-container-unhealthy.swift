import SlipwayDomain

extension FailureMode {
    static let containerHealthFailing = FailureMode(
        id: "hc-container-unhealthy", title: "the container's health check fails", nature: .application,
        withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h", fault: .containerHealthFailing,
        recognise: { signals in
            guard let reason = signals.reason("failed container health checks") else { return nil }
            let name = signals.task.containers.first { $0.health == "UNHEALTHY" }?.name ?? signals.culprit?.name
            let command = signals.workload.taskDefinition?.containers.first { $0.name == name }?.healthCommand ?? []
            return Recognised(
                cause: "the health check command of \(name ?? "the container") failed",
                fix: command.isEmpty ? "run the health command inside the container and see what it says"
                    : "run it inside the container: \(command.dropFirst().joined(separator: " "))",
                evidence: [reason] + signals.logEvidence)
        })
}
