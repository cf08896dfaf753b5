/// All that Slipway's own calls need of IAM: the one list. A test holds it against the calls that are made.
package enum LeastPolicy {
    package static let actions: [RequiredAction] = reads + watching + changes

    /// What `check` looks at; a deployment begins with it, and a diagnosis may end with it.
    private static let reads: [RequiredAction] = [
        RequiredAction("sts:GetCallerIdentity"),
        RequiredAction("ecs:DescribeClusters", on: .cluster),
        RequiredAction("ecs:DescribeServices", on: .service),
        RequiredAction("ecs:DescribeTaskDefinition"),
        RequiredAction("ecs:ListTasks"),
        RequiredAction("ecs:DescribeTasks", on: .tasks),
        RequiredAction("ecs:GetTaskProtection", on: .tasks),
        RequiredAction("ecs:ListServiceDeployments", on: .service),
        RequiredAction("ecs:DescribeServiceRevisions", on: .serviceRevisions),
        RequiredAction("ecs:DescribeCapacityProviders"),
        RequiredAction("ecs:ListContainerInstances", on: .cluster),
        RequiredAction("ecs:DescribeContainerInstances", on: .containerInstances),
        RequiredAction("autoscaling:DescribeAutoScalingGroups"),
        RequiredAction("autoscaling:DescribeScalingActivities"),
        RequiredAction("application-autoscaling:DescribeScalableTargets"),
        RequiredAction("servicequotas:GetServiceQuota"),
        RequiredAction("servicequotas:ListServiceQuotas"),
        RequiredAction("cloudwatch:GetMetricData"),
        RequiredAction("cloudwatch:DescribeAlarms"),
        RequiredAction("events:ListRuleNamesByTarget"),
        RequiredAction("events:ListTargetsByRule", on: .rules),
        RequiredAction("ecr:DescribeRepositories", on: .repository),
        RequiredAction("ecr:DescribeImages", on: .repository),
        RequiredAction("ecr:BatchGetImage", on: .repository),
        RequiredAction("ecr:GetDownloadUrlForLayer", on: .repository),
        RequiredAction("ecr:GetRepositoryPolicy", on: .repository),
        RequiredAction("ecr:GetLifecyclePolicy", on: .repository),
        RequiredAction("ecr:GetAuthorizationToken"),
        RequiredAction("secretsmanager:DescribeSecret", on: .secrets),
        RequiredAction("secretsmanager:GetSecretValue", on: .secrets),
        RequiredAction("ssm:GetParameters", on: .parameters),
        RequiredAction("kms:DescribeKey", on: .keys),
        RequiredAction(
            "kms:Decrypt", on: .keys,
            where: [
                PolicyCondition(
                    test: "StringEquals", key: "kms:ViaService",
                    values: ["secretsmanager.REGION.amazonaws.com", "ssm.REGION.amazonaws.com"])
            ]),
        RequiredAction("logs:DescribeLogGroups"),
        RequiredAction("iam:GetRole", on: .roles),
        RequiredAction("iam:ListAttachedRolePolicies", on: .roles),
        RequiredAction("iam:SimulatePrincipalPolicy"),
        RequiredAction("ec2:DescribeSubnets"),
        RequiredAction("ec2:DescribeRouteTables"),
        RequiredAction("ec2:DescribeNatGateways"),
        RequiredAction("ec2:DescribeVpcs"),
        RequiredAction("ec2:DescribeVpcAttribute"),
        RequiredAction("ec2:DescribeVpcEndpoints"),
        RequiredAction("ec2:DescribeSecurityGroups"),
        RequiredAction("ec2:DescribeNetworkAcls"),
        RequiredAction("elasticloadbalancing:DescribeTargetGroups"),
        RequiredAction("elasticloadbalancing:DescribeTargetGroupAttributes"),
        RequiredAction("elasticloadbalancing:DescribeLoadBalancers"),
        RequiredAction("elasticloadbalancing:DescribeLoadBalancerAttributes"),
        RequiredAction("elasticloadbalancing:DescribeListeners"),
        RequiredAction("elasticloadbalancing:DescribeListenerCertificates"),
        RequiredAction("elasticloadbalancing:DescribeRules"),
        RequiredAction("acm:DescribeCertificate", on: .certificates),
        RequiredAction("rds:DescribeDBInstances"),
        RequiredAction("rds:DescribeDBClusters"),
        RequiredAction("elasticache:DescribeCacheClusters"),
        RequiredAction("elasticache:DescribeReplicationGroups"),
        RequiredAction("cloudformation:DescribeStacks", on: .stacks),
        RequiredAction("cloudformation:DescribeStackEvents", on: .stacks),
    ]

    /// What is looked at while something goes on or after it went wrong.
    private static let watching: [RequiredAction] = [
        RequiredAction("ecs:DescribeServiceDeployments", on: .serviceDeployments, for: [.deploy, .diagnose]),
        RequiredAction("elasticloadbalancing:DescribeTargetHealth", for: [.deploy, .diagnose]),
        RequiredAction("logs:GetLogEvents", on: .logStreams, for: [.deploy, .diagnose]),
        RequiredAction("logs:FilterLogEvents", on: .logGroup, for: [.diagnose]),
    ]

    /// What changes something.
    private static let changes: [RequiredAction] = [
        RequiredAction("ecs:RegisterTaskDefinition", for: [.deploy]),
        // Which failed checks somebody skipped is noted on the definition.
        RequiredAction("ecs:TagResource", on: .taskDefinitions, for: [.deploy]),
        RequiredAction("ecs:CreateService", on: .service, for: [.deploy]),
        RequiredAction("ecs:UpdateService", on: .service, for: [.deploy]),
        RequiredAction("ecs:StopServiceDeployment", on: .serviceDeployments, for: [.deploy]),
        RequiredAction("ecs:RunTask", on: .taskDefinitions, for: [.deploy]),
        RequiredAction("ecs:StopTask", on: .tasks, for: [.deploy]),
        RequiredAction(
            "iam:PassRole", on: .passedRoles, for: [.deploy],
            where: [
                PolicyCondition(
                    test: "StringEquals", key: "iam:PassedToService", values: ["ecs-tasks.amazonaws.com"])
            ]),
        RequiredAction("ecr:BatchCheckLayerAvailability", on: .repository, for: [.deploy]),
        RequiredAction("ecr:InitiateLayerUpload", on: .repository, for: [.deploy]),
        RequiredAction("ecr:UploadLayerPart", on: .repository, for: [.deploy]),
        RequiredAction("ecr:CompleteLayerUpload", on: .repository, for: [.deploy]),
        RequiredAction("ecr:PutImage", on: .repository, for: [.deploy]),
    ]

    /// The statements for some purposes, narrowed to what the plans name. Actions on the same resources stand together,
    /// in the order of the list.
    ///
    /// - Parameter account: twelve digits, or `*` where it is not known.
    package static func statements(
        for purposes: Set<PolicyPurpose>, _ plans: [ServicePlan], account: String
    ) -> [PolicyStatement] {
        var statements: [PolicyStatement] = []
        for required in actions where !purposes.isDisjoint(with: required.purposes) {
            let resources = PolicyResources.of(required.target, plans, account: account)
            guard !resources.isEmpty else { continue }
            let condition = required.condition.map { condition in
                var condition = condition
                let region = plans.first?.service.region ?? "*"
                condition.values = condition.values.map { $0.replacing("REGION", with: region) }
                return condition
            }
            if let index = statements.firstIndex(where: {
                $0.resources == resources && $0.condition == condition
            }) {
                statements[index].actions.append(required.action)
            } else {
                let id = required.target.rawValue.prefix(1).uppercased() + required.target.rawValue.dropFirst()
                let sign = condition.isEmpty ? "" : required.action.split(separator: ":").last.map(String.init) ?? ""
                statements.append(
                    PolicyStatement(
                        id: "Slipway\(id)\(sign)", actions: [required.action], resources: resources,
                        condition: condition))
            }
        }
        return statements
    }
}
