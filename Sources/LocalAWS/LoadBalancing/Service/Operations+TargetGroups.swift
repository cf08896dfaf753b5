import AWSRuntime
import AWSServices

extension ElasticLoadBalancing {
    nonisolated func targetGroupOperations(_ table: inout OperationTable) {
        let health = [
            "HealthCheckProtocol", "HealthCheckPort", "HealthCheckEnabled", "HealthCheckPath",
            "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "HealthyThresholdCount",
            "UnhealthyThresholdCount", "Matcher",
        ]
        table.on(
            ELBv2.CreateTargetGroup.self,
            honouring: health + [
                "Name", "Protocol", "ProtocolVersion", "Port", "VpcId", "TargetType", "Tags", "IpAddressType",
            ]
        ) { input, scope in try await self.createTargetGroup(input, scope) }
        table.on(
            ELBv2.DescribeTargetGroups.self,
            honouring: ["LoadBalancerArn", "TargetGroupArns", "Names", "Marker", "PageSize"]
        ) { input, scope in try await self.describeTargetGroups(input, scope) }
        table.on(ELBv2.ModifyTargetGroup.self, honouring: health + ["TargetGroupArn"]) { input, scope in
            try await self.modifyTargetGroup(input, scope)
        }
        table.on(ELBv2.DeleteTargetGroup.self, honouring: ["TargetGroupArn"]) { input, scope in
            try await self.deleteTargetGroup(input.targetGroupArn, scope)
            return .init()
        }
        table.on(ELBv2.DescribeTargetGroupAttributes.self, honouring: ["TargetGroupArn"]) { input, scope in
            let found = try await self.store.targetGroupAttributes(input.targetGroupArn, in: scope)
            return .init(attributes: found.all.map { .init(key: $0.key, value: $0.value) })
        }
        table.on(ELBv2.ModifyTargetGroupAttributes.self, honouring: ["TargetGroupArn", "Attributes"]) { input, scope in
            let values = input.attributes.map { ($0.key ?? "", $0.value ?? "") }
            let changed = try await self.modifyTargetGroupAttributes(input.targetGroupArn, values, scope)
            return .init(attributes: changed.all.map { .init(key: $0.key, value: $0.value) })
        }
    }

    private func createTargetGroup(
        _ input: ELBv2.CreateTargetGroupInput, _ scope: ELB.Scope
    ) throws(ELB.Refusal) -> ELBv2.CreateTargetGroupOutput {
        try ELB.only(input.targetType?.rawValue, "instance", "ip", in: "CreateTargetGroup.TargetType")
        try ELB.only(input.protocol?.rawValue, "HTTP", in: "CreateTargetGroup.Protocol")
        try ELB.only(input.protocolVersion, "HTTP1", in: "CreateTargetGroup.ProtocolVersion")
        try ELB.only(input.ipAddressType?.rawValue, "ipv4", in: "CreateTargetGroup.IpAddressType")
        guard input.protocol != nil else { throw .invalid("A protocol must be specified") }
        guard let port = input.port else { throw .invalid("A port must be specified") }
        guard let vpc = input.vpcId else { throw .invalid("A VPC ID must be specified") }
        let change = try Self.healthCheck(
            protocol: input.healthCheckProtocol, enabled: input.healthCheckEnabled, matcher: input.matcher,
            in: "CreateTargetGroup",
            ELB.HealthCheckChange(
                path: input.healthCheckPath, port: input.healthCheckPort,
                intervalSeconds: input.healthCheckIntervalSeconds, timeoutSeconds: input.healthCheckTimeoutSeconds,
                healthyThreshold: input.healthyThresholdCount, unhealthyThreshold: input.unhealthyThresholdCount))
        let new = ELB.NewTargetGroup(
            name: input.name, port: port, vpc: vpc,
            targetType: ELB.TargetGroup.TargetType(rawValue: input.targetType?.rawValue ?? "") ?? .instance,
            healthCheck: change, tags: ELB.tags(input.tags))
        let id = newID()
        let made = try self.change { store throws(ELB.Refusal) in try store.createTargetGroup(new, id: id, in: scope) }
        return .init(targetGroups: [shape(made)])
    }

    private static func healthCheck(
        protocol: ELBv2.ProtocolEnum?, enabled: Bool?, matcher: ELBv2.Matcher?, in place: String,
        _ change: ELB.HealthCheckChange
    ) throws(ELB.Refusal) -> ELB.HealthCheckChange {
        try ELB.only(`protocol`?.rawValue, "HTTP", in: "\(place).HealthCheckProtocol")
        try ELB.onlyHonoured(matcher?.awsValue ?? .null, ["HttpCode"], in: "\(place).Matcher")
        guard enabled != false else {
            throw .invalid("Health check enabled must be true for target groups with target type 'instance' or 'ip'")
        }
        var change = change
        change.codes = matcher?.httpCode
        return change
    }

    private func shape(_ group: ELB.TargetGroup) -> ELBv2.TargetGroup {
        var shape = group.awsShape(loadBalancers: shownLoadBalancers(of: group))
        if pretends(group, .targetGroupsOfOtherProtocol) { shape.healthCheckProtocol = .https }
        return shape
    }

