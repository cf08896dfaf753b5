import AWSRuntime
import AWSServices
package import SlipwayDeploy
package import SlipwayDomain

extension Investigation {
    /// How many stacks below the named one are looked into.
    private static let nestedLimit = 20

    /// The events of a stack's last operation, and of the stacks nested in it that failed.
    /// - Returns: nothing where there is no such stack.
    package func stack(_ name: String) async throws(TargetFailure) -> Signals? {
        var events: [StackEventObservation] = []
        var waiting = [name]
        var seen: Set<String> = []
        while let next = waiting.popLast(), seen.count < Self.nestedLimit {
            guard seen.insert(next).inserted else { continue }
            guard let own = try await lastOperation(of: next) else {
                if next == name { return nil }
                continue
            }
            events += own.map(StackEventObservation.init)
            waiting += own.filter { $0.resourceType == "AWS::CloudFormation::Stack" && $0.isFailure }
                .compactMap(\.physicalResourceId).filter { !$0.isEmpty && $0 != own.first?.stackId }
        }
        return Signals(observation: Observation(takenAt: now()), stackEvents: events)
    }

    /// Events back to the one that began the newest operation, oldest first.
    private func lastOperation(of name: String) async throws(TargetFailure) -> [CloudFormation.StackEvent]? {
        var found: [CloudFormation.StackEvent] = []
        do {
            let input = CloudFormation.DescribeStackEventsInput(stackName: name)
            pages: for try await page in clients.cloudFormation.describeStackEventsPages(input) {
                for event in page.stackEvents ?? [] {
                    found.append(event)
                    if event.beginsAnOperation { break pages }
                }
            }
        } catch {
            // CloudFormation has no error of its own for a stack that is not there.
            if error.code == "ValidationError" { return nil }
            throw error.targetFailure("cloudformation:DescribeStackEvents")
        }
        return found.reversed()
    }
}

extension CloudFormation.StackEvent {
    fileprivate var isFailure: Bool {
        let status = resourceStatus?.rawValue ?? ""
        return status.hasSuffix("FAILED") || status.contains("ROLLBACK")
    }

    /// The stack's own event that a user's call caused: `CREATE_IN_PROGRESS` and so on, not a rollback of its own.
    var beginsAnOperation: Bool {
        guard physicalResourceId == stackId else { return false }
        return ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS"]
            .contains(resourceStatus?.rawValue ?? "")
    }
}

extension StackEventObservation {
    init(_ event: CloudFormation.StackEvent) {
        self.init(
            stack: event.stackName, logicalID: event.logicalResourceId ?? "", type: event.resourceType ?? "",
            status: event.resourceStatus?.rawValue ?? "", reason: event.resourceStatusReason ?? "",
            at: event.timestamp.moment)
    }
}
