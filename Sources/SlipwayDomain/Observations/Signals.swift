/// Everything there is to tell a failure by, wherever it came from: a poll, a stack, a file that somebody was sent.
package struct Signals: Hashable, Sendable, Codable {
    package var observation: Observation
    /// What is known of the service beside that.
    package var workload: Workload
    /// Calls that AWS refused, oldest first.
    package var refusals: [CallRefusal]
    /// Events of CloudFormation stacks, oldest first.
    package var stackEvents: [StackEventObservation]
    /// Texts that nobody could place: pasted lines.
    package var texts: [String]

    package init(
        observation: Observation, workload: Workload = Workload(), refusals: [CallRefusal] = [],
        stackEvents: [StackEventObservation] = [], texts: [String] = []
    ) {
        self.observation = observation
        self.workload = workload
        self.refusals = refusals
        self.stackEvents = stackEvents
        self.texts = texts
    }
}

/// A call that AWS refused.
package struct CallRefusal: Hashable, Sendable, Codable {
    /// Such as `ecs:UpdateService`; `aws` where nobody knows.
    package var operation: String
    /// Such as `InvalidParameterException`.
    package var code: String
    package var message: String

    package init(operation: String, code: String, message: String) {
        self.operation = operation
        self.code = code
        self.message = message
    }
}

/// An event of a CloudFormation stack.
package struct StackEventObservation: Hashable, Sendable, Codable {
    package var stack: String
    package var logicalID: String
    /// Such as `AWS::ECS::Service`.
    package var type: String
    /// Such as `CREATE_FAILED`.
    package var status: String
    package var reason: String
    package var at: Moment?

    package init(
        stack: String, logicalID: String, type: String, status: String, reason: String = "", at: Moment? = nil
    ) {
        self.stack = stack
        self.logicalID = logicalID
        self.type = type
        self.status = status
        self.reason = reason
        self.at = at
    }

    package var isFailure: Bool { status.hasSuffix("FAILED") || status.contains("ROLLBACK") }
}
