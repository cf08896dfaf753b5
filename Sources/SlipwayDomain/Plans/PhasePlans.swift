/// How a healthy task is told from an unhealthy one.
package struct HealthPlan: Hashable, Sendable, Codable {
    /// What the load balancer asks for; absent for workers.
    package var path: String?
    package var interval: Duration
    package var timeout: Duration
    /// From a task's start on, failing checks are ignored for so long.
    package var grace: Duration
    /// Passing checks in a row until an unhealthy target counts as healthy again.
    package var healthy: Int
    /// Failing checks in a row until a target counts as unhealthy.
    package var unhealthy: Int
    /// Status codes that pass, as ELB writes them: `200` or `200-399`.
    package var statuses: String
    /// A check inside the container, `CMD` or `CMD-SHELL` first; absent for none.
    package var command: [String]?

    package init(
        path: String? = nil, interval: Duration = .seconds(10), timeout: Duration = .seconds(5),
        grace: Duration = .seconds(30), healthy: Int = 2, unhealthy: Int = 3, statuses: String = "200",
        command: [String]? = nil
    ) {
        self.path = path
        self.interval = interval
        self.timeout = timeout
        self.grace = grace
        self.healthy = healthy
        self.unhealthy = unhealthy
        self.statuses = statuses
        self.command = command
    }
}

/// Where the containers' output goes.
package struct LogPlan: Hashable, Sendable, Codable {
    package var group: String
    /// Days that the group keeps lines; absent leaves the group as it is.
    package var retentionDays: Int?
    package var streamPrefix: String

    package init(group: String, retentionDays: Int? = nil, streamPrefix: String) {
        self.group = group
        self.retentionDays = retentionDays
        self.streamPrefix = streamPrefix
    }
}

/// A task that runs to its end before the service is touched, such as a migration.
package struct BeforePlan: Hashable, Sendable, Codable {
    package var name: String
    package var command: [String]
    package var timeout: Duration
    /// On top of the service's own variables, sorted by name.
    package var variables: [PlainVariable]

    package init(
        name: String, command: [String], timeout: Duration = .seconds(120), variables: [PlainVariable] = []
    ) {
        self.name = name
        self.command = command
        self.timeout = timeout
        self.variables = variables
    }
}

/// How the service is updated and judged.
package struct DeploymentPlan: Hashable, Sendable, Codable {
    package enum Strategy: String, Hashable, Sendable, Codable, CaseIterable { case rolling }

    package var strategy: Strategy
    package var percent: PercentBounds
    /// For all phases together, without building the image.
    package var budget: Duration
    /// Whether a failed release is put back.
    package var rollback: Bool
    /// How many tasks must show the same application failure before it counts.
    package var failFast: Int
    /// ECS's own breaker, as a second net; `nil` leaves it as it is.
    package var circuitBreaker: CircuitBreakerSettings?
    /// How long the load balancer lets open requests finish, in a target group that a rehearsal makes; nothing else sets it.
    package var drain: Duration?

    package init(
        strategy: Strategy = .rolling, percent: PercentBounds = .standard, budget: Duration = .seconds(300),
        rollback: Bool = true, failFast: Int = 2, circuitBreaker: CircuitBreakerSettings? = nil,
        drain: Duration? = nil
    ) {
        self.strategy = strategy
        self.percent = percent
        self.budget = budget
        self.rollback = rollback
        self.failFast = failFast
        self.circuitBreaker = circuitBreaker
        self.drain = drain
    }
}

/// A check of the released service from outside.
package struct VerifyPlan: Hashable, Sendable, Codable {
    package enum Kind: Hashable, Sendable, Codable {
        case request(RequestPlan)
        /// A program with its arguments, run with `BASE_URL` set; exit code 0 passes.
        case script([String])
    }

    package var kind: Kind
    /// How long it may take to pass for the first time.
    package var within: Duration

    package init(kind: Kind, within: Duration = .seconds(30)) {
        self.kind = kind
        self.within = within
    }
}

/// A request through the load balancer and what must come back.
package struct RequestPlan: Hashable, Sendable, Codable {
    package enum Method: String, Hashable, Sendable, Codable { case get = "GET", post = "POST" }

    package var method: Method
    package var path: String
    package var headers: [PlainVariable]
    /// What is sent.
    package var body: String?
    package var status: Int
    /// Text that the answer must contain.
    package var contains: String?
    /// Paths into a JSON answer (`user.name`) and the value each must have, as JSON text; sorted by path.
    package var json: [PlainVariable]

    package init(
        method: Method = .get, path: String, headers: [PlainVariable] = [], body: String? = nil, status: Int = 200,
        contains: String? = nil, json: [PlainVariable] = []
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.status = status
        self.contains = contains
        self.json = json
    }
}
