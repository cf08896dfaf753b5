/// `earlySuccessCriteria`: when ECS calls a rolling deployment successful before all of its tasks are healthy.
package struct EarlySuccessFact: Hashable, Sendable, Codable {
    /// Of the wanted tasks, rounded up.
    package var percent: Int
    /// Whether old tasks are cleaned up after the deployment has ended.
    package var isCleanupDeferred: Bool

    package init(percent: Int, isCleanupDeferred: Bool) {
        self.percent = percent
        self.isCleanupDeferred = isCleanupDeferred
    }
}

/// `loadBalancers[].advancedConfiguration`: two target groups and the rules that move traffic between them.
package struct TrafficShiftFact: Hashable, Sendable, Codable {
    package var targetGroup: String
    package var alternateTargetGroup: String?
    /// A rule's ARN behind an application load balancer, a listener's behind a network load balancer.
    package var productionRule: String?
    package var testRule: String?
    /// The role with which ECS changes the rules.
    package var role: String?

    package init(
        targetGroup: String, alternateTargetGroup: String? = nil, productionRule: String? = nil,
        testRule: String? = nil, role: String? = nil
    ) {
        self.targetGroup = targetGroup
        self.alternateTargetGroup = alternateTargetGroup
        self.productionRule = productionRule
        self.testRule = testRule
        self.role = role
    }
}

/// A lifecycle hook of a service's deployments.
package struct HookFact: Hashable, Sendable, Codable {
    /// The function's ARN; absent for a pause.
    package var target: String?
    /// Such as `POST_TEST_TRAFFIC_SHIFT`.
    package var stages: [String]
    /// The role with which ECS calls the function.
    package var role: String?
    package var timeout: Duration?
    /// The function's state (`Active`, `Failed`…) as Lambda gives it; `nil` for a pause.
    package var function: Fact<String>?

    package init(
        target: String?, stages: [String], role: String? = nil, timeout: Duration? = nil,
        function: Fact<String>? = nil
    ) {
        self.target = target
        self.stages = stages
        self.role = role
        self.timeout = timeout
        self.function = function
    }
}
