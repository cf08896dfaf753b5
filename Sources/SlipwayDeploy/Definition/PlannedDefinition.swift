import SlipwayDomain

extension TaskDefinitionFact {
    /// What a plan would register, as far as it can be known before: of a secret that is not there yet the ARN is made up
    /// but for its last six characters.
    init(planned plan: ServicePlan, _ facts: Facts) {
        var container = ContainerFact(
            name: plan.container, image: Self.image(plan, facts), ports: plan.port.map { [$0] } ?? [],
            command: plan.command ?? [],
            entryPoint: plan.entryPoint ?? [], variables: plan.variables.map(\.name).sorted(),
            secrets: plan.secrets.map {
                PlainVariable(
                    name: $0.variable, value: $0.reference.valueFrom(arn: Self.arn($0.reference, plan, facts)))
            }.sorted { $0.name < $1.name }, healthCommand: plan.health.command ?? [],
            healthStartPeriod: plan.health.command == nil ? nil : min(plan.health.grace, .seconds(300)),
            logDriver: "awslogs", logGroup: plan.logs.group, logStreamPrefix: plan.logs.streamPrefix,
            stopTimeout: plan.stopTimeout)
        if plan.health.command != nil {
            container.healthInterval = max(plan.health.interval, .seconds(5))
            container.healthRetries = plan.health.unhealthy
        }
        container.logOptions = [PlainVariable(name: "awslogs-region", value: plan.service.region)]
        self.init(
            arn: "", family: plan.family, revision: 0, cpu: plan.cpu, memory: plan.memory, platform: plan.platform,
            networkMode: "awsvpc", executionRole: plan.roles.execution, taskRole: plan.roles.task,
            containers: [container])
        compatibilities = ["FARGATE"]
    }

    /// By the name that ECS will read; without a digest where this run makes the image.
    private static func image(_ plan: ServicePlan, _ facts: Facts) -> String {
        let uri = facts.repository?.value?.uri
        if let repository = plan.image.repository {
            let account = facts.caller?.value?.account ?? "000000000000"
            return uri ?? "\(account).dkr.ecr.\(plan.service.region).amazonaws.com/\(repository)"
        }
        guard case .reference(var reference) = plan.image else { return plan.service.name }
        if reference.registry == nil, let uri, let named = try? ImageReference(parsing: uri) {
            reference.registry = named.registry
            reference.repository = named.repository
        }
        return reference.description
    }

    private static func arn(_ reference: SecretReference, _ plan: ServicePlan, _ facts: Facts) -> String {
        if reference.isARN || reference.store == .parameterStore { return reference.identifier }
        if let known = facts.secrets[reference.identifier]?.value?.arn { return known }
        let account = facts.caller?.value?.account ?? "000000000000"
        return "arn:aws:secretsmanager:\(plan.service.region):\(account):secret:\(reference.identifier)"
    }
}
