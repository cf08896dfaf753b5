import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// The stack that made the service, by its name; empty where none did.
    func stacks(of service: Service) async -> [String: Fact<StackFact>] {
        let name: String
        do throws(Gap) {
            let tags = try await live(service).tags ?? []
            let tag = tags.first { $0.key == "aws:cloudformation:stack-name" }
            guard let found = tag?.value else { return [:] }
            name = found
        } catch {
            return [:]
        }
        return [name: await stack(name)]
    }

    private func stack(_ name: String) async -> Fact<StackFact> {
        await .of { () throws(Gap) in
            // CloudFormation has no error of its own for a stack that is not there.
            let answer = try await ask(
                CloudFormation.DescribeStacks.self, CloudFormation.DescribeStacksInput(stackName: name),
                missing: ["ValidationError"])
            guard let found = answer.stacks?.first else { throw .missing }
            var fact = StackFact(
                name: name, status: found.stackStatus.rawValue, statusReason: found.stackStatusReason)
            fact.lastUpdatedAt = (found.lastUpdatedTime ?? found.creationTime).moment
            fact.role = found.roleARN
            if fact.status.contains("ROLLBACK") || fact.status.hasSuffix("FAILED") {
                let failed = try await firstFailure(of: name)
                fact.failedResource = failed?.logicalResourceId
                fact.failedReason = failed?.resourceStatusReason
            }
            return fact
        }
    }

    /// Of the newest operation, the event that failed first; all that failed after it follows from it.
    private func firstFailure(of name: String) async throws(Gap) -> CloudFormation.StackEvent? {
        let input = CloudFormation.DescribeStackEventsInput(stackName: name)
        var found: CloudFormation.StackEvent?
        do {
            pages: for try await page in clients.cloudFormation.describeStackEventsPages(input) {
                for event in page.stackEvents ?? [] {
                    let status = event.resourceStatus?.rawValue ?? ""
                    if status.hasSuffix("FAILED") { found = event }
                    if event.beginsAnOperation { break pages }
                }
            }
        } catch {
            throw error.gap("cloudformation:DescribeStackEvents")
        }
        return found
    }
}
