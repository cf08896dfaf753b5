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
    }
}
