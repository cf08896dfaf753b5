import AWSRuntime

/// Policies that AWS manages, as far as services here need them. The documents are AWS's own, default versions.
enum ManagedPolicies {
    struct Managed: Sendable {
        var name: String
        var path: String
        var document: String

        var arn: String { "arn:aws:iam::aws:policy\(path)\(name)" }
    }

    static let all: [Managed] = [
        Managed(name: "AdministratorAccess", path: "/", document: administrator),
        Managed(
            name: "AmazonECSTaskExecutionRolePolicy", path: "/service-role/",
            document: taskExecution),
        Managed(
            name: "AmazonECSServiceRolePolicy", path: "/aws-service-role/",
            document: service),
        Managed(
            name: "AmazonECSInfrastructureRolePolicyForVolumes", path: "/service-role/",
            document: volumes),
        Managed(
            name: "AmazonECSInfrastructureRolePolicyForLoadBalancers", path: "/",
            document: loadBalancers),
        Managed(
            name: "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity", path: "/service-role/",
            document: serviceConnect),
        Managed(
            name: "AmazonECSInfrastructureRolePolicyForVpcLattice", path: "/",
            document: lattice),
    ]

    static func find(_ arn: String) -> Managed? { all.first { $0.arn == arn } }

    private static let administrator =
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#

