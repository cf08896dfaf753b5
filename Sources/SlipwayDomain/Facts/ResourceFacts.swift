/// An ECR repository.
package struct RepositoryFact: Hashable, Sendable, Codable {
    package var name: String
    /// What images are called by: host and path.
    package var uri: String
    package var immutableTags: Bool
    package var createdAt: Moment?

    package init(name: String, uri: String, immutableTags: Bool = false, createdAt: Moment? = nil) {
        self.name = name
        self.uri = uri
        self.immutableTags = immutableTags
        self.createdAt = createdAt
    }
}

/// An image in a registry.
package struct ImageFact: Hashable, Sendable, Codable {
    /// What the reference meant when it was looked at.
    package var digest: Digest
    /// What it can run on; empty when the registry would not say.
    package var platforms: [Platform]
    package var pushedAt: Moment?

    package init(digest: Digest, platforms: [Platform], pushedAt: Moment? = nil) {
        self.digest = digest
        self.platforms = platforms
        self.pushedAt = pushedAt
    }
}

/// A Secrets Manager secret. It never holds a value.
package struct SecretFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    package var createdAt: Moment?
    /// When it was scheduled for deletion; it cannot be read from then on.
    package var deletedAt: Moment?
    package var content: Fact<SecretContent>

    package init(
        arn: String, name: String, createdAt: Moment? = nil, deletedAt: Moment? = nil, content: Fact<SecretContent>
    ) {
        self.arn = arn
        self.name = name
        self.createdAt = createdAt
        self.deletedAt = deletedAt
        self.content = content
    }
}

/// The shape of a secret's value.
package enum SecretContent: Hashable, Sendable, Codable {
    /// A JSON object: its keys, sorted, and whether each has a value.
    case object([SecretKey])
    /// Any other text, and whether there is any.
    case text(isEmpty: Bool)
    case binary
}

/// A key of a JSON secret.
package struct SecretKey: Hashable, Sendable, Codable {
    package var name: String
    package var isEmpty: Bool

    package init(name: String, isEmpty: Bool) {
        self.name = name
        self.isEmpty = isEmpty
    }
}

/// A parameter of Parameter Store. It never holds a value.
package struct ParameterFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    /// `String`, `StringList`, `SecureString`.
    package var type: String
    /// `nil` where the value was not read.
    package var isEmpty: Bool?
    package var lastModifiedAt: Moment?

    package init(
        arn: String, name: String, type: String, isEmpty: Bool? = nil, lastModifiedAt: Moment? = nil
    ) {
        self.arn = arn
        self.name = name
        self.type = type
        self.isEmpty = isEmpty
        self.lastModifiedAt = lastModifiedAt
    }
}

/// A log group.
package struct LogGroupFact: Hashable, Sendable, Codable {
    package var name: String
    package var retentionDays: Int?
    package var createdAt: Moment?

    package init(name: String, retentionDays: Int? = nil, createdAt: Moment? = nil) {
        self.name = name
        self.retentionDays = retentionDays
        self.createdAt = createdAt
    }
}

/// A target group.
package struct TargetGroupFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    /// `ip`, `instance`, `lambda`, `alb`.
    package var targetType: String
    package var port: Int?
    /// `HTTP`, `HTTPS`, `TCP`…
    package var proto: String?
    package var health: TargetGroupHealth
    package var deregistrationDelay: Duration?
    /// ARNs of the load balancers whose listeners forward to it; empty when none does.
    package var loadBalancers: [String]

    package init(
        arn: String, name: String, targetType: String, port: Int? = nil, proto: String? = nil,
        health: TargetGroupHealth = TargetGroupHealth(), deregistrationDelay: Duration? = nil,
        loadBalancers: [String] = []
    ) {
        self.arn = arn
        self.name = name
        self.targetType = targetType
        self.port = port
        self.proto = proto
        self.health = health
        self.deregistrationDelay = deregistrationDelay
        self.loadBalancers = loadBalancers
    }
}

/// A target group's health check, with ELB's defaults.
package struct TargetGroupHealth: Hashable, Sendable, Codable {
    package var enabled: Bool
    package var path: String?
    /// `traffic-port` or a number.
    package var port: String
    package var proto: String
    package var interval: Duration
    package var timeout: Duration
    package var healthy: Int
    package var unhealthy: Int
    /// Such as `200` or `200-399`.
    package var statuses: String

    package init(
        enabled: Bool = true, path: String? = "/", port: String = "traffic-port", proto: String = "HTTP",
        interval: Duration = .seconds(30), timeout: Duration = .seconds(5), healthy: Int = 5, unhealthy: Int = 2,
        statuses: String = "200"
    ) {
        self.enabled = enabled
        self.path = path
        self.port = port
        self.proto = proto
        self.interval = interval
        self.timeout = timeout
        self.healthy = healthy
        self.unhealthy = unhealthy
        self.statuses = statuses
    }
}

/// A load balancer.
package struct LoadBalancerFact: Hashable, Sendable, Codable {
    package var arn: String
    package var name: String
    package var dnsName: String
    /// `active`, `provisioning`, `failed`…
    package var state: String
    /// `internal` or `internet-facing`.
    package var scheme: String
    package var listeners: [ListenerFact]

    package init(
        arn: String, name: String, dnsName: String, state: String = "active", scheme: String = "internet-facing",
        listeners: [ListenerFact] = []
    ) {
        self.arn = arn
        self.name = name
        self.dnsName = dnsName
        self.state = state
        self.scheme = scheme
        self.listeners = listeners
    }
}

/// A listener of a load balancer.
package struct ListenerFact: Hashable, Sendable, Codable {
    package var arn: String
    package var port: Int
    package var proto: String
    /// Target groups it forwards to, by any of its rules.
    package var targetGroups: [String]

    package init(arn: String, port: Int, proto: String, targetGroups: [String] = []) {
        self.arn = arn
        self.port = port
        self.proto = proto
        self.targetGroups = targetGroups
    }
}
