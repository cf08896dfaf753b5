import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Faults of roles")
struct RoleFaultTests {
    private static let trust =
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "#
        + #""Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#
    private static let execution = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"

    private struct Account {
        let test: TestCloud
        let iam: IAM.Client

        init() async throws {
            test = try TestCloud()
            iam = IAM.Client(test.caller())
            for name in ["execution", "task"] {
                _ = try await iam.createRole(.init(roleName: name, assumeRolePolicyDocument: RoleFaultTests.trust))
            }
            _ = try await iam.attachRolePolicy(.init(roleName: "execution", policyArn: RoleFaultTests.execution))
            _ = try await iam.createServiceLinkedRole(.init(awsServiceName: "ecs.amazonaws.com"))
        }

        func add(_ fault: CloudFault.RoleFault, _ subjects: [String] = []) async throws {
            try await test.cloud.faults.add(
                "fault", [.role(fault)], service: nil, subjects: subjects, since: test.time.now())
        }

        func role(_ name: String) async throws -> IAM.Role? {
            do throws(AWSCallError<IAM.GetRoleError>) {
                return try await iam.getRole(.init(roleName: name)).role
            } catch {
                return nil
            }
        }

        func may(_ action: String, _ arn: String) async throws -> Bool {
            try await iam.simulatePrincipalPolicy(.init(policySourceArn: arn, actionNames: [action]))
                .evaluationResults?.first?.evalDecision == .allowed
        }
    }

    @Test("the roles of the task definitions that are there are struck, and no other")
    func used() async throws {
        let account = try await Account()
        _ = try await account.test.makeService("web", executionRole: "execution", taskRole: "task")
        let before = try await account.role("execution")
        try await account.add(.executionRoleMissing)
        #expect(try await account.role("execution") == nil)
        #expect(try await account.role("task") != nil)
        try await account.add(.taskRoleMissing)
        #expect(try await account.role("execution") == before)
        #expect(try await account.role("task") == nil)
        await account.test.cloud.faults.removeAll()
        #expect(try await account.role("task") != nil)
        let attached = try await account.iam.listAttachedRolePolicies(.init(roleName: "execution"))
        #expect(attached.attachedPolicies?.map(\.policyArn) == [Self.execution])
        await account.test.cloud.stop()
    }

    @Test("before the first task definition every role that tasks may have is struck")
    func unused() async throws {
        let account = try await Account()
        let before = try await account.role("task")
        try await account.add(.taskRoleUntrusted)
        #expect(try await account.role("task")?.assumeRolePolicyDocument != before?.assumeRolePolicyDocument)
        #expect(
            !account.test.cloud.permissions.mayAssume("task", as: "ecs-tasks.amazonaws.com", account: "000000000000"))
        await account.test.cloud.faults.removeAll()
        #expect(try await account.role("task") == before)
        await account.test.cloud.stop()
    }

    @Test("only the named role is struck")
    func named() async throws {
        let account = try await Account()
        try await account.add(.executionRoleUntrusted, ["arn:aws:iam::000000000000:role/execution"])
        let may = account.test.cloud.permissions.mayAssume
        #expect(!may("execution", "ecs-tasks.amazonaws.com", "000000000000"))
        #expect(may("task", "ecs-tasks.amazonaws.com", "000000000000"))
        await account.test.cloud.stop()
    }

    @Test("ECS's own role goes and comes back")
    func linked() async throws {
        let account = try await Account()
        try await account.add(.serviceLinkedRoleMissing)
        #expect(try await account.role("AWSServiceRoleForECS") == nil)
        await account.test.cloud.faults.removeAll()
        #expect(try await account.role("AWSServiceRoleForECS") != nil)
        await account.test.cloud.stop()
    }

    @Test("ECS's own role is made on the first use of ECS, by whoever may have it made; else a service is refused")
    func madeOnFirstUse() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        func there() async -> Bool {
            let role = try? await iam.getRole(.init(roleName: "AWSServiceRoleForECS"))
            return role != nil
        }
        #expect(await !there())
        _ = try await ECS.Client(test.caller()).createCluster(.init(clusterName: "first"))
        #expect(await there())
        try await test.cloud.faults.add(
            "fault", [.role(.serviceLinkedRoleMissing), .role(.deployerDenied("iam:CreateServiceLinkedRole"))],
            service: nil, subjects: [], since: test.time.now())
        let code = await code { () async throws(AWSCallError<ECS.CreateServiceError>) in
            try await ECS.Client(test.caller()).createService(.init(cluster: "first", serviceName: "web"))
        }
        #expect(code == "InvalidParameterException")
        #expect(await !there())
        await test.cloud.faults.removeAll()
        #expect(await there())
        await test.cloud.stop()
    }

    @Test("an action taken from the execution role is refused by the simulation, and no other action")
    func executionRoleDenied() async throws {
        let account = try await Account()
        let arn = "arn:aws:iam::000000000000:role/execution"
        try await account.add(.executionRoleDenied("ecr:BatchGetImage"), ["execution"])
        #expect(try await !account.may("ecr:BatchGetImage", arn))
        #expect(try await account.may("ecr:GetAuthorizationToken", arn))
        await account.test.cloud.faults.removeAll()
        #expect(try await account.may("ecr:BatchGetImage", arn))
        await account.test.cloud.stop()
    }

    @Test("an action taken from whoever deploys is refused for real")
    func deployerDenied() async throws {
        let account = try await Account()
        let ecs = ECS.Client(account.test.caller())
        try await account.add(.deployerDenied("ecs:CreateCluster"))
        let refused = await code { () async throws(AWSCallError<ECS.CreateClusterError>) in
            try await ecs.createCluster(.init(clusterName: "c"))
        }
        #expect(refused == "AccessDeniedException")
        #expect(try await !account.may("ecs:CreateCluster", account.test.cloud.owner.arn))
        _ = try await ecs.listClusters(.init())
        await account.test.cloud.faults.removeAll()
        _ = try await ecs.createCluster(.init(clusterName: "c"))
        await account.test.cloud.stop()
    }
}