    private func describeTargetGroups(
        _ input: ELBv2.DescribeTargetGroupsInput, _ scope: ELB.Scope
    ) throws(ELB.Refusal) -> ELBv2.DescribeTargetGroupsOutput {
        let found = try store.describeTargetGroups(
            arns: input.targetGroupArns ?? [], names: input.names ?? [], loadBalancer: input.loadBalancerArn, in: scope
        )
        .compactMap(shown)
        guard !found.isEmpty || (input.names ?? []).isEmpty && (input.targetGroupArns ?? []).isEmpty else {
            throw ELB.Refusal(.targetGroupNotFound, "One or more target groups not found")
        }
        let page = try ELB.Page(found, marker: input.marker, size: input.pageSize, key: \.arn)
        return .init(targetGroups: page.elements.map(shape), nextMarker: page.nextMarker)
    }

    private func modifyTargetGroup(
        _ input: ELBv2.ModifyTargetGroupInput, _ scope: ELB.Scope
    ) throws(ELB.Refusal) -> ELBv2.ModifyTargetGroupOutput {
        let change = try Self.healthCheck(
            protocol: input.healthCheckProtocol, enabled: input.healthCheckEnabled, matcher: input.matcher,
            in: "ModifyTargetGroup",
            ELB.HealthCheckChange(
                path: input.healthCheckPath, port: input.healthCheckPort,
                intervalSeconds: input.healthCheckIntervalSeconds, timeoutSeconds: input.healthCheckTimeoutSeconds,
                healthyThreshold: input.healthyThresholdCount, unhealthyThreshold: input.unhealthyThresholdCount))
        let changed = try self.change { store throws(ELB.Refusal) in
            try store.modifyTargetGroup(input.targetGroupArn, change, in: scope)
        }
        return .init(targetGroups: [shape(changed)])
    }

    private func deleteTargetGroup(_ arn: String, _ scope: ELB.Scope) throws(ELB.Refusal) {
        try change { store throws(ELB.Refusal) in try store.deleteTargetGroup(arn, in: scope) }
    }

    private func modifyTargetGroupAttributes(
        _ arn: String, _ values: [(key: String, value: String)], _ scope: ELB.Scope
    ) throws(ELB.Refusal) -> ELB.Attributes {
        try change { store throws(ELB.Refusal) in try store.modifyTargetGroupAttributes(arn, values, in: scope) }
    }
}

// Targets.
extension ElasticLoadBalancing {
    nonisolated func targetOperations(_ table: inout OperationTable) {
        table.on(ELBv2.RegisterTargets.self, honouring: ["TargetGroupArn", "Targets"]) { input, scope in
            try await self.registerTargets(Self.references(input.targets), input.targetGroupArn, scope)
            return .init()
        }
        table.on(ELBv2.DeregisterTargets.self, honouring: ["TargetGroupArn", "Targets"]) { input, scope in
            try await self.deregisterTargets(Self.references(input.targets), input.targetGroupArn, scope)
            return .init()
        }
        table.on(ELBv2.DescribeTargetHealth.self, honouring: ["TargetGroupArn", "Targets"]) { input, scope in
            let reports = try await self.store.describeTargetHealth(
                Self.references(input.targets ?? []), in: input.targetGroupArn, scope)
            return .init(targetHealthDescriptions: reports.map(Self.shape))
        }
    }

    private static func references(_ shapes: [ELBv2.TargetDescription]) throws(ELB.Refusal) -> [ELB.TargetReference] {
        var references: [ELB.TargetReference] = []
        for shape in shapes {
            try ELB.onlyHonoured(shape.awsValue, ["Id", "Port", "AvailabilityZone"], in: "Targets")
            references.append(
                ELB.TargetReference(id: shape.id, port: shape.port, availabilityZone: shape.availabilityZone))
        }
        return references
    }

    private static func shape(_ report: ELB.TargetReport) -> ELBv2.TargetHealthDescription {
        ELBv2.TargetHealthDescription(
            target: .init(
                id: report.target.id, port: report.target.port, availabilityZone: report.availabilityZone),
            healthCheckPort: report.healthCheckPort,
            targetHealth: .init(
                state: .init(rawValue: report.health.state), reason: report.health.reason.map { .init(rawValue: $0) },
                description: report.health.description))
    }

    private func registerTargets(
        _ targets: [ELB.TargetReference], _ arn: String, _ scope: ELB.Scope
    ) throws(ELB.Refusal) {
        try change { store throws(ELB.Refusal) in try store.registerTargets(targets, in: arn, scope) }
    }

    private func deregisterTargets(
        _ targets: [ELB.TargetReference], _ arn: String, _ scope: ELB.Scope
    ) throws(ELB.Refusal) {
        let (uptime, pace) = (time.uptime(), time.pace)
        try change { store throws(ELB.Refusal) in
            try store.deregisterTargets(targets, from: arn, at: uptime, pace: pace, scope)
        }
    }
}
