import AWSRuntime
import AWSServices
import Foundation
import LocalAWS
import Testing

@Suite("Stacks")
struct StacksTests {
    static let network = """
        {"Parameters": {"Env": {"Type": "String"}}, "Resources": {
          "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "web"}},
          "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
            "Properties": {"Port": 80, "Name": {"Fn::Sub": "${Env}-web"}}, "DependsOn": "Group"}},
         "Outputs": {"Group": {"Value": {"Ref": "Group"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-group"}}}}}
        """
    static let service = """
        {"Resources": {"Service": {"Type": "AWS::ECS::Service", "Properties":
          {"ServiceName": "web", "NetworkConfiguration": {"SecurityGroups": [{"Fn::ImportValue": "net-group"}]}}}}}
        """

    private func create(
        _ client: CloudFormation.Client, _ name: String, _ template: String, _ parameters: [String: String] = [:]
    ) async throws(AWSCallError<CloudFormation.CreateStackError>) -> CloudFormation.CreateStackOutput {
        try await client.createStack(
            CloudFormation.CreateStackInput(
                stackName: name, templateBody: template,
                parameters: parameters.sorted { $0.key < $1.key }.map {
                    CloudFormation.Parameter(parameterKey: $0.key, parameterValue: $0.value)
                }))
    }

