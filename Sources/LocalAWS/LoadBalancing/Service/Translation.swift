import AWSRuntime
import AWSServices

// From the store's values to the API's shapes and back. No decisions but one: what is not carried out is refused by
// name.

extension ELB {
    /// Refuses members of an input, or of a structure inside it, that nothing here acts on.
    static func onlyHonoured(
        _ value: AWSValue, _ members: [String], in place: String
    ) throws(Refusal) {
        guard case .structure(let given) = value else { return }
        let strange = given.keys.filter { !members.contains($0) }.sorted()
        guard strange.isEmpty else {
            throw .notImplemented(strange.map { "\(place).\($0)" }.joined(separator: ", "))
        }
    }

    /// Refuses a value that is not the only one carried out here.
    static func only(_ value: String?, _ allowed: String..., in place: String) throws(Refusal) {
        guard let value, !allowed.contains(value) else { return }
        throw .notImplemented(
            "'\(value)' for \(place); it takes only \(allowed.map { "'\($0)'" }.joined(separator: " or "))")
    }

    static func tags(_ tags: [ELBv2.Tag]?) -> [Tag] {
        (tags ?? []).map { Tag(key: $0.key, value: $0.value ?? "") }
    }

    static func tagShapes(_ tags: [Tag]) -> [ELBv2.Tag] {
        tags.map { ELBv2.Tag(key: $0.key, value: $0.value) }
    }
}

extension ELB.LoadBalancer {
    /// - Parameter isNew: just created: AWS answers `provisioning` to the creation, and `active` once it carries
    /// traffic.
    func awsShape(isNew: Bool = false) -> ELBv2.LoadBalancer {
        ELBv2.LoadBalancer(
            loadBalancerArn: arn, dnsName: dnsName, createdTime: createdTime, loadBalancerName: name,
            scheme: .init(rawValue: scheme.rawValue), state: .init(code: isNew ? .provisioning : .active),
            type: .application,
            // There is no network to look the subnets up in: zones are given out in the order of the subnets.
            availabilityZones: zip(subnets, "abcdefghijklmnopqrstuvwxyz").map {
                ELBv2.AvailabilityZone(zoneName: scope.region + String($1), subnetId: $0, loadBalancerAddresses: [])
            },
            securityGroups: securityGroups, ipAddressType: .ipv4)
    }
}

extension ELB.TargetGroup {
    func awsShape(loadBalancers: [String]) -> ELBv2.TargetGroup {
        ELBv2.TargetGroup(
            targetGroupArn: arn, targetGroupName: name, protocol: .http, port: port, vpcId: vpc,
            healthCheckProtocol: .http, healthCheckPort: healthCheck.port.text, healthCheckEnabled: true,
            healthCheckIntervalSeconds: Int(healthCheck.interval.components.seconds),
            healthCheckTimeoutSeconds: Int(healthCheck.timeout.components.seconds),
            healthyThresholdCount: healthCheck.healthyThreshold,
            unhealthyThresholdCount: healthCheck.unhealthyThreshold, healthCheckPath: healthCheck.path,
            matcher: .init(httpCode: healthCheck.matcher.text), loadBalancerArns: loadBalancers,
            targetType: .init(rawValue: targetType.rawValue), protocolVersion: "HTTP1", ipAddressType: .ipv4)
    }
}

extension ELB.Listener {
    var awsShape: ELBv2.Listener {
        ELBv2.Listener(
            listenerArn: arn, loadBalancerArn: loadBalancer, port: port, protocol: .http,
            defaultActions: [defaultAction.awsShape])
    }
}

extension ELB.Store.DescribedRule {
    var awsShape: ELBv2.Rule {
        switch self {
        case .rule(let rule):
            ELBv2.Rule(
                ruleArn: rule.arn, priority: String(rule.priority), conditions: rule.conditions.map(\.awsShape),
                actions: [rule.action.awsShape], isDefault: false)
        case .standard(let listener):
            ELBv2.Rule(
                ruleArn: listener.defaultRule, priority: "default", conditions: [],
                actions: [listener.defaultAction.awsShape], isDefault: true)
        }
    }
}

extension ELB.Condition {
    var awsShape: ELBv2.RuleCondition {
        switch self {
        case .path(let patterns):
            let texts = patterns.map(\.text)
            return ELBv2.RuleCondition(field: "path-pattern", values: texts, pathPatternConfig: .init(values: texts))
        case .host(let patterns):
            let texts = patterns.map(\.text)
            return ELBv2.RuleCondition(field: "host-header", values: texts, hostHeaderConfig: .init(values: texts))
        }
    }

    init(_ shape: ELBv2.RuleCondition) throws(ELB.Refusal) {
        try ELB.onlyHonoured(
            shape.awsValue, ["Field", "Values", "HostHeaderConfig", "PathPatternConfig"], in: "Conditions")
        switch shape.field {
        case "path-pattern":
            try ELB.onlyHonoured(shape.pathPatternConfig?.awsValue ?? .null, ["Values"], in: "PathPatternConfig")
            self = .path(try Self.patterns(shape.values, shape.pathPatternConfig?.values, ignoresCase: false))
        case "host-header":
            try ELB.onlyHonoured(shape.hostHeaderConfig?.awsValue ?? .null, ["Values"], in: "HostHeaderConfig")
            self = .host(try Self.patterns(shape.values, shape.hostHeaderConfig?.values, ignoresCase: true))
        case "http-header", "http-request-method", "query-string", "source-ip":
            throw .notImplemented("rule conditions on '\(shape.field ?? "")'; only 'path-pattern' and 'host-header'")
        default:
            throw .invalid("Condition field '\(shape.field ?? "")' must be one of 'path-pattern' and 'host-header'")
        }
    }

