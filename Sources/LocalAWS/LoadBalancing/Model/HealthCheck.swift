extension ELB {
    /// How the targets of a group are asked whether they are well. Defaults as for `instance` and `ip` groups of an
    /// application load balancer (ELB user guide, "Health checks for your target groups").
    package struct HealthCheck: Hashable, Sendable {
        package enum Port: Hashable, Sendable {
            /// The port that the target was registered with.
            case traffic
            case fixed(Int)

            /// As the API writes it.
            package var text: String {
                switch self {
                case .traffic: "traffic-port"
                case .fixed(let port): String(port)
                }
            }
        }

        package var path: String = "/"
        package var port: Port = .traffic
        package var interval: Duration = .seconds(30)
        package var timeout: Duration = .seconds(5)
        package var healthyThreshold: Int = 5
        package var unhealthyThreshold: Int = 2
        package var matcher: CodeMatcher = .ok

        package init() {}
    }

    /// What a group's settings change from; nil keeps what is there. Values as the API gives them.
    package struct HealthCheckChange: Hashable, Sendable {
        package var path: String?
        package var port: String?
        package var intervalSeconds: Int?
        package var timeoutSeconds: Int?
        package var healthyThreshold: Int?
        package var unhealthyThreshold: Int?
        package var codes: String?

        package init(
            path: String? = nil, port: String? = nil, intervalSeconds: Int? = nil, timeoutSeconds: Int? = nil,
            healthyThreshold: Int? = nil, unhealthyThreshold: Int? = nil, codes: String? = nil
        ) {
            self.path = path
            self.port = port
            self.intervalSeconds = intervalSeconds
            self.timeoutSeconds = timeoutSeconds
            self.healthyThreshold = healthyThreshold
            self.unhealthyThreshold = unhealthyThreshold
            self.codes = codes
        }
    }
}

extension ELB.HealthCheck {
    package typealias Refusal = ELB.Refusal

    /// The settings after a change, checked as the service checks them.
    package func applying(_ change: ELB.HealthCheckChange) throws(Refusal) -> Self {
        var next = self
        if let path = change.path {
            guard path.hasPrefix("/"), (1...1024).contains(path.utf8.count) else {
                throw .invalid(
                    "Health check path '\(path)' must begin with a '/' character and have at most 1024 characters")
            }
            next.path = path
        }
        if let port = change.port { next.port = try Self.port(port) }
        if let seconds = change.intervalSeconds {
            next.interval = .seconds(try Self.within(5...300, seconds, "Health check interval"))
        }
        if let seconds = change.timeoutSeconds {
            next.timeout = .seconds(try Self.within(2...120, seconds, "Health check timeout"))
        }
        if let count = change.healthyThreshold {
            next.healthyThreshold = try Self.within(2...10, count, "Healthy threshold count")
        }
        if let count = change.unhealthyThreshold {
            next.unhealthyThreshold = try Self.within(2...10, count, "Unhealthy threshold count")
        }
        if let codes = change.codes {
            guard let matcher = ELB.CodeMatcher(codes) else {
                throw .invalid("Health check matcher HTTP code '\(codes)' must be within '200-499' inclusive")
            }
            next.matcher = matcher
        }
        guard next.timeout < next.interval else {
            throw .invalid("Health check interval must be greater than the timeout.")
        }
        return next
    }

    private static func port(_ text: String) throws(Refusal) -> Port {
        if text == "traffic-port" { return .traffic }
        guard let number = Int(text), (1...65535).contains(number) else {
            throw .invalid("Health check port '\(text)' must be 'traffic-port' or in the range 1-65535")
        }
        return .fixed(number)
    }

    private static func within(_ range: ClosedRange<Int>, _ value: Int, _ name: String) throws(Refusal) -> Int {
        guard range.contains(value) else {
            throw .invalid(
                "\(name) '\(value)' must be in the range \(range.lowerBound)-\(range.upperBound) inclusive")
        }
        return value
    }
}