    @Test("a stack is listed with its resources, outputs and events, in the order of their needs")
    func creates() async throws {
        let test = try TestCloud()
        let client = CloudFormation.Client(test.caller())
        _ = try await create(client, "net", Self.network, ["Env": "dev"])
        let stack = try #require(
            try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "net")).stacks?.first)
        #expect(stack.stackStatus == .createComplete)
        let resources =
            try await client.describeStackResources(
                CloudFormation.DescribeStackResourcesInput(stackName: "net")
            ).stackResources ?? []
        #expect(resources.map(\.logicalResourceId) == ["Group", "Targets"])
        #expect(resources.last?.physicalResourceId == "dev-web")
        #expect(stack.outputs?.first?.exportName == "net-group")
        #expect(stack.outputs?.first?.outputValue == resources.first?.physicalResourceId)
        let events = try await client.describeStackEvents(CloudFormation.DescribeStackEventsInput(stackName: "net"))
        let lines = (events.stackEvents ?? []).reversed().map {
            "\($0.logicalResourceId ?? "") \($0.resourceStatus?.rawValue ?? "")"
        }
        #expect(
            lines == [
                "net CREATE_IN_PROGRESS", "Group CREATE_IN_PROGRESS", "Group CREATE_COMPLETE",
                "Targets CREATE_IN_PROGRESS", "Targets CREATE_COMPLETE", "net CREATE_COMPLETE",
            ])
        let owner = try await client.describeStackResources(
            CloudFormation.DescribeStackResourcesInput(physicalResourceId: "dev-web"))
        #expect(owner.stackResources?.first?.stackName == "net")
        await test.cloud.stop()
    }

    @Test("what CloudFormation would refuse is refused in its words")
    func refuses() async throws {
        let test = try TestCloud()
        let client = CloudFormation.Client(test.caller())
        typealias Refusal = AWSCallError<CloudFormation.CreateStackError>
        let cases = [
            (Self.network, "Parameters: [Env] must have values"),
            (Self.service, "No export named net-group found."),
            (
                #"{"Resources": {"A": {"Type": "T", "DependsOn": "B"}, "B": {"Type": "T", "DependsOn": "A"}}}"#,
                "Circular dependency between resources: [A, B]"
            ),
            (
                #"{"Resources": {"A": {"Type": "T", "Properties": {"X": {"Ref": "Gone"}}}}}"#,
                "Template format error: Unresolved resource dependencies [Gone] in the Resources block of the template"
            ),
            ("{", "Template format error: JSON not well-formed."),
            (#"{"Resources": {"R": {"Type": "AWS::IAM::Role"}}}"#, "Requires capabilities : [CAPABILITY_IAM]"),
            ("Resources:\n  A: {}", "LocalAWS reads only JSON templates"),
        ]
        for (template, wanted) in cases {
            #expect(await message { () async throws(Refusal) in try await create(client, "x", template) } == wanted)
        }
        #expect(
            await message { () async throws(AWSCallError<CloudFormation.DescribeStacksError>) in
                try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "x"))
            } == "Stack with id x does not exist")
        await test.cloud.stop()
    }

    @Test("an export in use keeps its stack")
    func exports() async throws {
        let test = try TestCloud()
        let client = CloudFormation.Client(test.caller())
        _ = try await create(client, "net", Self.network, ["Env": "dev"])
        _ = try await create(client, "app", Self.service)
        #expect(try await client.listExports().exports?.map(\.name) == ["net-group"])
        #expect(
            try await client.listImports(CloudFormation.ListImportsInput(exportName: "net-group")).imports == ["app"])
        _ = try await client.deleteStack(CloudFormation.DeleteStackInput(stackName: "net"))
        let stack = try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "net")).stacks?.first
        #expect(stack?.stackStatus == .deleteFailed)
        #expect(stack?.stackStatusReason?.contains("in use by app") == true)
        _ = try await client.deleteStack(CloudFormation.DeleteStackInput(stackName: "app"))
        _ = try await client.deleteStack(CloudFormation.DeleteStackInput(stackName: "net"))
        #expect(try await client.describeStacks().stacks?.isEmpty == true)
        await test.cloud.stop()
    }

    @Test("a change set says what would be replaced, and does it when it is told")
    func changeSets() async throws {
        let test = try TestCloud()
        let client = CloudFormation.Client(test.caller())
        _ = try await create(client, "net", Self.network, ["Env": "dev"])
        func change(_ name: String, _ template: String) async throws -> CloudFormation.DescribeChangeSetOutput {
            _ = try await client.createChangeSet(
                CloudFormation.CreateChangeSetInput(
                    stackName: "net", templateBody: template,
                    parameters: [CloudFormation.Parameter(parameterKey: "Env", usePreviousValue: true)],
                    changeSetName: name))
            return try await client.describeChangeSet(
                CloudFormation.DescribeChangeSetInput(changeSetName: name, stackName: "net"))
        }
        let empty = try await change("none", Self.network)
        #expect(empty.status == .failed)
        #expect(empty.statusReason?.hasPrefix("The submitted information didn't contain changes.") == true)
        let set = try await change("port", Self.network.replacingOccurrences(of: "80", with: "8080"))
        #expect(set.status == .createComplete)
        let resource = try #require(set.changes?.first?.resourceChange)
        #expect(resource.logicalResourceId == "Targets")
        #expect(resource.action == .modify)
        #expect(resource.replacement == .true)
        _ = try await client.executeChangeSet(
            CloudFormation.ExecuteChangeSetInput(changeSetName: "port", stackName: "net"))
        let stack = try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "net")).stacks?.first
        #expect(stack?.stackStatus == .updateComplete)
        let template = try await client.getTemplate(CloudFormation.GetTemplateInput(stackName: "net")).templateBody
        #expect(template?.contains("8080") == true)
        let review = CloudFormation.CreateChangeSetInput(
            stackName: "new", templateBody: Self.service, changeSetName: "first", changeSetType: .create)
        _ = try await client.createChangeSet(review)
        let new = try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "new")).stacks?.first
        #expect(new?.stackStatus == .reviewInProgress)
        _ = try await client.deleteChangeSet(
            CloudFormation.DeleteChangeSetInput(changeSetName: "first", stackName: "new"))
        await test.cloud.stop()
    }

    @Test("events of a stack are told as they were on AWS, and its status follows")
    func given() async throws {
        let test = try TestCloud()
        let client = CloudFormation.Client(test.caller())
        let scope = CloudScope(account: "000000000000", region: TestCloud.region)
        let id = "arn:aws:cloudformation:\(TestCloud.region):000000000000:stack/api/1"
        func event(
            _ number: Int, _ logical: String, _ type: String, _ status: CloudFormation.ResourceStatus, _ reason: String?
        ) -> CloudFormation.StackEvent {
            CloudFormation.StackEvent(
                stackId: id, eventId: "e\(number)", stackName: "api", logicalResourceId: logical, resourceType: type,
                timestamp: test.time.now().advanced(by: .seconds(number)), resourceStatus: status,
                resourceStatusReason: reason)
        }
        try test.cloud.given.give(
            CloudFormation.DescribeStackEvents.self,
            CloudFormation.DescribeStackEventsOutput(stackEvents: [
                event(1, "api", "AWS::CloudFormation::Stack", .updateInProgress, "User Initiated"),
                event(2, "Service", "AWS::ECS::Service", .updateFailed, "Resource handler returned message: \"Error\""),
                event(3, "api", "AWS::CloudFormation::Stack", .unknown("UPDATE_ROLLBACK_FAILED"), "Stuck"),
            ]), in: scope)
        let stack = try await client.describeStacks(CloudFormation.DescribeStacksInput(stackName: "api")).stacks?.first
        #expect(stack?.stackStatus == .updateRollbackFailed)
        let events = try await client.describeStackEvents(CloudFormation.DescribeStackEventsInput(stackName: "api"))
        #expect(events.stackEvents?.map(\.eventId) == ["e3", "e2", "e1"])
        await test.cloud.stop()
    }
}
