import SlipwayDomain

// Checks that get no answer at all.
extension FailureMode {
    static let healthTimeout = FailureMode(
        "hc-elb-timeout", title: "the health check gets no answer in time", nature: .application, fault: .healthTimeout,
        explanation:
            "The connection hangs, or the answer takes longer than the check waits: a security group that does not "
            + "let the load balancer in, an application that starves at its CPU share, or one that waits for something.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer(let name) = health.checker, health.isTimeout else { return nil }
                let wait = signals.workload.targetGroup(name).map { " within \($0.health.timeout.words)" } ?? ""
                return Recognition(
                    "\(HealthWords.request(health, signals)) is not answered\(wait)",
                    fix:
                        "let the load balancer's security group reach the container's port; if it does, the application "
                        + "is too slow: raise `cpu:` or health: { timeout: … }", subject: HealthWords.group(health),
                    family: health.family, evidence: HealthWords.lastLines(signals))
            }
        ])

    static let healthRefused = FailureMode(
        "hc-elb-connection-refused", title: "nothing answers the health check", nature: .application,
        fault: .healthRefused,
        explanation:
            "Nothing listens where the load balancer asks: the application uses another port than the one in the "
            + "manifest, listens on 127.0.0.1 only, is still starting, or has ended.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer = health.checker, health.isRefused else { return nil }
                let port = signals.task.targets.compactMap(\.port).first.map { "port \($0)" } ?? "its port"
                return Recognition(
                    "nothing answers \(HealthWords.request(health, signals)) on \(port)",
                    fix: "have the application listen on 0.0.0.0 and on the `port:` of slipway.yml",
                    subject: HealthWords.group(health), family: health.family,
                    evidence: HealthWords.lastLines(signals))
            }
        ])

    static let healthUnspecific = FailureMode(
        "hc-elb-generic-stop", title: "the load balancer's health check fails", nature: .application,
        fault: .healthStatus,
        explanation:
            "ECS stopped the task because its target was unhealthy. Why it was is shown only while the target is "
            + "registered, and that moment has passed.",
        withoutUs: HealthWords.alone,
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer = health.checker else { return nil }
                return Recognition(
                    "\(HealthWords.request(health, signals)) fails; ECS does not say how",
                    fix:
                        "try it: docker run -p 8080:8080 IMAGE, then curl -i http://localhost:8080 with the health path",
                    confidence: .likely, subject: HealthWords.group(health), family: health.family,
                    evidence: HealthWords.lastLines(signals))
            }
        ])

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
