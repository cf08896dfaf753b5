import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Permissions")
struct PermissionsTests {
    static let trust =
        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "#
        + #"{"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#
    static let execution = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"

    private func role(_ iam: IAM.Client, _ name: String = "app") async throws -> String {
        try await iam.createRole(IAM.CreateRoleRequest(roleName: name, assumeRolePolicyDocument: Self.trust)).role.arn
    }

    private func simulate(
        _ iam: IAM.Client, _ arn: String, _ action: String, on resource: String = "*",
        _ context: [String: String] = [:]
    ) async throws -> IAM.EvaluationResult {
        let answer = try await iam.simulatePrincipalPolicy(
            IAM.SimulatePrincipalPolicyRequest(
                policySourceArn: arn, actionNames: [action], resourceArns: [resource],
                contextEntries: context.sorted { $0.key < $1.key }.map {
                    IAM.ContextEntry(contextKeyName: $0.key, contextKeyValues: [$0.value], contextKeyType: .string)
                }))
        return try #require(answer.evaluationResults?.first)
    }

    @Test("a role is made, described with its trust as IAM writes it, and goes only when nothing is on it")
    func roles() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let arn = try await role(iam)
        #expect(arn == "arn:aws:iam::000000000000:role/app")
        let got = try await iam.getRole(IAM.GetRoleRequest(roleName: "app")).role
        #expect(got.assumeRolePolicyDocument.map(PercentEncoding.decode) == Self.trust)
        // A role is known everywhere at once, and its date says so.
        #expect(
            got.createDate.millisecondsSinceEpoch == test.time.now().millisecondsSinceEpoch - 60_000)
        _ = try await iam.attachRolePolicy(IAM.AttachRolePolicyRequest(roleName: "app", policyArn: Self.execution))
        let attached = try await iam.listAttachedRolePolicies(IAM.ListAttachedRolePoliciesRequest(roleName: "app"))
        #expect(attached.attachedPolicies?.map(\.policyName) == ["AmazonECSTaskExecutionRolePolicy"])
        #expect(
            await code { () async throws(AWSCallError<IAM.DeleteRoleError>) in
                try await iam.deleteRole(IAM.DeleteRoleRequest(roleName: "app"))
            } == "DeleteConflict")
        _ = try await iam.detachRolePolicy(IAM.DetachRolePolicyRequest(roleName: "app", policyArn: Self.execution))
        _ = try await iam.deleteRole(IAM.DeleteRoleRequest(roleName: "app"))
        #expect(
            await code { () async throws(AWSCallError<IAM.GetRoleError>) in
                try await iam.getRole(IAM.GetRoleRequest(roleName: "app"))
            } == "NoSuchEntity")
        // Roles are the account's: every region sees the same ones.
        #expect(
            test.cloud.permissions.mayAssume(
                try await role(iam), as: "ecs-tasks.amazonaws.com", account: "000000000000"))
        #expect(!test.cloud.permissions.mayAssume(arn, as: "lambda.amazonaws.com", account: "000000000000"))
        await test.cloud.stop()
    }

    @Test("a broken policy is refused")
    func malformed() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        for document in ["{", "[]", #"{"Statement": [{"Effect": "Maybe", "Action": "a:b", "Resource": "*"}]}"#] {
            #expect(
                await code { () async throws(AWSCallError<IAM.CreateRoleError>) in
                    try await iam.createRole(IAM.CreateRoleRequest(roleName: "x", assumeRolePolicyDocument: document))
                } == "MalformedPolicyDocument")
        }
        await test.cloud.stop()
    }

    @Test("a managed policy allows what it says and nothing else")
    func managed() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let arn = try await role(iam)
        _ = try await iam.attachRolePolicy(IAM.AttachRolePolicyRequest(roleName: "app", policyArn: Self.execution))
        let pull = try await simulate(
            iam, arn, "ecr:BatchGetImage", on: "arn:aws:ecr:eu-west-1:000000000000:repository/a")
        #expect(pull.evalDecision == .allowed)
        #expect(pull.matchedStatements?.map(\.sourcePolicyId) == ["AmazonECSTaskExecutionRolePolicy"])
        let secret = try await simulate(iam, arn, "secretsmanager:GetSecretValue")
        #expect(secret.evalDecision == .implicitDeny)
        #expect(secret.matchedStatements?.isEmpty == true)
        await test.cloud.stop()
    }

    private static let pass = allow(
        "iam:PassRole", if: #"{"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}"#)
    private static let getInB = #"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}"#
    private static let notS3 = #"{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}"#

    private static func allow(_ action: String, if condition: String) -> String {
        #"{"Effect": "Allow", "Action": "\#(action)", "Resource": "*", "Condition": \#(condition)}"#
    }

    @Test(
        "statements are weighed as IAM weighs them",
        arguments: [
            (getInB, "s3:GetObject", "arn:aws:s3:::b/k", [:], IAM.PolicyEvaluationDecisionType.allowed),
            (getInB, "s3:GetObject", "arn:aws:s3:::c/k", [:], .implicitDeny),
            (#"{"Effect": "Allow", "Action": "S3:getobject", "Resource": "*"}"#, "s3:GetObject", "*", [:], .allowed),
            (notS3, "s3:GetObject", "*", [:], .implicitDeny),
            (notS3, "ecs:RunTask", "*", [:], .allowed),
            (
                #"{"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"}"#, "s3:GetObject",
                "arn:aws:s3:::b/k", [:], .implicitDeny
            ),
            (#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#, "s3:GetObject", "*", [:], .explicitDeny),
            (pass, "iam:PassRole", "*", ["iam:PassedToService": "ecs-tasks.amazonaws.com"], .allowed),
            (pass, "iam:PassRole", "*", ["iam:PassedToService": "ec2.amazonaws.com"], .implicitDeny),
            (pass, "iam:PassRole", "*", [:], .implicitDeny),
            (
                allow("a:b", if: #"{"Bool": {"aws:SecureTransport": "true"}}"#), "a:b", "*",
                ["aws:SecureTransport": "false"], .implicitDeny
            ),
            (
                allow("a:b", if: #"{"ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:000000000000:*"}}"#), "a:b", "*",
                ["aws:SourceArn": "arn:aws:ecs:eu-west-1:000000000000:service/x"], .allowed
            ),
            (
                allow("a:b", if: #"{"ArnLike": {"aws:SourceArn": "arn:aws:ecs:*:000000000000:*"}}"#), "a:b", "*",
                ["aws:SourceArn": "arn:aws:ecs:eu-west-1:111111111111:service/x"], .implicitDeny
            ),
            (allow("a:b", if: #"{"StringLikeIfExists": {"aws:SourceArn": "x*"}}"#), "a:b", "*", [:], .allowed),
            (allow("a:b", if: #"{"StringNotEquals": {"aws:SourceAccount": "1"}}"#), "a:b", "*", [:], .allowed),
            (allow("a:b", if: #"{"Null": {"aws:SourceAccount": "true"}}"#), "a:b", "*", [:], .allowed),
            (
                allow("a:b", if: #"{"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}"#), "a:b", "*",
                [:], .allowed
            ),
        ])
    func statements(
        statement: String, action: String, resource: String, context: [String: String],
        decision: IAM.PolicyEvaluationDecisionType
    ) async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let arn = try await role(iam)
        _ = try await iam.putRolePolicy(
            IAM.PutRolePolicyRequest(
                roleName: "app", policyName: "own",
                policyDocument: #"{"Version": "2012-10-17", "Statement": [\#(statement)]}"#))
        let result = try await simulate(iam, arn, action, on: resource, context)
        #expect(result.evalDecision == decision)
        await test.cloud.stop()
    }

    @Test("a deny wins over every allow, and several resources are told apart")
    func denyWins() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let arn = try await role(iam)
        let document =
            #"{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, "#
            + #"{"Effect": "Deny", "Action": "ssm:*", "Resource": "arn:aws:ssm:*:*:parameter/prod/*"}]}"#
        _ = try await iam.putRolePolicy(
            IAM.PutRolePolicyRequest(roleName: "app", policyName: "own", policyDocument: document))
        let names = ["dev", "prod"].map { "arn:aws:ssm:eu-west-1:000000000000:parameter/\($0)/key" }
        let answer = try await iam.simulatePrincipalPolicy(
            IAM.SimulatePrincipalPolicyRequest(
                policySourceArn: arn, actionNames: ["ssm:GetParameters"], resourceArns: names))
        let result = try #require(answer.evaluationResults?.first)
        #expect(result.evalDecision == .explicitDeny)
        #expect(result.resourceSpecificResults?.map(\.evalResourceDecision) == [.allowed, .explicitDeny])
        await test.cloud.stop()
    }

    @Test("the local user may do everything until somebody says otherwise")
    func owner() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let me = test.cloud.owner.arn
        #expect(try await simulate(iam, me, "ecs:UpdateService").evalDecision == .allowed)
        try test.cloud.permissions.putUserPolicy(
            #"{"Statement": [{"Effect": "Deny", "Action": "ecs:UpdateService", "Resource": "*"}]}"#, as: "no", on: me,
            account: "000000000000")
        #expect(try await simulate(iam, me, "ecs:UpdateService").evalDecision == .explicitDeny)
        #expect(try await simulate(iam, me, "ecs:DescribeServices").evalDecision == .allowed)
        #expect(
            await code { () async throws(AWSCallError<IAM.SimulatePrincipalPolicyError>) in
                try await iam.simulatePrincipalPolicy(
                    IAM.SimulatePrincipalPolicyRequest(
                        policySourceArn: "arn:aws:iam::000000000000:role/none", actionNames: ["a:b"]))
            } == "NoSuchEntity")
        await test.cloud.stop()
    }

    @Test("the role of ECS itself can be made once and not changed")
    func serviceLinked() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let request = IAM.CreateServiceLinkedRoleRequest(awsServiceName: "ecs.amazonaws.com")
        let made = try await iam.createServiceLinkedRole(request).role
        #expect(made?.arn == "arn:aws:iam::000000000000:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")
        #expect(
            await code { () async throws(AWSCallError<IAM.CreateServiceLinkedRoleError>) in
                try await iam.createServiceLinkedRole(request)
            } == "InvalidInput")
        #expect(
            await code { () async throws(AWSCallError<IAM.PutRolePolicyError>) in
                try await iam.putRolePolicy(
                    IAM.PutRolePolicyRequest(
                        roleName: "AWSServiceRoleForECS", policyName: "x", policyDocument: Self.trust))
            } == "UnmodifiableEntity")
        let policy = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"
        let version = try await iam.getPolicyVersion(IAM.GetPolicyVersionRequest(policyArn: policy, versionId: "v1"))
        #expect(version.policyVersion?.document.map(PercentEncoding.decode)?.contains("ec2:Describe*") == true)
        await test.cloud.stop()
    }

    @Test("calls are refused that the caller's policies do not allow, in the words of each protocol")
    func enforced() async throws {
        let test = try TestCloud()
        let me = test.cloud.owner.arn
        let document =
            #"{"Statement": [{"Effect": "Deny", "Action": ["ec2:DescribeVpcs", "iam:GetRole", "#
            + #""cloudwatch:DescribeAlarms", "ecs:ListClusters"], "Resource": "*"}]}"#
        try test.cloud.permissions.putUserPolicy(document, as: "no", on: me, account: "000000000000")
        let caller = test.caller()
        #expect(
            await code { () async throws(AWSCallError<EC2.DescribeVpcsError>) in
                try await EC2.Client(caller).describeVpcs()
            } == "UnauthorizedOperation")
        #expect(
            await code { () async throws(AWSCallError<IAM.GetRoleError>) in
                try await IAM.Client(caller).getRole(IAM.GetRoleRequest(roleName: "x"))
            } == "AccessDenied")
        #expect(
            await code { () async throws(AWSCallError<CloudWatch.DescribeAlarmsError>) in
                try await CloudWatch.Client(caller).describeAlarms()
            } == "AccessDeniedException")
        #expect(
            await message { () async throws(AWSCallError<ECS.ListClustersError>) in
                try await ECS.Client(caller).listClusters()
            }
                == "User: \(me) is not authorized to perform: ecs:ListClusters because an identity-based policy explicitly "
                + "denies the action")
        #expect(try await EC2.Client(caller).describeSubnets().subnets?.count == 3)
        try test.cloud.permissions.putUserPolicy(nil, as: "no", on: me, account: "000000000000")
        #expect(try await ECS.Client(caller).listClusters().clusterArns?.isEmpty == true)
        await test.cloud.stop()
    }

    @Test("a key pair of a role does what the role may do")
    func roleKeys() async throws {
        let test = try TestCloud()
        let iam = IAM.Client(test.caller())
        let arn = try await role(iam, "deployer")
        _ = try await iam.putRolePolicy(
            IAM.PutRolePolicyRequest(
                roleName: "deployer", policyName: "own",
                policyDocument: #"{"Statement": {"Effect": "Allow", "Action": "ecs:List*", "Resource": "*"}}"#))
        let keys = LocalIdentity(
            accessKeyID: "ASIADEPLOYER", secretAccessKey: "secret", account: "000000000000", arn: arn, userID: "AROA1")
        test.cloud.identities.register(keys)
        let caller = test.caller(keys.credentials)
        #expect(try await ECS.Client(caller).listClusters().clusterArns?.isEmpty == true)
        #expect(try await STS.Client(caller).getCallerIdentity().arn == arn)
        #expect(
            await message { () async throws(AWSCallError<ECS.DescribeClustersError>) in
                try await ECS.Client(caller).describeClusters()
            }
                == "User: \(arn) is not authorized to perform: ecs:DescribeClusters because no identity-based policy allows "
                + "the ecs:DescribeClusters action")
        await test.cloud.stop()
    }
}
