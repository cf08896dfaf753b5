import AWSRuntime
import AWSServices

/// A stack with everything that is told about it.
struct StoredStack: Sendable {
    var stack: CloudFormation.Stack
    var template: String
    var resources: [CloudFormation.StackResource] = []
    /// The oldest first.
    var events: [CloudFormation.StackEvent] = []
    var operationEvents: [CloudFormation.OperationEvent] = []
    var imports: [String] = []
    var drifts: [String: CloudFormation.StackResourceDrift] = [:]
    var changeSets = OrderedTable<String, StoredChangeSet>()

    var id: String { stack.stackId ?? "" }
    var isGone: Bool { stack.stackStatus == .deleteComplete }
    var exports: [CloudFormation.Export] {
        (stack.outputs ?? []).compactMap { output in
            output.exportName.map {
                CloudFormation.Export(exportingStackId: stack.stackId, name: $0, value: output.outputValue)
            }
        }
    }
}

/// The stacks of one account in one region. Pure: time and ids come from outside.
///
/// A stack is recorded and its resources are listed as made; LocalAWS makes none of them. What a real stack would have
/// gone through is given (`GivenTable`).
struct StackStore: Sendable {
    let scope: CloudScope
    var stacks = OrderedTable<String, StoredStack>()

    init(scope: CloudScope) {
        self.scope = scope
    }

    /// Where a change comes from.
    struct Moment {
        var now: Timestamp
        var makeID: () -> String
    }

    // MARK: Finding

    /// By name or id; a deleted stack only by its id.
    func find(_ name: String) throws -> StoredStack {
        if let stack = stacks[name] { return stack }
        guard let stack = stacks.all.first(where: { $0.stack.stackName == name && !$0.isGone }) else {
            throw StackTemplate.invalid("Stack with id \(name) does not exist")
        }
        return stack
    }

    var exports: [CloudFormation.Export] {
        stacks.all.filter { !$0.isGone }.flatMap(\.exports).sorted { ($0.name ?? "") < ($1.name ?? "") }
    }

    /// Names of stacks that import it.
    func importers(of export: String) -> [String] {
        stacks.all.filter { !$0.isGone && $0.imports.contains(export) }.map(\.stack.stackName).sorted()
    }

    // MARK: Making

    mutating func create(_ input: CloudFormation.CreateStackInput, _ moment: Moment) throws -> String {
        if let before = try? find(input.stackName) {
            throw CloudFormation.AlreadyExistsException(message: "Stack [\(before.stack.stackName)] already exists")
        }
        let text = try Self.body(input.templateBody, input.templateURL)
        let template = try StackTemplate(text)
        try Self.check(template, input.capabilities)
        let id = newID(input.stackName, moment)
        var held = StoredStack(
            stack: CloudFormation.Stack(
                stackId: id, stackName: input.stackName, description: template.description,
                creationTime: moment.now, stackStatus: .createInProgress,
                disableRollback: input.disableRollback ?? false,
                notificationARNs: input.notificationARNs ?? [], timeoutInMinutes: input.timeoutInMinutes,
                capabilities: input.capabilities ?? [], outputs: [], roleARN: input.roleARN, tags: input.tags ?? [],
                enableTerminationProtection: input.enableTerminationProtection ?? false,
                driftInformation: CloudFormation.StackDriftInformation(stackDriftStatus: .notChecked)), template: text)
        try apply(template, input.parameters, to: &held, verb: .create, moment)
        stacks[id] = held
        return id
    }

    func newID(_ name: String, _ moment: Moment) -> String {
        "arn:aws:cloudformation:\(scope.region):\(scope.account):stack/\(name)/\(moment.makeID())"
    }

    static func body(_ text: String?, _ url: String?) throws -> String {
        guard url == nil else { throw NotImplementedHere.error("LocalAWS does not fetch templates by TemplateURL") }
        guard let text else {
            throw StackTemplate.invalid("Either Template URL or Template Body must be specified.")
        }
        return text
    }

