import AWSRuntime
import AWSServices

extension StacksService {
    /// Events go to their stack, which is made when it is not there; a stack replaces what is said about one.
    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(CloudFormation.DescribeStacks.self) { _, answer, scope in
            let moment = moment
            stores.with(scope) { store in
                for stack in answer.stacks ?? [] { store.take(stack, moment) }
            }
        }
        table.on(CloudFormation.DescribeStackEvents.self) { _, answer, scope in
            let moment = moment
            stores.with(scope) { store in
                for event in answer.stackEvents ?? [] { store.take(event, moment) }
            }
        }
        table.on(CloudFormation.DescribeEvents.self) { input, answer, scope in
            guard let name = input?.stackName else {
                throw GivenTable.Problem("cloudformation:DescribeEvents needs with.StackName")
            }
            try stores.with(scope) { try $0.change(name) { $0.operationEvents += answer.operationEvents ?? [] } }
        }
        table.on(CloudFormation.DescribeStackResources.self) { input, answer, scope in
            guard let name = input?.stackName else {
                throw GivenTable.Problem("cloudformation:DescribeStackResources needs with.StackName")
            }
            try stores.with(scope) { try $0.change(name) { $0.resources = answer.stackResources ?? [] } }
        }
        table.on(CloudFormation.DescribeStackResourceDrifts.self) { input, answer, scope in
            guard let name = input?.stackName else {
                throw GivenTable.Problem("cloudformation:DescribeStackResourceDrifts needs with.StackName")
            }
            try stores.with(scope) { store in
                try store.change(name) { held in
                    for drift in answer.stackResourceDrifts { held.drifts[drift.logicalResourceId] = drift }
                }
            }
        }
        return table
    }
}

extension StackStore {
    mutating func change(_ name: String, _ body: (inout StoredStack) -> Void) throws {
        var held = try find(name)
        body(&held)
        stacks[held.id] = held
    }

    /// A stack as somebody says it is.
    mutating func take(_ stack: CloudFormation.Stack, _ moment: Moment) {
        let before = stacks.all.first { held in
            !held.isGone && (held.stack.stackName == stack.stackName || held.stack.stackId == stack.stackId)
        }
        var held = before ?? StoredStack(stack: stack, template: "")
        held.stack = stack
        held.stack.stackId = before?.id ?? stack.stackId ?? newID(stack.stackName, moment)
        stacks[held.id] = held
    }

    /// An event as somebody says it was; the stack's own status follows the last one about the stack itself.
    mutating func take(_ event: CloudFormation.StackEvent, _ moment: Moment) {
        var held =
            stacks.all.first { !$0.isGone && ($0.stack.stackName == event.stackName || $0.id == event.stackId) }
            ?? StoredStack(
                stack: CloudFormation.Stack(
                    stackId: event.stackId, stackName: event.stackName, creationTime: event.timestamp,
                    stackStatus: .createInProgress, outputs: [], tags: [], enableTerminationProtection: false),
                template: "")
        held.events.append(event)
        let isAboutItself =
            event.resourceType == "AWS::CloudFormation::Stack" && event.logicalResourceId == event.stackName
        if isAboutItself, let status = event.resourceStatus {
            held.stack.stackStatus = CloudFormation.StackStatus(rawValue: status.rawValue)
            held.stack.stackStatusReason = event.resourceStatusReason
        }
        stacks[held.id] = held
    }
}
