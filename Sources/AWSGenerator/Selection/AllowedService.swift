/// A service that code is generated for. Adding one is one line in `all` and a regenerate.
package struct AllowedService: Equatable, Sendable {
    /// The namespace in Swift, `ELBv2`.
    package var namespace: String
    /// The folder in botocore's data, `elbv2`.
    package var folder: String
    /// Nil takes every operation of the model.
    package var operations: [String]?

    package init(_ namespace: String, folder: String, operations: [String]?) {
        self.namespace = namespace
        self.folder = folder
        self.operations = operations
    }

    /// - Parameter operations: names with spaces between them.
    private init(_ namespace: String, folder: String, only operations: String) {
        self.init(namespace, folder: folder, operations: operations.split(separator: " ").map(String.init))
    }

    package static let all: [AllowedService] = [
        AllowedService("ECS", folder: "ecs", operations: nil),
        AllowedService("ECR", folder: "ecr", only: ecr),
        AllowedService("SecretsManager", folder: "secretsmanager", only: secretsManager),
        AllowedService("SSM", folder: "ssm", only: ssm),
        AllowedService("CloudWatchLogs", folder: "logs", only: logs),
        AllowedService("ELBv2", folder: "elbv2", only: loadBalancing),
        AllowedService("STS", folder: "sts", only: "AssumeRole AssumeRoleWithWebIdentity GetCallerIdentity"),
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
}
