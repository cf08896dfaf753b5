import AWSRuntime
import AWSServices

struct StoredChangeSet: Sendable {
    var set: CloudFormation.DescribeChangeSetOutput
    var template: String
    var parameters: [CloudFormation.Parameter]?
    var verb: StackStore.Verb
}

extension StackStore {
    /// Makes a change set, and for a new stack the stack in review.
    mutating func createChangeSet(
        _ input: CloudFormation.CreateChangeSetInput, _ moment: Moment
    ) throws -> StoredChangeSet {
        let isNew = input.changeSetType == .create
        var held: StoredStack
        if isNew, (try? find(input.stackName)).map({ $0.stack.stackStatus == .reviewInProgress }) ?? true {
            held = (try? find(input.stackName)) ?? reviewed(input, moment)
        } else if isNew {
            throw StackTemplate.invalid(
                "Stack [\(input.stackName)] already exists and cannot be created again with the changeSet "
                    + "[\(input.changeSetName)].")
        } else {
            held = try find(input.stackName)
            try checkChangeable(held)
        }
        guard held.changeSets[input.changeSetName] == nil else {
            throw CloudFormation.AlreadyExistsException(
                message:
                    "ChangeSet \(input.changeSetName) cannot be created because a ChangeSet with this name already "
                    + "exists for stack \(held.id)")
        }
        let text =
            input.usePreviousTemplate == true ? held.template : try Self.body(input.templateBody, input.templateURL)
        let template = try StackTemplate(text)
        try Self.check(template, input.capabilities)
        // What applying it would refuse is refused now.
        var tried = held
        try apply(template, input.parameters, to: &tried, verb: isNew ? .create : .update, moment)
        let changes = try changes(from: held, to: template, isNew: isNew)
        let outputsChange = tried.stack.outputs != held.stack.outputs || tried.stack.parameters != held.stack.parameters
        let isEmpty = changes.isEmpty && !outputsChange
        let path = "changeSet/\(input.changeSetName)/\(moment.makeID())"
        let id = "arn:aws:cloudformation:\(scope.region):\(scope.account):\(path)"
        let made = StoredChangeSet(
            set: CloudFormation.DescribeChangeSetOutput(
                changeSetName: input.changeSetName, changeSetId: id, stackId: held.id, stackName: held.stack.stackName,
                description: input.description, parameters: tried.stack.parameters, creationTime: moment.now,
                executionStatus: isEmpty ? .unavailable : .available, status: isEmpty ? .failed : .createComplete,
                statusReason: isEmpty
                    ? "The submitted information didn't contain changes. Submit different information to create a "
                        + "change set." : nil, notificationARNs: input.notificationARNs ?? [],
                capabilities: input.capabilities ?? [], tags: input.tags ?? [], changes: changes,
                includeNestedStacks: false), template: text, parameters: input.parameters,
            verb: isNew ? .create : .update)
        held.changeSets[input.changeSetName] = made
        stacks[held.id] = held
        return made
    }

    private func reviewed(_ input: CloudFormation.CreateChangeSetInput, _ moment: Moment) -> StoredStack {
        let id = newID(input.stackName, moment)
        var held = StoredStack(
            stack: CloudFormation.Stack(
                stackId: id, stackName: input.stackName, creationTime: moment.now,
                stackStatus: .reviewInProgress, capabilities: input.capabilities ?? [], outputs: [],
                tags: input.tags ?? [], enableTerminationProtection: false,
                driftInformation: CloudFormation.StackDriftInformation(stackDriftStatus: .notChecked)), template: "")
        event(
            input.stackName, id, "AWS::CloudFormation::Stack", .unknown("REVIEW_IN_PROGRESS"), "User Initiated", &held,
            moment)
        return held
    }

    /// A stack in the middle of something, or stuck after it, takes no changes.
    private func checkChangeable(_ held: StoredStack) throws {
        let status = held.stack.stackStatus.rawValue
        guard status.hasSuffix("_COMPLETE"), status != "ROLLBACK_COMPLETE", status != "DELETE_COMPLETE" else {
            throw StackTemplate.invalid(
                "Stack:\(held.id) is in \(status) state and can not be updated.")
        }
    }