    static func check(_ template: StackTemplate, _ allowed: [CloudFormation.Capability]?) throws {
        let missing = template.capabilities.filter { wanted in
            !(allowed ?? []).contains { $0 == wanted || $0 == .capabilityNamedIam }
        }
        guard missing.isEmpty else {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            throw CloudFormation.InsufficientCapabilitiesException(message: "Requires capabilities : [\(names)]")
        }
    }

    enum Verb: Sendable {
        case create, update

        var running: (stack: CloudFormation.ResourceStatus, done: CloudFormation.ResourceStatus) {
            self == .create ? (.createInProgress, .createComplete) : (.updateInProgress, .updateComplete)
        }
    }

    /// Records a template as carried out: resources, outputs, exports, events.
    mutating func apply(
        _ template: StackTemplate, _ parameters: [CloudFormation.Parameter]?, to held: inout StoredStack, verb: Verb,
        _ moment: Moment
    ) throws {
        var known = try values(template, parameters, held.stack.parameters)
        held.stack.parameters = template.parameters.map { parameter in
            CloudFormation.Parameter(
                parameterKey: parameter.name, parameterValue: parameter.isSecret ? "****" : known[parameter.name])
        }
        held.stack.description = template.description
        let states = verb.running
        event(
            held.stack.stackName, held.id, "AWS::CloudFormation::Stack", states.stack, "User Initiated", &held, moment)
        var resources: [CloudFormation.StackResource] = []
        for logical in template.order {
            guard let resource = template.resources[logical] else { continue }
            let before = held.resources.first { $0.logicalResourceId == logical && $0.resourceType == resource.type }
            let physical = before?.physicalResourceId ?? physicalID(logical, resource, held, known, moment)
            known[logical] = physical
            let own: Verb = before == nil ? .create : verb
            if before == nil {
                event(logical, "", resource.type, own.running.stack, nil, &held, moment)
                event(logical, physical, resource.type, own.running.done, nil, &held, moment)
            }
            resources.append(
                CloudFormation.StackResource(
                    stackName: held.stack.stackName, stackId: held.id, logicalResourceId: logical,
                    physicalResourceId: physical, resourceType: resource.type,
                    timestamp: before?.timestamp ?? moment.now, resourceStatus: own.running.done,
                    driftInformation: CloudFormation.StackResourceDriftInformation(
                        stackResourceDriftStatus: .notChecked)))
        }
        held.resources = resources
        try setOutputs(template, known, &held)
        event(held.stack.stackName, held.id, "AWS::CloudFormation::Stack", states.done, nil, &held, moment)
        held.stack.stackStatus = verb == .create ? .createComplete : .updateComplete
        if verb == .update { held.stack.lastUpdatedTime = moment.now }
    }

    private func values(
        _ template: StackTemplate, _ given: [CloudFormation.Parameter]?, _ before: [CloudFormation.Parameter]?
    ) throws -> [String: String] {
        var known: [String: String] = [:]
        var missing: [String] = []
        for parameter in template.parameters {
            let told = given?.first { $0.parameterKey == parameter.name }
            let old = before?.first { $0.parameterKey == parameter.name }?.parameterValue
            let value = told?.usePreviousValue == true ? old : told?.parameterValue ?? parameter.standard
            if let value { known[parameter.name] = value } else { missing.append(parameter.name) }
        }
        guard missing.isEmpty else {
            throw StackTemplate.invalid("Parameters: [\(missing.joined(separator: ", "))] must have values")
        }
        let unknown = (given ?? []).compactMap(\.parameterKey).filter { key in
            !template.parameters.contains { $0.name == key }
        }
        guard unknown.isEmpty else {
            throw StackTemplate.invalid("Parameters: [\(unknown.joined(separator: ", "))] do not exist in the template")
        }
        return known
    }

