import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Faults of quotas, alarms and stacks")
struct SurroundingFaultTests {
    private func add(_ test: TestCloud, _ fault: CloudFault, _ subjects: [String] = []) async throws -> Int {
        try await test.cloud.faults.add(
            "cfn-failure", [fault], service: nil, subjects: subjects, since: test.time.now())
    }

    @Test("of the account's Fargate processors nothing is left, and then as many as before")
    func quota() async throws {
        let test = try TestCloud()
        _ = try await ECS.Client(test.caller()).createCluster(.init(clusterName: "shop"))
        let quotas = ServiceQuotas.Client(test.caller())
        func limit() async throws -> Double? {
            try await quotas.getServiceQuota(.init(serviceCode: "fargate", quotaCode: "L-3032A538")).quota?.value
        }
        let before = try await limit()
        #expect(try await add(test, .quotaUsedUp) > 0)
        #expect(try await limit() == 0)
        await test.cloud.faults.removeAll()
        #expect(try await limit() == before)
        await test.cloud.stop()
    }

    @Test("an alarm is in the state of the fault, and in its own again when the fault is over")
    func alarmState() async throws {
        let test = try TestCloud()
        let watch = CloudWatch.Client(test.caller())
        for name in ["errors", "latency"] {
            var alarm = CloudWatch.PutMetricAlarmInput(alarmName: name)
            (alarm.metricName, alarm.namespace, alarm.threshold) = ("m", "n", 1)
            (alarm.comparisonOperator, alarm.evaluationPeriods) = (.greaterThanThreshold, 1)
            _ = try await watch.putMetricAlarm(alarm)
            _ = try await watch.setAlarmState(.init(alarmName: name, stateValue: .ok, stateReason: "well"))
        }
        func states() async throws -> [CloudWatch.StateValue?] {
            try await watch.describeAlarms().metricAlarms?.map(\.stateValue) ?? []
        }
        #expect(try await add(test, .alarmState("ALARM"), ["latency"]) == 1)
        #expect(try await states() == [.ok, .alarm])
        #expect(try await add(test, .alarmState("INSUFFICIENT_DATA")) == 2)
        #expect(try await states() == [.insufficientData, .insufficientData])
        await test.cloud.faults.removeAll()
        #expect(try await states() == [.ok, .ok])
        await test.cloud.stop()
    }

    @Test("a stack that is there has failed in its last operation, and is as it was when the fault is over")
    func stack() async throws {
        let test = try TestCloud()
        let stacks = CloudFormation.Client(test.caller())
        let template = #"{"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}}"#
        _ = try await stacks.createStack(.init(stackName: "shop", templateBody: template))
        func events() async throws -> [CloudFormation.StackEvent] {
            try await stacks.describeStackEvents(.init(stackName: "shop")).stackEvents ?? []
        }
        let before = try await events()
        let reason = "A target group with the same name 'web' exists"
        let fault = CloudFault.stackFails(
            status: "CREATE_FAILED", resourceType: "AWS::ElasticLoadBalancingV2::TargetGroup", reason: reason)
        #expect(try await add(test, fault) == 1)
        let status = try await stacks.describeStacks(.init(stackName: "shop")).stacks?.first?.stackStatus
        #expect(status == .updateRollbackComplete)
        // The newest first; the last operation begins with its own event.
        let statuses = try await events().map { $0.resourceStatus?.rawValue }
        #expect(
            statuses.prefix(4) == [
                "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_IN_PROGRESS", "CREATE_FAILED", "UPDATE_IN_PROGRESS",
            ])
        #expect(try await events()[2].resourceStatusReason == reason)
        await test.cloud.faults.removeAll()
        #expect(try await events() == before)
        await test.cloud.stop()
    }

    @Test("where there is no stack one is made, called as the fault, and goes with it")
    func madeStack() async throws {
        let test = try TestCloud()
        _ = try await ECS.Client(test.caller()).createCluster(.init(clusterName: "shop"))
        let stacks = CloudFormation.Client(test.caller())
        let fault = CloudFault.stackFails(
            status: "UPDATE_ROLLBACK_FAILED", resourceType: "AWS::CloudFormation::Stack", reason: "gone")
        #expect(try await add(test, fault) == 1)
        let made = try await stacks.describeStacks(.init(stackName: "cfn-failure")).stacks?.first
        #expect(made?.stackStatus == .updateRollbackFailed)
        #expect(made?.stackStatusReason == "gone")
        await test.cloud.faults.removeAll()
        #expect(try await stacks.describeStacks(.init()).stacks?.isEmpty == true)
        await test.cloud.stop()
    }
}
