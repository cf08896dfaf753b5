import AWSRuntime
import AWSServices

/// What is refused about one container definition.
struct ContainerRules {
    var container: ECS.ContainerDefinition
    var isFargate: Bool

    private var name: String { container.name ?? "" }

    func check() throws {
        guard let image = container.image, !image.isEmpty else {
            throw Refusal.client("Container.image should not be null or empty.")
        }
        guard !image.contains(where: { $0.isWhitespace }), !image.hasSuffix(":"), !image.contains("://") else {
            throw Refusal.client("Container.image contains invalid characters.")
        }
        if let cpu = container.cpu, cpu < 0 { throw problem("'cpu' must not be negative") }
        for (label, value) in [("memory", container.memory), ("memoryReservation", container.memoryReservation)] {
            if let value, value < 4 {
                throw Refusal.client(
                    "Invalid '\(label)' setting for container '\(name)': at least 4 MiB. Got: \(value)")
            }
        }
        try checkPorts()
        try checkVariables()
        try checkTimeouts()
        try checkHealth()
        try checkLog()
    }

    private func problem(_ what: String) -> ECS.ClientException {
        Refusal.client("Invalid setting for container '\(name)'. \(what).")
    }

    private func checkPorts() throws {
        for mapping in container.portMappings ?? [] {
            guard let port = mapping.containerPort, (1...65535).contains(port) else {
                throw problem("'containerPort' must be between 1 and 65535")
            }
            if case .unknown(let value) = mapping.protocol {
                throw problem("'protocol' must be tcp or udp, not \(value)")
            }
        }
    }

    private func checkVariables() throws {
        for variable in container.environment ?? [] where (variable.name ?? "").isEmpty {
            throw problem("'environment' has a variable without a name")
        }
        var secrets: [String] = []
        for secret in container.secrets ?? [] {
            guard !secret.name.isEmpty, !secret.valueFrom.isEmpty else {
                throw problem("'secrets' need 'name' and 'valueFrom'")
            }
            guard !secrets.contains(secret.name) else {
                throw Refusal.client(
                    "The secret name must be unique and not shared with any new or existing environment "
                        + "variables set on the container, such as '\(secret.name)'.")
            }
            secrets.append(secret.name)
        }
        for variable in container.environment ?? [] where secrets.contains(variable.name ?? "") {
            throw Refusal.client(
                "The secret name must be unique and not shared with any new or existing environment "
                    + "variables set on the container, such as '\(variable.name ?? "")'.")
        }
    }

    private func checkTimeouts() throws {
        for (label, value) in [("startTimeout", container.startTimeout), ("stopTimeout", container.stopTimeout)] {
            guard let value else { continue }
            let range = isFargate ? 2...120 : 0...Int(Int32.max)
            guard range.contains(value) else {
                throw problem(
                    "'\(label)' must be between \(range.lowerBound) and \(range.upperBound) seconds, not \(value)")
            }
        }
    }

    private func checkHealth() throws {
        guard let check = container.healthCheck else { return }
        guard let first = check.command.first, first == "CMD" || first == "CMD-SHELL" else {
            throw problem("'healthCheck.command' must start with CMD or CMD-SHELL")
        }
        guard check.command.count > 1 else { throw problem("'healthCheck.command' names no command") }
        try range("interval", check.interval, 5...300)
        try range("timeout", check.timeout, 2...60)
        try range("retries", check.retries, 1...10)
        try range("startPeriod", check.startPeriod, 0...300)
    }

    private func range(_ label: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
        guard let value, !range.contains(value) else { return }
        throw problem(
            "'healthCheck.\(label)' must be between \(range.lowerBound) and \(range.upperBound), not \(value)")
    }

    private func checkLog() throws {
        guard let log = container.logConfiguration else { return }
        guard log.logDriver == .awslogs else {
            throw Refusal.notImplemented(
                "RegisterTaskDefinition.containerDefinitions.logConfiguration.logDriver \(log.logDriver.rawValue)")
        }
        let options = log.options ?? [:]
        let wanted = ["awslogs-region", "awslogs-group"] + (isFargate ? ["awslogs-stream-prefix"] : [])
        let absent = wanted.filter { (options[$0] ?? "").isEmpty }
        guard absent.isEmpty else {
            throw Refusal.client("Log driver awslogs requires options: \(absent.joined(separator: ", "))")
        }
        let known = wanted + ["awslogs-stream-prefix", "awslogs-create-group", "mode", "max-buffer-size"]
        for option in options.keys.sorted() where !known.contains(option) {
            throw Refusal.notImplemented(
                "RegisterTaskDefinition.containerDefinitions.logConfiguration.options \(option)")
        }
    }
}
