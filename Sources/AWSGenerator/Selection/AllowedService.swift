/// A service that code is generated for. Adding one is one line in `all` and a regenerate.
package struct AllowedService: Equatable, Sendable {
    /// The namespace in Swift, `ELBv2`.
    package var namespace: String
    /// The folder in botocore's data, `elbv2`.
    package var folder: String
    /// Nil takes every operation of the model.
    package var operations: [String]?
    /// One endpoint for a whole partition, signed for one region. The endpoint rules say so, not the service model.
    package var isGlobal: Bool

    package init(_ namespace: String, folder: String, operations: [String]?, isGlobal: Bool = false) {
        self.namespace = namespace
        self.folder = folder
        self.operations = operations
        self.isGlobal = isGlobal
    }

    /// - Parameter operations: names with spaces between them.
    private init(_ namespace: String, folder: String, only operations: String, isGlobal: Bool = false) {
        let names = operations.split(separator: " ").map(String.init)
        self.init(namespace, folder: folder, operations: names, isGlobal: isGlobal)
    }

    package static let all: [AllowedService] = [
        AllowedService("ECS", folder: "ecs", operations: nil),
        AllowedService("ECR", folder: "ecr", only: ecr),
        AllowedService("SecretsManager", folder: "secretsmanager", only: secretsManager),
        AllowedService("SSM", folder: "ssm", only: ssm),
        AllowedService("CloudWatchLogs", folder: "logs", only: logs),
        AllowedService("ELBv2", folder: "elbv2", only: loadBalancing),
        AllowedService("STS", folder: "sts", only: "AssumeRole AssumeRoleWithWebIdentity GetCallerIdentity"),
        AllowedService("IAM", folder: "iam", only: iam, isGlobal: true),
        AllowedService("EC2", folder: "ec2", only: ec2),
        AllowedService("KMS", folder: "kms", only: "DescribeKey GetKeyPolicy"),
        AllowedService("ServiceQuotas", folder: "service-quotas", only: "GetServiceQuota ListServiceQuotas"),
        AllowedService("CloudWatch", folder: "cloudwatch", only: cloudWatch),
        AllowedService("RDS", folder: "rds", only: "DescribeDBClusters DescribeDBInstances"),
        AllowedService("ElastiCache", folder: "elasticache", only: "DescribeCacheClusters DescribeReplicationGroups"),
        AllowedService("ApplicationAutoScaling", folder: "application-autoscaling", only: scaling),
        AllowedService(
            "AutoScaling", folder: "autoscaling", only: "DescribeAutoScalingGroups DescribeScalingActivities"),
        AllowedService("ACM", folder: "acm", only: "DescribeCertificate ListCertificates RequestCertificate"),
        AllowedService("CloudTrail", folder: "cloudtrail", only: "LookupEvents"),
        AllowedService("CloudFormation", folder: "cloudformation", only: cloudFormation),
        AllowedService("EventBridge", folder: "events", only: "ListRuleNamesByTarget ListTargetsByRule"),
        AllowedService("CloudMap", folder: "servicediscovery", only: "ListInstances ListServices"),
    ]

    private static let ecr = """
        BatchCheckLayerAvailability BatchDeleteImage BatchGetImage CompleteLayerUpload CreateRepository \
        DeleteLifecyclePolicy DeleteRepository DeleteRepositoryPolicy DescribeImageScanFindings DescribeImages \
        DescribeRegistry DescribeRepositories GetAuthorizationToken GetDownloadUrlForLayer GetLifecyclePolicy \
        GetRepositoryPolicy InitiateLayerUpload ListImages ListTagsForResource PutImage PutImageScanningConfiguration \
        PutImageTagMutability PutLifecyclePolicy SetRepositoryPolicy StartImageScan TagResource UntagResource \
        UploadLayerPart
        """

    private static let secretsManager = """
        BatchGetSecretValue CancelRotateSecret CreateSecret DeleteResourcePolicy DeleteSecret DescribeSecret \
        GetRandomPassword GetResourcePolicy GetSecretValue ListSecretVersionIds ListSecrets PutResourcePolicy \
        PutSecretValue RestoreSecret RotateSecret TagResource UntagResource UpdateSecret UpdateSecretVersionStage
        """

    private static let ssm = """
        AddTagsToResource DeleteParameter DeleteParameters DescribeParameters GetParameter GetParameterHistory \
        GetParameters GetParametersByPath LabelParameterVersion ListTagsForResource PutParameter RemoveTagsFromResource
        """

    private static let logs = """
        CreateLogGroup CreateLogStream DeleteLogGroup DeleteLogStream DeleteRetentionPolicy DescribeLogGroups \
        DescribeLogStreams FilterLogEvents GetLogEvents ListTagsForResource ListTagsLogGroup PutLogEvents \
        PutRetentionPolicy TagLogGroup TagResource UntagLogGroup UntagResource
        """

    private static let loadBalancing = """
        AddListenerCertificates AddTags CreateListener CreateLoadBalancer CreateRule CreateTargetGroup DeleteListener \
        DeleteLoadBalancer DeleteRule DeleteTargetGroup DeregisterTargets DescribeAccountLimits \
        DescribeListenerAttributes DescribeListenerCertificates DescribeListeners DescribeLoadBalancerAttributes \
        DescribeLoadBalancers DescribeRules DescribeSSLPolicies DescribeTags DescribeTargetGroupAttributes \
        DescribeTargetGroups DescribeTargetHealth ModifyListener ModifyListenerAttributes \
        ModifyLoadBalancerAttributes ModifyRule ModifyTargetGroup ModifyTargetGroupAttributes RegisterTargets \
        RemoveListenerCertificates RemoveTags SetIpAddressType SetRulePriorities SetSecurityGroups SetSubnets
        """

    private static let iam = """
        AttachRolePolicy CreateRole CreateServiceLinkedRole DeleteRole DeleteRolePolicy DetachRolePolicy GetPolicy \
        GetPolicyVersion GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies PutRolePolicy \
        SimulatePrincipalPolicy
        """

    private static let ec2 = """
        AllocateAddress AssociateRouteTable AttachInternetGateway AuthorizeSecurityGroupEgress \
        AuthorizeSecurityGroupIngress CreateInternetGateway CreateNatGateway CreateRoute CreateRouteTable \
        CreateSecurityGroup CreateSubnet CreateVpc CreateVpcEndpoint DeleteRoute DeleteVpcEndpoints \
        DescribeAvailabilityZones DescribeInternetGateways DescribeNatGateways DescribeNetworkAcls \
        DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables DescribeSecurityGroups \
        DescribeSubnets DescribeVpcAttribute DescribeVpcEndpoints DescribeVpcs ModifySubnetAttribute \
        ModifyVpcAttribute RevokeSecurityGroupEgress RevokeSecurityGroupIngress
        """

    private static let cloudWatch = """
        DeleteAlarms DescribeAlarms GetMetricData GetMetricStatistics PutMetricAlarm PutMetricData SetAlarmState
        """

    private static let scaling = "DescribeScalableTargets DescribeScalingPolicies RegisterScalableTarget"

    private static let cloudFormation = """
        CreateChangeSet CreateStack DeleteChangeSet DeleteStack DescribeChangeSet DescribeEvents \
        DescribeStackDriftDetectionStatus DescribeStackEvents DescribeStackResourceDrifts DescribeStackResources \
        DescribeStacks DetectStackResourceDrift ExecuteChangeSet GetTemplate ListExports ListImports \
        ListStackResources ValidateTemplate
        """
}
