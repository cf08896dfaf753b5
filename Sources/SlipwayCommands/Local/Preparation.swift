import AWSRuntime
import AWSServices
import SlipwayAWS
import SlipwayConsole
import SlipwayDomain

/// Makes what a manifest needs in an embedded cloud: cluster, repository, log group, roles, load balancer, secrets. Only
/// `rehearse` does this; on AWS these things belong to the infrastructure and outlive releases.
struct Preparation: Sendable {
    let clients: AWSClients
    /// Values for secrets, by the name of the variable that they fill; others are made up.
    let values: [String: String]
    let random: any RandomSource
    let redactor: Redactor
    /// The port of the load balancer; another one is taken where it is not free.
    let listenerPort: Int

    /// In an embedded cloud a connection has nothing to wait for.
    private static let drainSeconds = 20
    private static let executionPolicy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    private static let trust =
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "#
        + #"{"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#

    /// The plan as it can be deployed there: in the default VPC where the manifest leaves the network to AWS.
    func adapted(_ plan: ServicePlan) async throws -> ServicePlan {
        var plan = plan
        if plan.network == nil {
            plan.network = NetworkSettings(subnets: try await defaultNetwork().subnets, assignPublicIP: true)
        }
        if plan.roles.execution == nil { plan.roles.execution = "ecsTaskExecutionRole" }
        return plan
    }

    private func defaultNetwork() async throws -> (vpc: String, subnets: [String]) {
        let client = EC2.Client(clients.caller)
        let subnets =
            try await client.describeSubnets(
                EC2.DescribeSubnetsRequest(filters: [EC2.Filter(name: "default-for-az", values: ["true"])])
            ).subnets ?? []
        // A load balancer wants two zones.
        return (subnets.first?.vpcId ?? "", Array(subnets.compactMap(\.subnetId).prefix(2)))
    }

    func make(for plan: ServicePlan) async throws {
        do {
            _ = try await clients.ecs.createCluster(ECS.CreateClusterRequest(clusterName: plan.service.cluster))
            _ = try await clients.logs.createLogGroup(
                CloudWatchLogs.CreateLogGroupRequest(logGroupName: plan.logs.group))
            let repository: String? =
                if case .reference(let reference) = plan.image { reference.repository } else { plan.image.repository }
            if let repository {
                _ = try await clients.ecr.createRepository(ECR.CreateRepositoryRequest(repositoryName: repository))
            }
            try await makeRoles(plan)
            try await makeSecrets(plan)
            if let group = plan.targetGroup { try await makeLoadBalancer(group, plan) }
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(
                "rehearse.preparation", "the embedded cloud refused to make what the manifest needs",
                cause: "\(error)", next: "please report it with the manifest", exitCode: .bug)
        }
    }

    /// Roles of this account that the plan names; those of others cannot be made here, and ECS makes its own.
    private func makeRoles(_ plan: ServicePlan) async throws {
        let client = IAM.Client(clients.caller)
        let names = [plan.roles.execution, plan.roles.task].compactMap(\.self).filter { !$0.hasPrefix("arn:") }
        for name in Set(names).sorted() {
            _ = try await client.createRole(
                IAM.CreateRoleRequest(roleName: name, assumeRolePolicyDocument: Self.trust))
            guard name == plan.roles.execution else { continue }
            _ = try await client.attachRolePolicy(
                IAM.AttachRolePolicyRequest(roleName: name, policyArn: Self.executionPolicy))
            guard !plan.secrets.isEmpty else { continue }
            let reading =
                #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "#
                + #"["secretsmanager:GetSecretValue", "ssm:GetParameters", "kms:Decrypt"], "Resource": "*"}]}"#
            _ = try await client.putRolePolicy(
                IAM.PutRolePolicyRequest(roleName: name, policyName: "secrets", policyDocument: reading))
        }
    }

    private func makeSecrets(_ plan: ServicePlan) async throws {
        let names = Set(plan.secrets.map(\.reference).filter { $0.store == .secretsManager }.map(\.identifier)).sorted()
        for name in names {
            let bindings = plan.secrets.filter { $0.reference.identifier == name }
            var members: [String: String] = [:]
            for binding in bindings {
                if let key = binding.reference.key { members[key] = value(of: binding) }
            }
            let text = members.isEmpty ? bindings.first.map(value) ?? "" : SecretText.object(members)
            _ = try await clients.secretsManager.createSecret(
                SecretsManager.CreateSecretRequest(name: name, secretString: text))
        }
        for binding in plan.secrets where binding.reference.store == .parameterStore {
            _ = try await clients.ssm.putParameter(
                SSM.PutParameterRequest(
                    name: binding.reference.identifier, value: value(of: binding),
                    type: .init(rawValue: "SecureString"),
                    overwrite: true))
        }
    }

    /// From the process's variables, else made up: good enough for tokens and keys.
    private func value(of binding: SecretBinding) -> String {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        let value = values[binding.variable] ?? random.text(32, of: alphabet)
        redactor.learn(value)
        return value
    }

    private func makeLoadBalancer(_ group: String, _ plan: ServicePlan) async throws {
        let name = group.split(separator: "/").dropFirst().first.map(String.init) ?? group
        var target = ELBv2.CreateTargetGroupInput(name: name)
        target.protocol = .init(rawValue: "HTTP")
        target.port = plan.port ?? 80
        let network = try await defaultNetwork()
        target.vpcId = network.vpc
        target.targetType = .init(rawValue: "ip")
        target.healthCheckPath = plan.health.path ?? "/"
        target.healthCheckIntervalSeconds = Int(plan.health.interval.wholeSeconds)
        target.healthCheckTimeoutSeconds = min(
            Int(plan.health.timeout.wholeSeconds), max(2, Int(plan.health.interval.wholeSeconds) - 1))
        target.healthyThresholdCount = plan.health.healthy
        target.unhealthyThresholdCount = plan.health.unhealthy
        target.matcher = ELBv2.Matcher(httpCode: plan.health.statuses)
        let made = try await clients.elb.createTargetGroup(target)
        guard let arn = made.targetGroups?.first?.targetGroupArn else { return }
        let seconds = plan.deployment.drain.map { Int($0.wholeSeconds) } ?? Self.drainSeconds
        _ = try await clients.elb.modifyTargetGroupAttributes(
            ELBv2.ModifyTargetGroupAttributesInput(
                targetGroupArn: arn,
                attributes: [
                    ELBv2.TargetGroupAttribute(key: "deregistration_delay.timeout_seconds", value: "\(seconds)")
                ]))
        var balancer = ELBv2.CreateLoadBalancerInput(name: name)
        balancer.subnets = network.subnets
        let balancers = try await clients.elb.createLoadBalancer(balancer)
        guard let balancerARN = balancers.loadBalancers?.first?.loadBalancerArn else { return }
        var listener = ELBv2.CreateListenerInput(
            loadBalancerArn: balancerARN,
            defaultActions: [ELBv2.Action(type: .init(rawValue: "forward"), targetGroupArn: arn)])
        listener.protocol = .init(rawValue: "HTTP")
        listener.port = listenerPort
        _ = try await clients.elb.createListener(listener)
    }
}