    private static func patterns(
        _ short: [String]?, _ long: [String]?, ignoresCase: Bool
    ) throws(ELB.Refusal) -> [ELB.Wildcard] {
        if let short, let long, short != long {
            throw .invalid("A condition's values can be given in 'Values' or in its configuration, not in both")
        }
        let texts = short ?? long ?? []
        guard !texts.isEmpty else { throw .invalid("A condition must have at least one value") }
        return texts.map { ELB.Wildcard($0, ignoresCase: ignoresCase) }
    }
}

extension ELB.Action {
    var awsShape: ELBv2.Action {
        switch self {
        case .forward(let groups):
            return ELBv2.Action(
                type: .forward, targetGroupArn: groups.count == 1 ? groups[0].arn : nil, order: 1,
                forwardConfig: .init(
                    targetGroups: groups.map { .init(targetGroupArn: $0.arn, weight: $0.weight) },
                    targetGroupStickinessConfig: .init(enabled: false)))
        case .fixedResponse(let response):
            return ELBv2.Action(
                type: .fixedResponse, order: 1,
                fixedResponseConfig: .init(
                    messageBody: response.body, statusCode: String(response.status), contentType: response.contentType))
        case .redirect(let redirect):
            return ELBv2.Action(
                type: .redirect, order: 1,
                redirectConfig: .init(
                    protocol: redirect.protocol, port: redirect.port, host: redirect.host, path: redirect.path,
                    query: redirect.query, statusCode: .init(rawValue: "HTTP_\(redirect.status)")))
        }
    }

    /// Exactly one action ends a rule; the others that AWS knows authenticate, and are refused.
    static func single(_ shapes: [ELBv2.Action]) throws(ELB.Refusal) -> ELB.Action {
        guard let shape = shapes.first else { throw .invalid("A rule must have at least one action") }
        for other in shapes {
            try ELB.onlyHonoured(
                other.awsValue,
                ["Type", "TargetGroupArn", "Order", "RedirectConfig", "FixedResponseConfig", "ForwardConfig"],
                in: "Actions")
            try ELB.only(other.type.rawValue, "forward", "redirect", "fixed-response", in: "Actions.Type")
        }
        guard shapes.count == 1 else {
            throw ELB.Refusal(
                .tooManyActions, "A rule can have only one 'forward', 'redirect' or 'fixed-response' action")
        }
        return try ELB.Action(shape)
    }

    private init(_ shape: ELBv2.Action) throws(ELB.Refusal) {
        let extra = [
            shape.type != .forward && (shape.targetGroupArn != nil || shape.forwardConfig != nil),
            shape.type != .redirect && shape.redirectConfig != nil,
            shape.type != .fixedResponse && shape.fixedResponseConfig != nil,
        ]
        guard !extra.contains(true) else {
            throw .invalid("An action of type '\(shape.type.rawValue)' takes no other action's settings")
        }
        switch shape.type {
        case .fixedResponse:
            guard let given = shape.fixedResponseConfig, let status = Int(given.statusCode) else {
                throw .invalid("A fixed-response action must specify a FixedResponseConfig with a StatusCode")
            }
            self = .fixedResponse(
                ELB.FixedResponse(status: status, contentType: given.contentType, body: given.messageBody))
        case .redirect:
            guard let given = shape.redirectConfig, let status = Int(given.statusCode.rawValue.dropFirst(5)) else {
                throw .invalid(
                    "A redirect action must specify a RedirectConfig with the StatusCode HTTP_301 or HTTP_302")
            }
            var redirect = ELB.Redirect(status: status)
            redirect.protocol = given.protocol ?? redirect.protocol
            redirect.host = given.host ?? redirect.host
            redirect.port = given.port ?? redirect.port
            redirect.path = given.path ?? redirect.path
            redirect.query = given.query ?? redirect.query
            self = .redirect(redirect)
        default:
            self = .forward(try Self.groups(shape))
        }
    }

    private static func groups(_ shape: ELBv2.Action) throws(ELB.Refusal) -> [ELB.WeightedGroup] {
        guard let config = shape.forwardConfig else {
            guard let arn = shape.targetGroupArn else {
                throw .invalid("A forward action must specify a target group")
            }
            return [ELB.WeightedGroup(arn: arn)]
        }
        guard config.targetGroupStickinessConfig?.enabled != true else {
            throw .notImplemented("ForwardConfig.TargetGroupStickinessConfig.Enabled 'true'")
        }
        var groups: [ELB.WeightedGroup] = []
        for tuple in config.targetGroups ?? [] {
            guard let arn = tuple.targetGroupArn else {
                throw .invalid("Each target group of a forward action must have a TargetGroupArn")
            }
            groups.append(ELB.WeightedGroup(arn: arn, weight: tuple.weight ?? 1))
        }
        if let arn = shape.targetGroupArn, groups.map(\.arn) != [arn] {
            throw .invalid("The TargetGroupArn of a forward action must be the one of its ForwardConfig")
        }
        return groups
    }
}
