package import AWSRuntime

extension ELB {
    /// An application load balancer.
    package struct LoadBalancer: Hashable, Sendable {
        package enum Scheme: String, Hashable, Sendable {
            case internetFacing = "internet-facing"
            case `internal`
        }

        package var arn: String
        package var name: String
        package var scope: Scope
        package var scheme: Scheme
        /// Ids as given: LocalAWS has no network of its own to look them up in.
        package var subnets: [String]
        package var securityGroups: [String]
        package var createdTime: Timestamp
        /// Leads to the listener with the lowest port. Nil until its socket is bound.
        package var dnsName: String?
        package var attributes: Attributes = Attributes(table: .loadBalancer)
        package var tags: [Tag]
    }

    /// Targets that are checked and chosen alike.
    package struct TargetGroup: Hashable, Sendable {
        package enum TargetType: String, Hashable, Sendable { case instance, ip }

        package var arn: String
        package var name: String
        package var scope: Scope
        package var port: Int
        package var vpc: String?
        package var targetType: TargetType
        package var healthCheck: HealthCheck
        package var attributes: Attributes = Attributes(table: .targetGroup)
        package var tags: [Tag]
        /// In the order of registration.
        package var targets: [RegisteredTarget] = []
    }

    /// A target's place in a group, from its registration until its draining is over.
    package struct RegisteredTarget: Hashable, Sendable {
        package enum Phase: Hashable, Sendable {
            /// No listener forwards to the group, so nobody checks.
            case idle
            case serving(TargetHealth)
            /// - until: LocalAWS's uptime when the deregistration delay is over.
            case draining(until: Duration)
        }

        /// Unique in this process; a target that comes back after its draining gets another.
        package var number: Int
        package var target: Target
        package var availabilityZone: String?
        package var phase: Phase
    }

    /// A port of a load balancer, and what happens to requests that no rule takes.
    package struct Listener: Hashable, Sendable {
        package var arn: String
        package var loadBalancer: String
        package var port: Int
        package var defaultAction: Action
        package var tags: [Tag]
        /// Of the rule that stands for the default action.
        package var defaultRule: String
        package var defaultRuleTags: [Tag] = []
    }

    /// Takes the requests that meet all of its conditions; the lowest priority number is asked first.
    package struct Rule: Hashable, Sendable {
        package var arn: String
        package var listener: String
        package var priority: Int
        package var conditions: [Condition]
        package var action: Action
        package var tags: [Tag]
    }

    /// Met when one of its patterns matches.
    package enum Condition: Hashable, Sendable {
        /// Matched with case against the path, without the query.
        case path([Wildcard])
        /// Matched without case against the `Host` header, without its port.
        case host([Wildcard])
    }

    package enum Action: Hashable, Sendable {
        case forward([WeightedGroup])
        case fixedResponse(FixedResponse)
        case redirect(Redirect)

        package var targetGroups: [String] {
            if case .forward(let groups) = self { groups.map(\.arn) } else { [] }
        }
    }

    package struct WeightedGroup: Hashable, Sendable {
        package var arn: String
        /// 0–999.
        package var weight: Int

        package init(arn: String, weight: Int = 1) {
            self.arn = arn
            self.weight = weight
        }
    }

    package struct FixedResponse: Hashable, Sendable {
        /// 2XX, 4XX or 5XX.
        package var status: Int
        package var contentType: String?
        package var body: String?

        package init(status: Int, contentType: String? = nil, body: String? = nil) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    /// Where a redirect leads; `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}` stand for the request's
    /// own.
    package struct Redirect: Hashable, Sendable {
        package var status: Int
        package var `protocol`: String
        package var host: String
        package var port: String
        package var path: String
        package var query: String

        package init(
            status: Int, protocol: String = "#{protocol}", host: String = "#{host}", port: String = "#{port}",
            path: String = "/#{path}", query: String = "#{query}"
        ) {
            self.status = status
            self.protocol = `protocol`
            self.host = host
            self.port = port
            self.path = path
            self.query = query
        }
    }
}
