import AWSRuntime
import AWSServices

/// How the last operation of a stack came to grief.
struct StackFailure: Hashable, Sendable {
    /// Of the resource, or of the stack itself where the resource is one: `CREATE_FAILED`, `UPDATE_ROLLBACK_FAILED`.
    var status: String
    var resourceType: String
    var reason: String

    static let stackType = "AWS::CloudFormation::Stack"

    var isOfStack: Bool { resourceType == Self.stackType }

    /// `TargetGroup` of `AWS::ElasticLoadBalancingV2::TargetGroup`.
    var logicalID: String { resourceType.split(separator: ":").last.map(String.init) ?? resourceType }
}

extension StacksService {
    /// Lets stacks of a region fail, the named ones or all.
    func fail(_ failure: StackFailure, _ names: [String]?, in scope: CloudScope) -> [AccountFaults.Undo] {
        let moment = moment
        let struck = stores.with(scope) { store -> [StoredStack] in
            let meant = store.stacks.all.filter { held in
                !held.isGone && (names?.contains { $0 == held.stack.stackName || $0 == held.id } ?? true)
            }
            for held in meant { store.suffer(failure, held, moment) }
            return meant
        }
        return struck.map { held in { [stores] in stores.with(scope) { $0.stacks[held.id] = held } } }
    }

    /// Makes stacks that have failed.
    func make(_ failure: StackFailure, names: [String], in scope: CloudScope) -> [AccountFaults.Undo] {
        let moment = moment
        return names.map { name in
            let id = stores.with(scope) { store in
                let id = store.newID(name, moment)
                let stack = CloudFormation.Stack(
                    stackId: id, stackName: name, creationTime: moment.now, stackStatus: .createInProgress, outputs: [],
                    tags: [], enableTerminationProtection: false)
                store.suffer(failure, StoredStack(stack: stack, template: ""), moment)
                return id
            }
            return { [stores] in stores.with(scope) { $0.stacks[id] = nil } }
        }
    }
}

extension StackStore {
    /// Records an operation that began, failed at one resource, and what CloudFormation did about it.
    fileprivate mutating func suffer(_ failure: StackFailure, _ before: StoredStack, _ moment: Moment) {
        var held = before
        let verb = failure.status.split(separator: "_").first.map(String.init) ?? "UPDATE"
        let isNew = held.events.isEmpty && held.resources.isEmpty
        // What is created in a stack that is there belongs to an update of it.
        let operation = verb == "CREATE" && !isNew ? "UPDATE" : verb == "ROLLBACK" ? "CREATE" : verb
        func tell(_ status: String, _ reason: String?) {
            event(
                held.stack.stackName, held.id, StackFailure.stackType, .init(rawValue: status), reason, &held, moment)
            held.stack.stackStatus = CloudFormation.StackStatus(rawValue: status)
            held.stack.stackStatusReason = reason
        }
        tell("\(operation)_IN_PROGRESS", "User Initiated")
        if failure.isOfStack {
            tell(failure.status, failure.reason)
        } else {
            event(
                failure.logicalID, "", failure.resourceType, .init(rawValue: failure.status), failure.reason, &held,
                moment)
            if failure.status.hasSuffix("_FAILED") { follow(operation, failure, tell) }
        }
        if operation == "UPDATE" { held.stack.lastUpdatedTime = moment.now }
        stacks[held.id] = held
    }

    /// What CloudFormation does once a resource has failed.
    private func follow(_ operation: String, _ failure: StackFailure, _ tell: (String, String?) -> Void) {
        let what = "The following resource(s) failed to \(operation.lowercased()): [\(failure.logicalID)]."
        switch operation {
        case "CREATE":
            tell("ROLLBACK_IN_PROGRESS", "\(what) Rollback requested by user.")
            tell("ROLLBACK_COMPLETE", nil)
        case "UPDATE":
            tell("UPDATE_ROLLBACK_IN_PROGRESS", what)
            tell("UPDATE_ROLLBACK_COMPLETE", nil)
        default: tell("\(operation)_FAILED", what)
        }
    }
}
