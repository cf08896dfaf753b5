/// What Slipway is to be allowed to do.
package enum PolicyPurpose: String, Hashable, Sendable, CaseIterable {
    case check, deploy, diagnose
}

/// One action of IAM that Slipway's own calls need.
package struct RequiredAction: Hashable, Sendable {
    /// What the action is performed on, as narrowly as IAM lets it be said.
    package enum Target: String, Hashable, Sendable, CaseIterable {
        /// IAM knows no narrower resource for it.
        case everything
        case cluster, service, serviceDeployments, serviceRevisions, tasks, taskDefinitions
        case containerInstances
        case repository, secrets, parameters, keys, logGroup, logStreams, roles, passedRoles, certificates, rules,
            stacks
    }

    package var action: String
    package var target: Target
    package var purposes: [PolicyPurpose]
    /// A condition of IAM: test, key and value; the value may speak of `REGION`.
    package var condition: [PolicyCondition]

    init(
        _ action: String, on target: Target = .everything, for purposes: [PolicyPurpose] = PolicyPurpose.allCases,
        where condition: [PolicyCondition] = []
    ) {
        self.action = action
        self.target = target
        self.purposes = purposes
        self.condition = condition
    }
}

/// A condition of a statement.
package struct PolicyCondition: Hashable, Sendable {
    /// Such as `StringEquals`.
    package var test: String
    /// Such as `iam:PassedToService`.
    package var key: String
    package var values: [String]

    package init(test: String, key: String, values: [String]) {
        self.test = test
        self.key = key
        self.values = values
    }
}

/// A statement of a policy: actions on resources.
package struct PolicyStatement: Hashable, Sendable {
    package var id: String
    package var actions: [String]
    package var resources: [String]
    package var condition: [PolicyCondition]
}
