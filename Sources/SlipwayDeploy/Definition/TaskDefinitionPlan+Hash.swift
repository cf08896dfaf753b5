import SlipwayDomain

extension TaskDefinitionPlan {
    /// Two definitions with the same hash are the same but for their revision. Stable between runs and machines; not for
    /// keeping anything secret.
    package var contentHash: String {
        var hash = StableHash()
        hash.add(family, cpu, memory, platform.description, executionRole ?? "-", taskRole ?? "-", foreign)
        for container in containers {
            hash.add(
                container.name, container.image, container.isEssential, container.ports, container.command,
                container.entryPoint)
            for variable in container.variables { hash.add("variable", variable.name, variable.value) }
            for secret in container.secrets { hash.add("secret", secret.name, secret.value) }
            if let health = container.health {
                hash.add(
                    "health", health.command, health.interval, health.timeout, health.retries, health.startPeriod)
            }
            if let logs = container.logs { hash.add("logs", logs.group, logs.region, logs.streamPrefix) }
            if let stop = container.stopTimeout { hash.add("stop", stop) }
        }
        return hash.text
    }
}

/// FNV-1a with 64 bits, twice from different starts: the same on every machine.
private struct StableHash {
    private var first: UInt64 = 0xcbf2_9ce4_8422_2325
    private var second: UInt64 = 0x6c62_272e_07bb_0142

    mutating func add(_ parts: Any...) {
        for part in parts {
            let text = (part as? [Any]).map { $0.map { "\($0)" }.joined(separator: "\u{1}") } ?? "\(part)"
            for byte in text.utf8 { mix(byte) }
            mix(0)
        }
    }

    private mutating func mix(_ byte: UInt8) {
        first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
        second = (second ^ UInt64(byte &+ 0x5b)) &* 0x100_0000_01b3
    }

    var text: String { String(first, radix: 16) + "-" + String(second, radix: 16) }
}