    private mutating func setOutputs(
        _ template: StackTemplate, _ known: [String: String], _ held: inout StoredStack
    ) throws {
        let all = Dictionary(
            exports.map { ($0.name ?? "", $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        let values = StackValues(
            scope: scope, stackName: held.stack.stackName, stackID: held.id, known: known, exports: all)
        held.imports = Set(template.imports.map(values.text)).sorted()
        for name in held.imports where all[name] == nil {
            throw StackTemplate.invalid("No export named \(name) found.")
        }
        held.stack.outputs = template.outputs.sorted { $0.key < $1.key }.map { name, output in
            CloudFormation.Output(
                outputKey: name, outputValue: values.text(output.value), description: output.description,
                exportName: output.export.map(values.text))
        }
        for name in (held.stack.outputs ?? []).compactMap(\.exportName) {
            let other = stacks.all.first { stack in
                !stack.isGone && stack.id != held.id && stack.exports.contains { $0.name == name }
            }
            if let other {
                throw StackTemplate.invalid(
                    "Export with name \(name) is already exported by stack \(other.stack.stackName)")
            }
        }
    }

    /// Of the name that the template gives, or made of the stack's and the resource's, as CloudFormation makes them.
    private func physicalID(
        _ logical: String, _ resource: StackTemplate.Resource, _ held: StoredStack, _ known: [String: String],
        _ moment: Moment
    ) -> String {
        let names = [
            "ServiceName", "ClusterName", "RepositoryName", "LogGroupName", "RoleName", "Name", "DBInstanceIdentifier",
            "BucketName", "FunctionName", "TopicName", "QueueName", "GroupName",
        ]
        if case .object(let properties) = resource.properties,
            let name = names.lazy.compactMap({ properties[$0] }).first
        {
            return StackValues(
                scope: scope, stackName: held.stack.stackName, stackID: held.id, known: known, exports: [:]
            ).text(name)
        }
        let suffix = moment.makeID().filter { $0 != "-" }.uppercased().prefix(12)
        return "\(held.stack.stackName)-\(logical)-\(suffix)"
    }

    // MARK: Events

    func event(
        _ logical: String, _ physical: String, _ type: String, _ status: CloudFormation.ResourceStatus,
        _ reason: String?, _ held: inout StoredStack, _ moment: Moment
    ) {
        held.events.append(
            CloudFormation.StackEvent(
                stackId: held.id, eventId: moment.makeID(), stackName: held.stack.stackName,
                logicalResourceId: logical, physicalResourceId: physical, resourceType: type, timestamp: moment.now,
                resourceStatus: status, resourceStatusReason: reason))
    }

    // MARK: Deleting

    mutating func delete(_ name: String, _ moment: Moment) throws {
        // Deleting what is not there is no error.
        guard var held = try? find(name), !held.isGone else { return }
        guard held.stack.enableTerminationProtection != true else {
            throw StackTemplate.invalid(
                "Stack [\(held.stack.stackName)] cannot be deleted while TerminationProtection is enabled")
        }
        let stack = "AWS::CloudFormation::Stack"
        event(held.stack.stackName, held.id, stack, .deleteInProgress, "User Initiated", &held, moment)
        let used = held.exports.compactMap(\.name).first { !importers(of: $0).isEmpty }
        if let export = used {
            let users = importers(of: export)
            let reason =
                "Delete canceled. Cannot delete export \(export) as it is in use by \(users.joined(separator: ", "))"
            event(held.stack.stackName, held.id, stack, .deleteFailed, reason, &held, moment)
            held.stack.stackStatus = .deleteFailed
            held.stack.stackStatusReason = reason
        } else {
            for resource in held.resources.reversed() {
                event(
                    resource.logicalResourceId, resource.physicalResourceId ?? "", resource.resourceType,
                    .deleteComplete, nil, &held, moment)
            }
            event(held.stack.stackName, held.id, stack, .deleteComplete, nil, &held, moment)
            held.resources = []
            held.stack.stackStatus = .deleteComplete
            held.stack.deletionTime = moment.now
        }
        stacks[held.id] = held
    }
}