    private func changes(
        from held: StoredStack, to template: StackTemplate, isNew: Bool
    ) throws -> [CloudFormation.Change] {
        let before = held.template.isEmpty ? [:] : try StackTemplate(held.template).resources
        let physical = Dictionary(
            held.resources.map { ($0.logicalResourceId, $0.physicalResourceId) },
            uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(template.resources.keys).sorted().compactMap { logical in
            let (old, new) = (isNew ? nil : before[logical], template.resources[logical])
            var change = CloudFormation.ResourceChange(
                action: .modify, logicalResourceId: logical, physicalResourceId: physical[logical] ?? nil,
                resourceType: (new ?? old)?.type, scope: [])
            switch (old, new) {
            case (nil, .some): change.action = .add
            case (.some, nil): change.action = .remove
            case (.some(let old), .some(let new)) where old.type != new.type || old.properties != new.properties:
                change.scope = [.properties]
                change.replacement = Self.isReplaced(old, new) ? .true : .false
            default: return nil
            }
            return CloudFormation.Change(type: .resource, resourceChange: change)
        }
    }

    /// Properties whose change makes a new resource, of the types that checks look at.
    private static let lasting: [String: [String]] = [
        "AWS::ECS::Service": ["Cluster", "LaunchType", "Role", "SchedulingStrategy", "ServiceName"],
        "AWS::ECS::Cluster": ["ClusterName"],
        "AWS::ElasticLoadBalancingV2::TargetGroup": [
            "Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId",
        ],
        "AWS::ElasticLoadBalancingV2::LoadBalancer": ["Name", "Scheme", "Type"],
        "AWS::ElasticLoadBalancingV2::Listener": ["LoadBalancerArn"],
        "AWS::ElasticLoadBalancingV2::ListenerRule": ["ListenerArn"],
        "AWS::RDS::DBInstance": [
            "DBInstanceIdentifier", "DBSubnetGroupName", "Engine", "MasterUsername", "StorageEncrypted",
        ],
        "AWS::ECR::Repository": ["RepositoryName"], "AWS::Logs::LogGroup": ["LogGroupName"],
        "AWS::IAM::Role": ["Path", "RoleName"], "AWS::EC2::SecurityGroup": ["GroupDescription", "GroupName", "VpcId"],
    ]

    private static func isReplaced(_ old: StackTemplate.Resource, _ new: StackTemplate.Resource) -> Bool {
        guard old.type == new.type, case .object(let before) = old.properties, case .object(let after) = new.properties
        else { return true }
        return (lasting[old.type] ?? []).contains { before[$0] != after[$0] }
    }

    // MARK: Finding and ending

    func changeSet(_ name: String, of stackName: String?) throws -> (stack: StoredStack, set: StoredChangeSet) {
        for held in stacks.all where !held.isGone {
            if let stackName, held.id != stackName, held.stack.stackName != stackName { continue }
            if let set = held.changeSets.all.first(where: { $0.set.changeSetId == name || $0.set.changeSetName == name }
            ),
                stackName != nil || set.set.changeSetId == name
            {
                return (held, set)
            }
        }
        throw CloudFormation.ChangeSetNotFoundException(message: "ChangeSet [\(name)] does not exist")
    }

    mutating func deleteChangeSet(_ name: String, of stackName: String?) throws {
        var (held, set) = try changeSet(name, of: stackName)
        held.changeSets[set.set.changeSetName ?? ""] = nil
        stacks[held.id] = held
    }

    mutating func executeChangeSet(_ name: String, of stackName: String?, _ moment: Moment) throws {
        var (held, set) = try changeSet(name, of: stackName)
        guard set.set.executionStatus == .available else {
            throw CloudFormation.InvalidChangeSetStatusException(
                message: "ChangeSet [\(set.set.changeSetId ?? name)] cannot be executed in its current status of "
                    + "[\(set.set.status?.rawValue ?? "")]")
        }
        try apply(StackTemplate(set.template), set.parameters, to: &held, verb: set.verb, moment)
        held.template = set.template
        held.stack.changeSetId = set.set.changeSetId
        held.stack.capabilities = set.set.capabilities
        // The others were made for the stack as it was.
        held.changeSets = OrderedTable()
        stacks[held.id] = held
    }
}
