import SlipwayDomain

extension FailureMode {
    static let executionRoleAbsent = FailureMode(
        id: "td-execution-role-absent", title: "no execution role", nature: .cannotHeal, withoutUs: "the API refuses it after the pipeline has built and pushed everything",
        foresee: { facts, plan in
            let running = facts.taskDefinition?.value?.executionRole
            guard plan.roles.execution == nil, running == nil else { return [] }
            let why = plan.secrets.isEmpty ? "an image of ECR and awslogs" : "secrets, an image of ECR and awslogs"
            // Only a warning: where it really is needed, the API says so before anything else happens.
            return [
                Foreseen(
                    .roles, .warn, cause: "no execution role is given; on AWS, \(why) need one",
                    fix: "in slipway.yml: roles: { execution: ecsTaskExecutionRole }")
            ]
        })
}
