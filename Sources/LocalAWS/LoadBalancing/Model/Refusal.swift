extension ELB {
    /// Why the API says no: one of the service's own codes, and its words.
    package struct Refusal: Error, Hashable, Sendable {
        /// The codes on the wire that this implementation uses.
        package enum Code: String, Hashable, Sendable, CaseIterable {
            case loadBalancerNotFound = "LoadBalancerNotFound"
            case targetGroupNotFound = "TargetGroupNotFound"
            case listenerNotFound = "ListenerNotFound"
            case ruleNotFound = "RuleNotFound"
            case duplicateLoadBalancerName = "DuplicateLoadBalancerName"
            case duplicateTargetGroupName = "DuplicateTargetGroupName"
            case duplicateListener = "DuplicateListener"
            case duplicateTagKeys = "DuplicateTagKeys"
            case resourceInUse = "ResourceInUse"
            case priorityInUse = "PriorityInUse"
            case operationNotPermitted = "OperationNotPermitted"
            case targetGroupAssociationLimit = "TargetGroupAssociationLimit"
            case invalidTarget = "InvalidTarget"
            case invalidScheme = "InvalidScheme"
            case invalidConfigurationRequest = "InvalidConfigurationRequest"
            case invalidLoadBalancerAction = "InvalidLoadBalancerAction"
            case unsupportedProtocol = "UnsupportedProtocol"
            case tooManyLoadBalancers = "TooManyLoadBalancers"
            case tooManyTargetGroups = "TooManyTargetGroups"
            case tooManyListeners = "TooManyListeners"
            case tooManyRules = "TooManyRules"
            case tooManyTargets = "TooManyTargets"
            case tooManyTags = "TooManyTags"
            case tooManyActions = "TooManyActions"
            case validationError = "ValidationError"
        }

        package var code: Code
        package var message: String

        package init(_ code: Code, _ message: String) {
            self.code = code
            self.message = message
        }

        /// A value or member that AWS takes and LocalAWS does not: named, never taken in silence.
        static func notImplemented(_ what: String) -> Refusal {
            Refusal(.validationError, "LocalAWS does not implement \(what)")
        }

        static func invalid(_ message: String) -> Refusal { Refusal(.validationError, message) }
    }

    /// Default quotas of an account and region (ELB user guide, "Quotas"); they are also this process's bounds.
    enum Quota {
        static let loadBalancers = 50
        static let targetGroups = 3000
        static let listenersPerLoadBalancer = 50
        static let rulesPerListener = 100
        static let targetsPerGroup = 1000
        static let tagsPerResource = 50
        static let groupsPerForward = 5
        static let conditionValuesPerRule = 5
    }
}