    private static let taskExecution = #"""
        {"Statement": [{"Action": ["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Effect": "Allow", "Resource": "*"}], "Version": "2012-10-17"}
        """#

    private static let service = #"""
        {"Statement": [{"Action": ["ec2:AttachNetworkInterface", "ec2:AssociateTrunkInterface",
        "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission", "ec2:Describe*", "ec2:DetachNetworkInterface",
        "ec2:DisassociateTrunkInterface", "elasticloadbalancing:DeregisterInstancesFromLoadBalancer",
        "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:Describe*",
        "elasticloadbalancing:RegisterInstancesWithLoadBalancer", "elasticloadbalancing:RegisterTargets",
        "route53:ChangeResourceRecordSets", "route53:CreateHealthCheck", "route53:DeleteHealthCheck",
        "route53:Get*", "route53:List*", "route53:UpdateHealthCheck", "servicediscovery:DeregisterInstance",
        "servicediscovery:Get*", "servicediscovery:List*", "servicediscovery:RegisterInstance",
        "servicediscovery:UpdateInstanceCustomHealthStatus"], "Effect": "Allow", "Resource": "*", "Sid":
        "ECSTaskManagement"}, {"Action": ["autoscaling:Describe*"], "Effect": "Allow", "Resource": "*",
        "Sid": "AutoScaling"}, {"Action": ["autoscaling:DeletePolicy", "autoscaling:PutScalingPolicy",
        "autoscaling:SetInstanceProtection", "autoscaling:UpdateAutoScalingGroup",
        "autoscaling:PutLifecycleHook", "autoscaling:DeleteLifecycleHook",
        "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat",
        "autoscaling:TerminateInstanceInAutoScalingGroup"], "Condition": {"Null":
        {"autoscaling:ResourceTag/AmazonECSManaged": "false"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "AutoScalingManagement"}, {"Action": ["autoscaling-plans:CreateScalingPlan",
        "autoscaling-plans:DeleteScalingPlan", "autoscaling-plans:DescribeScalingPlans",
        "autoscaling-plans:DescribeScalingPlanResources"], "Effect": "Allow", "Resource": "*", "Sid":
        "AutoScalingPlanManagement"}, {"Action": ["events:DescribeRule", "events:ListTargetsByRule"],
        "Effect": "Allow", "Resource": "arn:aws:events:*:*:rule/ecs-managed-*", "Sid": "EventBridge"},
        {"Action": ["events:PutRule", "events:PutTargets"], "Condition": {"StringEquals":
        {"events:ManagedBy": "ecs.amazonaws.com"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "EventBridgeRuleManagement"}, {"Action": ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms",
        "cloudwatch:PutMetricAlarm"], "Effect": "Allow", "Resource": "arn:aws:cloudwatch:*:*:alarm:*",
        "Sid": "CWAlarmManagement"}, {"Action": ["ec2:CreateTags"], "Effect": "Allow", "Resource":
        "arn:aws:ec2:*:*:network-interface/*", "Sid": "ECSTagging"}, {"Action": ["logs:CreateLogGroup",
        "logs:DescribeLogGroups", "logs:PutRetentionPolicy"], "Effect": "Allow", "Resource":
        "arn:aws:logs:*:*:log-group:/aws/ecs/*", "Sid": "CWLogGroupManagement"}, {"Action":
        ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], "Effect": "Allow",
        "Resource": "arn:aws:logs:*:*:log-group:/aws/ecs/*:log-stream:*", "Sid": "CWLogStreamManagement"},
        {"Action": ["ssm:DescribeSessions"], "Effect": "Allow", "Resource": "*", "Sid":
        "ExecuteCommandSessionManagement"}, {"Action": ["ssm:StartSession"], "Effect": "Allow", "Resource":
        ["arn:aws:ecs:*:*:task/*", "arn:aws:ssm:*:*:document/AmazonECS-ExecuteInteractiveCommand"], "Sid":
        "ExecuteCommand"}, {"Action": ["ssmmessages:OpenDataChannel"], "Condition": {"StringEquals":
        {"aws:PrincipalAccount": "${aws:ResourceAccount}"}}, "Effect": "Allow", "Resource":
        ["arn:aws:ssm:*:*:session/*"], "Sid": "OpenDataChannel"}, {"Action":
        ["servicediscovery:CreateHttpNamespace", "servicediscovery:CreateService"], "Condition":
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["AmazonECSManaged"]}}, "Effect": "Allow", "Resource":
        "*", "Sid": "CloudMapResourceCreation"}, {"Action": "servicediscovery:TagResource", "Condition":
        {"StringLike": {"aws:RequestTag/AmazonECSManaged": "*"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "CloudMapResourceTagging"}, {"Action": ["servicediscovery:DeleteService"], "Condition": {"Null":
        {"aws:ResourceTag/AmazonECSManaged": "false"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "CloudMapResourceDeletion"}, {"Action": ["servicediscovery:DiscoverInstances",
        "servicediscovery:DiscoverInstancesRevision"], "Effect": "Allow", "Resource": "*", "Sid":
        "CloudMapResourceDiscovery"}, {"Action": ["servicediscovery:UpdateServiceAttributes"], "Condition":
        {"Null": {"aws:ResourceTag/AmazonECSManaged": "false"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "CloudMapResourceAttributeManagement"}, {"Action": ["ec2:DescribeInstanceEventWindows"], "Effect":
        "Allow", "Resource": "*", "Sid": "ReadOnlyPermissionsForInstanceEventWindows"}], "Version":
        "2012-10-17"}
        """#

    private static let volumes = #"""
        {"Statement": [{"Action": "ec2:CreateVolume", "Condition": {"ArnLike":
        {"aws:RequestTag/AmazonECSCreated": "arn:aws:ecs:*:*:task/*"}, "StringEquals":
        {"aws:RequestTag/AmazonECSManaged": "true"}}, "Effect": "Allow", "Resource":
        "arn:aws:ec2:*:*:volume/*", "Sid": "CreateEBSManagedVolume"}, {"Action": "ec2:CreateVolume",
        "Effect": "Allow", "Resource": "arn:aws:ec2:*:*:snapshot/*", "Sid":
        "CreateEBSManagedVolumeFromSnapshot"}, {"Action": "ec2:CreateTags", "Condition": {"ArnLike":
        {"aws:RequestTag/AmazonECSCreated": "arn:aws:ecs:*:*:task/*"}, "StringEquals":
        {"aws:RequestTag/AmazonECSManaged": "true", "ec2:CreateAction": "CreateVolume"}}, "Effect": "Allow",
        "Resource": "arn:aws:ec2:*:*:volume/*", "Sid": "TagOnCreateVolume"}, {"Action":
        ["ec2:DescribeVolumes", "ec2:DescribeAvailabilityZones"], "Effect": "Allow", "Resource": "*", "Sid":
        "DescribeVolumesForLifecycle"}, {"Action": ["ec2:DescribeInstances"], "Effect": "Allow", "Resource":
        "*", "Sid": "DescribeInstancesForAttachingVolume"}, {"Action": ["ec2:AttachVolume",
        "ec2:DetachVolume"], "Condition": {"StringEquals": {"aws:ResourceTag/AmazonECSManaged": "true"}},
        "Effect": "Allow", "Resource": "arn:aws:ec2:*:*:volume/*", "Sid": "ManageEBSVolumeLifecycle"},
        {"Action": ["ec2:AttachVolume", "ec2:DetachVolume"], "Effect": "Allow", "Resource":
        "arn:aws:ec2:*:*:instance/*", "Sid": "ManageVolumeAttachmentsForEC2"}, {"Action":
        "ec2:DeleteVolume", "Condition": {"ArnLike": {"aws:ResourceTag/AmazonECSCreated":
        "arn:aws:ecs:*:*:task/*"}, "StringEquals": {"aws:ResourceTag/AmazonECSManaged": "true"}}, "Effect":
        "Allow", "Resource": "arn:aws:ec2:*:*:volume/*", "Sid": "DeleteEBSManagedVolume"}], "Version":
        "2012-10-17"}
        """#

    private static let loadBalancers = #"""
        {"Statement": [{"Action": ["elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth"], "Effect": "Allow", "Resource": "*", "Sid":
        "ELBReadOperations"}, {"Action": ["elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:DeregisterTargets"], "Effect": "Allow", "Resource":
        "arn:aws:elasticloadbalancing:*:*:targetgroup/*/*", "Sid": "TargetGroupOperations"}, {"Action":
        "elasticloadbalancing:ModifyListener", "Effect": "Allow", "Resource":
        ["arn:aws:elasticloadbalancing:*:*:listener/app/*/*/*"], "Sid": "ALBModifyListeners"}, {"Action":
        "elasticloadbalancing:ModifyListener", "Effect": "Allow", "Resource":
        ["arn:aws:elasticloadbalancing:*:*:listener/net/*/*/*"], "Sid": "NLBModifyListeners"}, {"Action":
        "elasticloadbalancing:ModifyRule", "Effect": "Allow", "Resource":
        ["arn:aws:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*"], "Sid": "ALBModifyRules"}],
        "Version": "2012-10-17"}
        """#

    private static let serviceConnect = #"""
        {"Statement": [{"Action": "secretsmanager:CreateSecret", "Condition": {"ArnLike":
        {"aws:RequestTag/AmazonECSCreated": ["arn:aws:ecs:*:*:service/*/*",
        "arn:aws:ecs:*:*:task-set/*/*"]}, "StringEquals": {"aws:RequestTag/AmazonECSManaged": "true",
        "aws:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect": "Allow", "Resource":
        "arn:aws:secretsmanager:*:*:secret:ecs-sc!*", "Sid": "CreateSecret"}, {"Action":
        "secretsmanager:TagResource", "Condition": {"ArnLike": {"aws:RequestTag/AmazonECSCreated":
        ["arn:aws:ecs:*:*:service/*/*", "arn:aws:ecs:*:*:task-set/*/*"]}, "StringEquals":
        {"aws:RequestTag/AmazonECSManaged": "true", "aws:ResourceAccount": "${aws:PrincipalAccount}"}},
        "Effect": "Allow", "Resource": "arn:aws:secretsmanager:*:*:secret:ecs-sc!*", "Sid":
        "TagOnCreateSecret"}, {"Action": ["secretsmanager:UpdateSecret", "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue", "secretsmanager:DeleteSecret", "secretsmanager:RotateSecret",
        "secretsmanager:UpdateSecretVersionStage"], "Condition": {"StringEquals": {"aws:ResourceAccount":
        "${aws:PrincipalAccount}", "secretsmanager:ResourceTag/aws:secretsmanager:owningService":
        "ecs-sc"}}, "Effect": "Allow", "Resource": "arn:aws:secretsmanager:*:*:secret:ecs-sc!*", "Sid":
        "RotateTLSCertificateSecret"}, {"Action": ["secretsmanager:DescribeSecret"], "Condition":
        {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}, "Effect": "Allow", "Resource":
        "arn:aws:secretsmanager:*:*:secret:ecs-sc!*", "Sid": "DescribeTLSCertificateSecret"}, {"Action":
        ["acm-pca:GetCertificate", "acm-pca:GetCertificateAuthorityCertificate",
        "acm-pca:DescribeCertificateAuthority"], "Condition": {"StringEquals":
        {"aws:ResourceTag/AmazonECSManaged": "true"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "ManagePrivateCertificateAuthority"}, {"Action": ["acm-pca:IssueCertificate"], "Condition":
        {"StringEquals": {"acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1",
        "aws:ResourceTag/AmazonECSManaged": "true"}}, "Effect": "Allow", "Resource": "*", "Sid":
        "ManagePrivateCertificateAuthorityForIssuingEndEntityCertificate"}], "Version": "2012-10-17"}
        """#

    private static let lattice = #"""
        {"Statement": [{"Action": ["vpc-lattice:RegisterTargets", "vpc-lattice:DeregisterTargets"],
        "Effect": "Allow", "Resource": ["arn:aws:vpc-lattice:*:*:targetgroup/*"], "Sid":
        "ManagedVpcLatticeTargetRegistration"}, {"Action": "vpc-lattice:GetTargetGroup", "Effect": "Allow",
        "Resource": ["arn:aws:vpc-lattice:*:*:targetgroup/*"], "Sid": "DescribeVpcLatticeTargetGroup"},
        {"Action": "vpc-lattice:ListTargets", "Effect": "Allow", "Resource":
        ["arn:aws:vpc-lattice:*:*:targetgroup/*"], "Sid": "ListVpcLatticeTargets"}, {"Action":
        ["ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeInstances"], "Effect": "Allow", "Resource":
        ["*"], "Sid": "DescribeEc2Resources"}], "Version": "2012-10-17"}
        """#
}
