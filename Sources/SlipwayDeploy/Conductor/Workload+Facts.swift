import SlipwayDomain

extension Workload {
    /// What telling failures of a rollout apart needs, out of what the check found.
    init(_ plan: ServicePlan, _ prepared: PreparedRelease, _ facts: Facts, failFast: Int) {
        self.init(
            service: plan.service,
            taskDefinition: TaskDefinitionFact(prepared.definition, arn: prepared.settings.taskDefinition),
            settings: prepared.settings, targetGroups: facts.targetGroup?.value.map { [$0] } ?? [],
            image: facts.image?.value, createdAt: Self.ages(facts), failFast: failFast, usualBoot: facts.usualBoot)
        network = facts.network?.value
        for secret in facts.secrets.values.compactMap(\.value) { secretsChangedAt[secret.arn] = secret.lastChangedAt }
    }

    /// When the things that tasks name were made: young ones get more patience.
    private static func ages(_ facts: Facts) -> [String: Moment] {
        var ages: [String: Moment] = [:]
        for secret in facts.secrets.values.compactMap(\.value) { ages[secret.arn] = secret.createdAt }
        for parameter in facts.parameters.values.compactMap(\.value) { ages[parameter.arn] = parameter.lastModifiedAt }
        for role in facts.roles.values.compactMap(\.value) { ages[role.arn] = role.createdAt }
        if let group = facts.logGroup?.value { ages[group.name] = group.createdAt }
        return ages
    }
}
