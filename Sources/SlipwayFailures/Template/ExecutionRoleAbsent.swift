import SlipwayDomain

extension FailureMode {
    static let executionRoleAbsent = FailureMode(
        "td-execution-role-absent", title: "there is no execution role", nature: .cannotHeal,
        explanation:
            "To pull from ECR, to read secrets and to write logs, Fargate acts with the task's execution role. "
            + "Without one the task definition is refused. The task role is another one: that is the application's.",
        withoutUs: "ECS would have refused the task definition",
        foresee: { plan, facts in
            guard plan.roles.execution == nil, facts.taskDefinition?.value?.executionRole == nil else { return [] }
            // A warning only: where one really is needed, ECS refuses the task definition before anything is changed.
            return [
                Foresight(
                    .warn, "execution role",
                    "none is given; on AWS \(plan.secrets.isEmpty ? "" : "secrets, ")images of ECR and logs need one",
                    fix: "in slipway.yml: roles: { execution: ecsTaskExecutionRole }")
            ]
        },
        recognisers: [
            .call { reason in
                guard reason.has("to have execution role") else { return nil }
                return Recognition(
                    "the task definition needs an execution role and has none",
                    fix: "in slipway.yml: roles: { execution: ecsTaskExecutionRole }")
            }
        ])
}
