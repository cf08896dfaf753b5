import AWSRuntime
import AWSServices

/// `ValidationError`: the service has it, its model does not list it.
struct ELBValidationError: AWSErrorShape {
    static let code = "ValidationError"
    static let httpStatus = 400
    static let shape = Shape(
        "ValidationError", .structure(.init([.init("message") { Shape("String", .string) }])))

    var message: String?

    init(message: String?) {
        self.message = message
    }

    init(awsValue: AWSValue) throws(AWSDecodingError) {
        if case .structure(let members) = awsValue, case .string(let text)? = members["message"] { message = text }
    }

    var awsValue: AWSValue {
        .structure(message.map { ["message": .string($0)] } ?? [:])
    }
}

extension ELB.Refusal {
    /// The error as the API's model has it.
    var shape: any AWSErrorShape {
        switch code {
        case .loadBalancerNotFound: ELBv2.LoadBalancerNotFoundException(message: message)
        case .targetGroupNotFound: ELBv2.TargetGroupNotFoundException(message: message)
        case .listenerNotFound: ELBv2.ListenerNotFoundException(message: message)
        case .ruleNotFound: ELBv2.RuleNotFoundException(message: message)
        case .duplicateLoadBalancerName: ELBv2.DuplicateLoadBalancerNameException(message: message)
        case .duplicateTargetGroupName: ELBv2.DuplicateTargetGroupNameException(message: message)
        case .duplicateListener: ELBv2.DuplicateListenerException(message: message)
        case .duplicateTagKeys: ELBv2.DuplicateTagKeysException(message: message)
        case .resourceInUse: ELBv2.ResourceInUseException(message: message)
        case .priorityInUse: ELBv2.PriorityInUseException(message: message)
        case .operationNotPermitted: ELBv2.OperationNotPermittedException(message: message)
        case .targetGroupAssociationLimit: ELBv2.TargetGroupAssociationLimitException(message: message)
        case .invalidTarget: ELBv2.InvalidTargetException(message: message)
        case .invalidScheme: ELBv2.InvalidSchemeException(message: message)
        case .invalidConfigurationRequest: ELBv2.InvalidConfigurationRequestException(message: message)
        case .invalidLoadBalancerAction: ELBv2.InvalidLoadBalancerActionException(message: message)
        case .unsupportedProtocol: ELBv2.UnsupportedProtocolException(message: message)
        case .tooManyLoadBalancers: ELBv2.TooManyLoadBalancersException(message: message)
        case .tooManyTargetGroups: ELBv2.TooManyTargetGroupsException(message: message)
        case .tooManyListeners: ELBv2.TooManyListenersException(message: message)
        case .tooManyRules: ELBv2.TooManyRulesException(message: message)
        case .tooManyTargets: ELBv2.TooManyTargetsException(message: message)
        case .tooManyTags: ELBv2.TooManyTagsException(message: message)
        case .tooManyActions: ELBv2.TooManyActionsException(message: message)
        case .validationError: ELBValidationError(message: message)
        }
    }
}
