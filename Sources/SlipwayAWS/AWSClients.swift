package import AWSRuntime
package import AWSServices

/// The clients of one region and one set of credentials.
package struct AWSClients: Sendable {
    package var ecs: ECS.Client
    package var ecr: ECR.Client
    package var secretsManager: SecretsManager.Client
    package var ssm: SSM.Client
    package var logs: CloudWatchLogs.Client
    package var elb: ELBv2.Client
    package var sts: STS.Client
    package var cloudFormation: CloudFormation.Client
    package var iam: IAM.Client
    package var ec2: EC2.Client
    package var serviceQuotas: ServiceQuotas.Client
    package var rds: RDS.Client
    package var elastiCache: ElastiCache.Client
    package var eventBridge: EventBridge.Client

    /// For calls that are generic over their operation.
    package let caller: any AWSCalling

    package init(_ caller: any AWSCalling) {
        self.caller = caller
        ecs = ECS.Client(caller)
        ecr = ECR.Client(caller)
        secretsManager = SecretsManager.Client(caller)
        ssm = SSM.Client(caller)
        logs = CloudWatchLogs.Client(caller)
        elb = ELBv2.Client(caller)
        sts = STS.Client(caller)
        cloudFormation = CloudFormation.Client(caller)
        iam = IAM.Client(caller)
        ec2 = EC2.Client(caller)
        serviceQuotas = ServiceQuotas.Client(caller)
        rds = RDS.Client(caller)
        elastiCache = ElastiCache.Client(caller)
        eventBridge = EventBridge.Client(caller)
    }
}
