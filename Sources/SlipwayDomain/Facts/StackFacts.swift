/// A look at a stack beyond its status.
package enum StackLook: String, Hashable, Sendable, Codable, CaseIterable {
    /// A change set was made and read, with CloudFormation's own validation of it.
    case changeSet
    /// Each named resource of the template was looked for.
    case names
    /// Exports, imports and who uses them.
    case exports
    /// The resources that matter were compared with the template that made them.
    case drift
    /// The template's references and dependencies were followed.
    case graph
}

/// Something of a stack that a change set would take away or replace.
package struct StackRemovalFact: Hashable, Sendable, Codable {
    package var logicalID: String
    /// Such as `AWS::ElasticLoadBalancingV2::TargetGroup`.
    package var type: String
    /// A name or an ARN.
    package var physicalID: String
    /// Whether something new takes its place.
    package var isReplaced: Bool

    package init(logicalID: String, type: String, physicalID: String, isReplaced: Bool = false) {
        self.logicalID = logicalID
        self.type = type
        self.physicalID = physicalID
        self.isReplaced = isReplaced
    }
}

/// A listener rule of a stack's template.
package struct StackRuleFact: Hashable, Sendable, Codable {
    package var logicalID: String
    /// The listener's ARN.
    package var listener: String
    package var priority: String
    /// ARN of the rule that the stack already has under that logical id; absent for a new one.
    package var rule: String?

    package init(logicalID: String, listener: String, priority: String, rule: String? = nil) {
        self.logicalID = logicalID
        self.listener = listener
        self.priority = priority
        self.rule = rule
    }
}

/// A DNS record that AWS Certificate Manager looks for.
package struct ValidationRecordFact: Hashable, Sendable, Codable {
    package var name: String
    package var value: String
    /// Whether the world's DNS answers with it; absent where nobody asked.
    package var isPublished: Bool?

    package init(name: String, value: String, isPublished: Bool? = nil) {
        self.name = name
        self.value = value
        self.isPublished = isPublished
    }
}
