package import AWSRuntime

// What LocalAWS's ECS asks of its sister services. Each port is implemented by that service's own room; tests of the
// scheduler implement them in memory.

/// The registry: tags, digests, and the blobs behind them.
package protocol ImageStore: Sendable {
    /// Resolves `123456789012.dkr.ecr.…/name:tag` or `…@sha256:…` to an image that fits the platform.
    /// - Throws: `CannotPullContainerError` in ECS's words: no repository, no such tag or digest, no fitting platform.
    func resolve(_ reference: String, platform: String) async throws(RuntimeFailure) -> RunnableImage
}

/// Secrets Manager and SSM parameters as the agent reads them when a task starts.
package protocol SecretSource: Sendable {
    /// - Parameter valueFrom: a secret's ARN, alone or with `:key:stage:version`, or a parameter's name or ARN.
    /// - Throws: `ResourceInitializationError` in ECS's words.
    func value(of valueFrom: String, region: String) async throws(RuntimeFailure) -> String
}

/// CloudWatch Logs as the awslogs driver uses it.
package protocol LogSink: Sendable {
    /// Creates the group first when `createGroup`; the stream always.
    /// - Throws: `ResourceInitializationError` when the group is not there.
    func openStream(group: String, stream: String, region: String, createGroup: Bool) async throws(RuntimeFailure)
    func append(_ lines: [(Timestamp, String)], group: String, stream: String, region: String) async
}

/// ELBv2 as the service scheduler uses it.
package protocol TargetGroups: Sendable {
    func describe(targetGroup arn: String) async -> TargetGroupSummary?
    func register(_ target: Target, in arn: String) async
    func deregister(_ target: Target, from arn: String) async
    /// Nil when the target is not registered there (state `unused`).
    func health(of target: Target, in arn: String) async -> TargetHealthSummary?
}

/// EC2 and IAM as ECS asks them when tasks are to be launched.
package protocol LaunchChecks: Sendable {
    /// What is wrong with subnets and security groups, in EC2's words; nil when they fit.
    func problem(subnets: [String], securityGroups: [String], in scope: CloudScope) async -> String?
    /// Whether `ecs-tasks.amazonaws.com` may assume the role with this name or ARN.
    func mayAssume(role: String, in scope: CloudScope) async -> Bool
}

/// IAM as ECS asks it for the role that it works with itself.
package protocol ServiceLinkedRoles: Sendable {
    /// Makes `AWSServiceRoleForECS` where it is not there and the caller may have it made.
    ///
    /// - Returns: whether it is there.
    func ensureECS(for context: CallContext) async -> Bool
}

/// CloudWatch as ECS asks it while a deployment goes on.
package protocol DeploymentAlarms: Sendable {
    /// Those of the alarms that are in ALARM; one that is not there is not.
    func ringing(_ names: [String], in scope: CloudScope) async -> [String]
    /// Sends them to ALARM, as a fault has it.
    func ring(_ names: [String], in scope: CloudScope) async
}

package struct Target: Hashable, Sendable {
    /// An address for `ip` target groups.
    package var id: String
    package var port: Int

    package init(id: String, port: Int) {
        self.id = id
        self.port = port
    }
}

package struct TargetGroupSummary: Hashable, Sendable {
    package var arn: String
    /// `ip`, `instance`, `lambda`, `alb`.
    package var targetType: String
    package var port: Int?
    /// Load balancers whose listeners forward to it; empty refuses CreateService.
    package var loadBalancers: [String]

    package init(arn: String, targetType: String, port: Int?, loadBalancers: [String]) {
        self.arn = arn
        self.targetType = targetType
        self.port = port
        self.loadBalancers = loadBalancers
    }
}

package struct TargetHealthSummary: Hashable, Sendable {
    /// `initial`, `healthy`, `unhealthy`, `draining`, `unused`, `unavailable`.
    package var state: String
    /// `Target.ResponseCodeMismatch`, `Target.Timeout`, `Target.FailedHealthChecks`…
    package var reason: String?
    /// `Health checks failed with these codes: [503]`.
    package var detail: String?

    package init(state: String, reason: String? = nil, detail: String? = nil) {
        self.state = state
        self.reason = reason
        self.detail = detail
    }
}

/// Who calls and where: taken from the verified signature.
package struct CallContext: Hashable, Sendable {
    package var account: String
    package var region: String
    package var accessKeyID: String
    package var requestID: String

    package init(account: String, region: String, accessKeyID: String, requestID: String) {
        self.account = account
        self.region = region
        self.accessKeyID = accessKeyID
        self.requestID = requestID
    }
}
