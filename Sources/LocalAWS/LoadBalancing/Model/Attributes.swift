extension ELB {
    /// The attributes of a load balancer or target group: a closed table of keys, their defaults, and what may be set.
    ///
    /// A value that LocalAWS would not act on is refused by name, so that nothing is taken in silence.
    package struct Attributes: Hashable, Sendable {
        package enum Table: Hashable, Sendable { case loadBalancer, targetGroup }

        enum Acceptance: Sendable {
            /// Not acted on: only its default is taken.
            case onlyDefault
            case seconds(ClosedRange<Int>)
            case boolean
        }

        struct Entry: Sendable {
            var key: String
            var standard: String
            var acceptance: Acceptance = .onlyDefault
        }

        package let table: Table
        private var changed: [String: String] = [:]

        package init(table: Table) {
            self.table = table
        }

        /// Every key with its value, in the table's order.
        package var all: [(key: String, value: String)] {
            table.entries.map { ($0.key, changed[$0.key] ?? $0.standard) }
        }

        package subscript(_ key: String) -> String? {
            changed[key] ?? table.entries.first { $0.key == key }?.standard
        }

        /// Sets all or nothing.
        package mutating func set(_ values: [(key: String, value: String)]) throws(Refusal) {
            var next = changed
            for (key, value) in values {
                guard let entry = table.entries.first(where: { $0.key == key }) else {
                    throw .invalid("\(table.noun) attribute key '\(key)' is not recognized")
                }
                try entry.check(value, of: table)
                next[key] = value
            }
            changed = next
        }

        func duration(_ key: String) -> Duration { .seconds(self[key].flatMap { Int($0) } ?? 0) }

        func flag(_ key: String) -> Bool { self[key] == "true" }
    }
}

extension ELB.Attributes {
    static let idleTimeoutKey = "idle_timeout.timeout_seconds"
    static let clientKeepAliveKey = "client_keep_alive.seconds"
    static let deletionProtectionKey = "deletion_protection.enabled"
    static let deregistrationDelayKey = "deregistration_delay.timeout_seconds"

    /// How long a connection may be silent.
    package var idleTimeout: Duration { duration(Self.idleTimeoutKey) }
    /// How long a client may keep one connection.
    package var clientKeepAlive: Duration { duration(Self.clientKeepAliveKey) }
    package var isProtectedFromDeletion: Bool { flag(Self.deletionProtectionKey) }
    package var deregistrationDelay: Duration { duration(Self.deregistrationDelayKey) }
}

extension ELB.Attributes.Entry {
    func check(_ value: String, of table: ELB.Attributes.Table) throws(ELB.Refusal) {
        switch acceptance {
        case .boolean:
            guard value == "true" || value == "false" else {
                throw .invalid("\(table.noun) attribute value '\(value)' of '\(key)' must be 'true' or 'false'")
            }
        case .seconds(let range):
            guard let seconds = Int(value), range.contains(seconds) else {
                throw .invalid(
                    "\(table.noun) attribute value '\(value)' of '\(key)' must be in the range "
                        + "\(range.lowerBound)-\(range.upperBound)")
            }
        case .onlyDefault:
            guard value == standard else {
                throw .notImplemented(
                    "'\(value)' for the \(table.noun.lowercased()) attribute '\(key)'; it takes only '\(standard)'")
            }
        }
    }
}

extension ELB.Attributes.Table {
    var noun: String {
        switch self {
        case .loadBalancer: "Load balancer"
        case .targetGroup: "Target group"
        }
    }

    var entries: [ELB.Attributes.Entry] {
        switch self {
        case .loadBalancer: Self.loadBalancerEntries
        case .targetGroup: Self.targetGroupEntries
        }
    }

    private static let loadBalancerEntries: [ELB.Attributes.Entry] = [
        .init(key: "access_logs.s3.enabled", standard: "false"),
        .init(key: "access_logs.s3.bucket", standard: ""),
        .init(key: "access_logs.s3.prefix", standard: ""),
        .init(key: ELB.Attributes.clientKeepAliveKey, standard: "3600", acceptance: .seconds(60...604_800)),
        .init(key: "connection_logs.s3.enabled", standard: "false"),
        .init(key: "connection_logs.s3.bucket", standard: ""),
        .init(key: "connection_logs.s3.prefix", standard: ""),
        .init(key: ELB.Attributes.deletionProtectionKey, standard: "false", acceptance: .boolean),
        .init(key: ELB.Attributes.idleTimeoutKey, standard: "60", acceptance: .seconds(1...4000)),
        .init(key: "load_balancing.cross_zone.enabled", standard: "true"),
        .init(key: "routing.http.desync_mitigation_mode", standard: "defensive"),
        .init(key: "routing.http.drop_invalid_header_fields.enabled", standard: "false"),
        .init(key: "routing.http.preserve_host_header.enabled", standard: "false"),
        .init(key: "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", standard: "false"),
        .init(key: "routing.http.xff_client_port.enabled", standard: "false"),
        .init(key: "routing.http.xff_header_processing.mode", standard: "append"),
        // HTTP/2 is spoken on HTTPS listeners only, and there are none.
        .init(key: "routing.http2.enabled", standard: "true", acceptance: .boolean),
        .init(key: "waf.fail_open.enabled", standard: "false"),
        .init(key: "zonal_shift.config.enabled", standard: "false"),
    ]

    private static let targetGroupEntries: [ELB.Attributes.Entry] = [
        .init(key: ELB.Attributes.deregistrationDelayKey, standard: "300", acceptance: .seconds(0...3600)),
        .init(key: "load_balancing.algorithm.anomaly_mitigation", standard: "off"),
        .init(key: "load_balancing.algorithm.type", standard: "round_robin"),
        .init(key: "load_balancing.cross_zone.enabled", standard: "use_load_balancer_configuration"),
        .init(key: "slow_start.duration_seconds", standard: "0"),
        .init(key: "stickiness.app_cookie.cookie_name", standard: ""),
        .init(key: "stickiness.app_cookie.duration_seconds", standard: "86400"),
        .init(key: "stickiness.enabled", standard: "false"),
        .init(key: "stickiness.lb_cookie.duration_seconds", standard: "86400"),
        .init(key: "stickiness.type", standard: "lb_cookie"),
        .init(key: "target_group_health.dns_failover.minimum_healthy_targets.count", standard: "1"),
        .init(key: "target_group_health.dns_failover.minimum_healthy_targets.percentage", standard: "off"),
        .init(key: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", standard: "1"),
        .init(key: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", standard: "off"),
    ]
}
