package import AWSRuntime
import AWSServices

/// CloudFormation: stacks as they were told, not made (`StackStore`).
package struct StacksService: Sendable {
    private let time: any CloudTime
    private let random: any RandomSource
    let stores = ScopedStores(StackStore.init(scope:))

    package init(time: any CloudTime, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    var moment: StackStore.Moment {
        StackStore.Moment(now: time.now(), makeID: { [random] in random.uuid() })
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: CloudFormation.service)
        addWrites(to: &table)
        addReads(to: &table)
        addLists(to: &table)
        addChangeSets(to: &table)
        addDrift(to: &table)
        return table
    }

    // MARK: Writing

    private func addWrites(to table: inout OperationTable) {
        table.on(
            CloudFormation.CreateStack.self,
            refusing: [
                "RollbackConfiguration", "ResourceTypes", "OnFailure", "StackPolicyBody", "StackPolicyURL",
                "RetainExceptOnCreate", "DeploymentConfig", "DisableValidation",
            ], ignoring: ["ClientRequestToken"]
        ) { input, context in
            let moment = moment
            return .init(stackId: try stores.with(context.scope) { try $0.create(input, moment) })
        }
        table.on(
            CloudFormation.DeleteStack.self, honouring: ["StackName"], ignoring: ["ClientRequestToken", "RoleARN"]
        ) { input, context in
            let moment = moment
            try stores.with(context.scope) { try $0.delete(input.stackName, moment) }
            return .init()
        }
        table.on(CloudFormation.ValidateTemplate.self) { input, _ in
            let template = try StackTemplate(StackStore.body(input.templateBody, input.templateURL))
            let reason =
                template.capabilities.isEmpty
                ? nil : "The following resource(s) require capabilities: [AWS::IAM::Role]"
            return .init(
                parameters: template.parameters.map { parameter in
                    CloudFormation.TemplateParameter(
                        parameterKey: parameter.name, defaultValue: parameter.standard, noEcho: parameter.isSecret,
                        description: parameter.description)
                }, description: template.description, capabilities: template.capabilities, capabilitiesReason: reason)
        }
    }

    // MARK: Reading

    private func addReads(to table: inout OperationTable) {
        table.on(CloudFormation.DescribeStacks.self) { input, context in
            let store = stores.with(context.scope) { $0 }
            let found: [CloudFormation.Stack]
            if let name = input.stackName {
                found = [try store.find(name).stack]
            } else {
                found = store.stacks.all.filter { !$0.isGone }.map(\.stack).reversed()
            }
            let page = try Self.page(found, input.nextToken, key: { $0.stackId ?? "" })
            return .init(stacks: page.items, nextToken: page.next)
        }
        table.on(CloudFormation.DescribeStackEvents.self) { input, context in
            let held = try stores.with(context.scope) { try $0.find(input.stackName) }
            let page = try Self.page(held.events.reversed(), input.nextToken, key: \.eventId)
            return .init(stackEvents: page.items, nextToken: page.next)
        }
        table.on(CloudFormation.DescribeEvents.self, refusing: ["OperationId"]) { input, context in
            let store = stores.with(context.scope) { $0 }
            let held: StoredStack
            if let set = input.changeSetName {
                held = try store.changeSet(set, of: input.stackName).stack
            } else {
                held = try store.find(input.stackName ?? "")
            }
            var found = Array(held.operationEvents.reversed())
            if input.filters?.failedEvents == true {
                found = found.filter { event in
                    event.validationStatus == .failed || event.hookStatus?.rawValue.hasSuffix("FAILED") == true
                        || event.resourceStatus?.rawValue.hasSuffix("FAILED") == true
                }
            }
            let page = try Self.page(found, input.nextToken, key: { $0.eventId ?? "" })
            return .init(operationEvents: page.items, nextToken: page.next)
        }
        table.on(CloudFormation.DescribeStackResources.self) { input, context in
            let store = stores.with(context.scope) { $0 }
            var found: [CloudFormation.StackResource]
            if let name = input.stackName {
                found = try store.find(name).resources
            } else if let id = input.physicalResourceId {
                let owner = store.stacks.all.first { held in
                    !held.isGone && held.resources.contains { $0.physicalResourceId == id }
                }
                guard let owner else { throw StackTemplate.invalid("Stack for \(id) does not exist") }
                found = owner.resources
            } else {
                throw StackTemplate.invalid("Either StackName or PhysicalResourceId must be specified.")
            }
            if let logical = input.logicalResourceId { found = found.filter { $0.logicalResourceId == logical } }
            return .init(stackResources: found)
        }
        table.on(CloudFormation.GetTemplate.self, refusing: ["TemplateStage"]) { input, context in
            let store = stores.with(context.scope) { $0 }
            if let set = input.changeSetName {
                let template = try store.changeSet(set, of: input.stackName).set.template
                return .init(templateBody: template, stagesAvailable: [.original, .processed])
            }
            return .init(
                templateBody: try store.find(input.stackName ?? "").template,
                stagesAvailable: [.original, .processed])
        }
    }

    private func addLists(to table: inout OperationTable) {
        table.on(CloudFormation.ListStackResources.self) { input, context in
            let held = try stores.with(context.scope) { try $0.find(input.stackName) }
            let found = held.resources.map { resource in
                CloudFormation.StackResourceSummary(
                    logicalResourceId: resource.logicalResourceId, physicalResourceId: resource.physicalResourceId,
                    resourceType: resource.resourceType, lastUpdatedTimestamp: resource.timestamp,
                    resourceStatus: resource.resourceStatus, resourceStatusReason: resource.resourceStatusReason)
            }
            let page = try Self.page(found, input.nextToken, key: \.logicalResourceId)
            return .init(stackResourceSummaries: page.items, nextToken: page.next)
        }
        table.on(CloudFormation.ListExports.self) { input, context in
            let found = stores.with(context.scope) { $0.exports }
            let page = try Self.page(found, input.nextToken, key: { $0.name ?? "" })
            return .init(exports: page.items, nextToken: page.next)
        }
        table.on(CloudFormation.ListImports.self) { input, context in
            let found = stores.with(context.scope) { $0.importers(of: input.exportName) }
            guard !found.isEmpty else {
                throw StackTemplate.invalid("Export '\(input.exportName)' is not imported by any stack.")
            }
            let page = try Self.page(found, input.nextToken, key: \.self)
            return .init(imports: page.items, nextToken: page.next)
        }
    }

    // MARK: Change sets and drift

    private func addChangeSets(to table: inout OperationTable) {
        table.on(
            CloudFormation.CreateChangeSet.self,
            honouring: [
                "StackName", "TemplateBody", "TemplateURL", "UsePreviousTemplate", "Parameters", "Capabilities",
                "NotificationARNs", "Tags", "ChangeSetName", "Description", "ChangeSetType",
            ], ignoring: ["ClientToken", "RoleARN"]
        ) { input, context in
            let moment = moment
            let made = try stores.with(context.scope) { try $0.createChangeSet(input, moment) }
            return .init(id: made.set.changeSetId, stackId: made.set.stackId)
        }
        table.on(
            CloudFormation.DescribeChangeSet.self, refusing: ["NextToken", "IncludePropertyValues"]
        ) { input, context in
            try stores.with(context.scope) { try $0.changeSet(input.changeSetName, of: input.stackName).set.set }
        }
        table.on(
            CloudFormation.ExecuteChangeSet.self, honouring: ["ChangeSetName", "StackName"],
            ignoring: ["ClientRequestToken"]
        ) { input, context in
            let moment = moment
            try stores.with(context.scope) {
                try $0.executeChangeSet(input.changeSetName, of: input.stackName, moment)
            }
            return .init()
        }
        table.on(CloudFormation.DeleteChangeSet.self) { input, context in
            try stores.with(context.scope) { try $0.deleteChangeSet(input.changeSetName, of: input.stackName) }
            return .init()
        }
    }

    private func addDrift(to table: inout OperationTable) {
        table.on(CloudFormation.DetectStackResourceDrift.self) { input, context in
            let held = try stores.with(context.scope) { try $0.find(input.stackName) }
            return .init(stackResourceDrift: try drift(of: input.logicalResourceId, in: held))
        }
        table.on(CloudFormation.DescribeStackResourceDrifts.self, refusing: ["MaxResults"]) { input, context in
            let held = try stores.with(context.scope) { try $0.find(input.stackName) }
            let found = try held.resources.map { try drift(of: $0.logicalResourceId, in: held) }.filter { drift in
                input.stackResourceDriftStatusFilters.map { $0.isEmpty || $0.contains(drift.stackResourceDriftStatus) }
                    ?? true
            }
            let page = try Self.page(found, input.nextToken, key: \.logicalResourceId)
            return .init(stackResourceDrifts: page.items, nextToken: page.next)
        }
    }

    /// As given, else in sync: nothing here changes behind a stack's back.
    private func drift(
        of logical: String, in held: StoredStack
    ) throws -> CloudFormation.StackResourceDrift {
        guard let resource = held.resources.first(where: { $0.logicalResourceId == logical }) else {
            throw StackTemplate.invalid("Resource \(logical) does not exist for stack \(held.stack.stackName)")
        }
        return held.drifts[logical]
            ?? CloudFormation.StackResourceDrift(
                stackId: held.id, logicalResourceId: logical, physicalResourceId: resource.physicalResourceId,
                resourceType: resource.resourceType, propertyDifferences: [], stackResourceDriftStatus: .inSync,
                timestamp: time.now())
    }

    private static func page<Item>(
        _ items: [Item], _ token: String?, key: (Item) -> String
    ) throws -> (items: [Item], next: String?) {
        do {
            return try Paging.pageInOrder(items, after: token, limit: 100, key: key)
        } catch {
            throw StackTemplate.invalid("Invalid NextToken")
        }
    }
}
