/// An ECR repository.
package struct RepositoryFact: Hashable, Sendable, Codable {
    package var name: String
    /// What images are called by: host and path.
    package var uri: String
    package var immutableTags: Bool
    package var createdAt: Moment?
    /// Whether the repository's policy lets our execution role's account pull; `nil` within one account.
    package var allowsOurAccount: Bool?
    /// What a lifecycle rule would remove although a service runs it: digests.
    package var expiring: [String] = []

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
    /// Of all layers together, compressed; absent where nobody counted.
    package var compressedBytes: Int64?
    /// Such as `application/vnd.oci.image.index.v1+json`.
    package var mediaType: String?
    /// The media type of what the manifest calls its configuration: an artifact has another than an image.
    package var configMediaType: String?

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
    /// Stages and ids of the versions that are there.
    package var versions: [SecretVersion] = []
    package var lastChangedAt: Moment?
    package var rotates = false
    package var key: Fact<KeyFact>?

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

/// A version of a secret.
package struct SecretVersion: Hashable, Sendable, Codable {
    package var id: String
    /// `AWSCURRENT`, `AWSPREVIOUS`…
    package var stages: [String]

    package init(id: String, stages: [String]) {
        self.id = id
        self.stages = stages
    }
}

/// A KMS key that a secret is encrypted with.
package struct KeyFact: Hashable, Sendable, Codable {
    package var arn: String
    /// `Enabled`, `Disabled`, `PendingDeletion`…
    package var state: String
    /// Whether it is AWS's own, which needs no permission of its own.
    package var isManagedByAWS: Bool

    package init(arn: String, state: String = "Enabled", isManagedByAWS: Bool = false) {
        self.arn = arn
        self.state = state
        self.isManagedByAWS = isManagedByAWS
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
    package var vpc: String?
    /// `HTTP1`, `HTTP2`, `GRPC`.
    package var protocolVersion: String?
    /// What 99 of 100 requests of the last week were answered within; absent where nobody measured.
    package var responseTime99: Duration?

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
    /// `application`, `network`, `gateway`.
    package var type = "application"
    package var vpc: String?
    /// Availability zones that it stands in.
    package var zones: [String] = []
    package var subnets: [String] = []
    package var securityGroups: [String] = []
    /// How long an idle connection stays open.
    package var idleTimeout: Duration?

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
    /// Every rule's target groups with their weights; the default action among them.
    package var rules: [RuleFact] = []
    /// ARNs of its certificates.
    package var certificates: [String] = []

    package init(arn: String, port: Int, proto: String, targetGroups: [String] = []) {
        self.arn = arn
        self.port = port
        self.proto = proto
        self.targetGroups = targetGroups
    }
}

/// A rule of a listener.
package struct RuleFact: Hashable, Sendable, Codable {
    package var arn: String
    /// A number, or `default`.
    package var priority: String
    /// Target group ARNs and their weights, in the rule's order.
    package var targets: [WeightedTarget]
    /// Host names that it asks for; empty for any.
    package var hosts: [String] = []

    package init(arn: String, priority: String, targets: [WeightedTarget]) {
        self.arn = arn
        self.priority = priority
        self.targets = targets
    }
}

/// A target group that a rule forwards to.
package struct WeightedTarget: Hashable, Sendable, Codable {
    package var targetGroup: String
    package var weight: Int

    package init(targetGroup: String, weight: Int = 1) {
        self.targetGroup = targetGroup
        self.weight = weight
    }
}
