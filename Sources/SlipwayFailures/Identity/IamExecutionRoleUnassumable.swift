import SlipwayDomain

extension FailureMode {
    static let iamExecutionRoleUnassumable = FailureMode(
        "iam-execution-role-unassumable", .identity,
        title: Words("ECS cannot take on the execution role", ko: "ECS가 실행 역할을 수임할 수 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-IAM-1"],
        faults: [
            .role(.executionRoleUntrusted),
            .placementFails(
                event: "(service web) failed to launch a task with (error ECS was unable to assume the role "
                    + "'arn:aws:iam::111122223333:role/ecsTaskExecutionRole' that was provided for this task. Please verify "
                    + "that the role being passed has the proper trust relationship and permissions and that your IAM user "
                    + "has permissions to pass this role.)."),
        ],
        // Both roles are named in the same sentence; this one is told by its name.
        specificity: .narrow,
        explanation: Words(
            "The role with which ECS pulls images, reads secrets and writes logs does not trust ecs-tasks.amazonaws.com, or is "
                + "not there. Without it no task begins.",
            ko: "ECS가 이미지를 받고 시크릿을 읽고 로그를 쓸 때 사용하는 역할이 ecs-tasks.amazonaws.com 서비스를 신뢰하지 않거나 존재하지 않습니다. 이 역할 "
                + "없이는 태스크가 시작되지 않습니다."),
        remedy: Words(
            "Let ecs-tasks.amazonaws.com assume the execution role, or name one that is there.",
            ko: "ecs-tasks.amazonaws.com에 실행 역할 수임을 허용하거나 존재하는 역할을 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "iam-task-role-unassumable",
                Words("the role named is the execution role", ko: "지목된 역할이 실행 역할입니다")),
            LookAlike(
                "secret-access-denied",
                Words("ECS could not even take on the role", ko: "ECS가 역할을 수임하는 것부터 실패했습니다")),
        ],
        links: [
            TemplateWords.guide("troubleshoot-task-iam-roles"), TemplateWords.guide("task_execution_IAM_role"),
        ],
        foresee: { plan, facts in
            let names = RoleTrust.execution(plan, facts)
            return [RoleTrust.look(names, plan, facts, Words("execution role", ko: "실행 역할"))].compactMap(\.self)
        },
        recognisers: [
            .text(
                [.event, .reason, .call, .stack],
                ["unable to assume the role", "unable to assume role", "unable to assume the execution role"]
            ) { reason, scene in
                guard let role = IdentityWords.unassumable(reason), !role.isEmpty else {
                    return reason.has("execution role")
                        ? found(scene.workload.taskDefinition?.executionRole, .certain) : nil
                }
                if let definition = scene.workload.taskDefinition {
                    let own = definition.executionRole.map { RolePermissions.isSame($0, role) } ?? false
                    let others = definition.taskRole.map { RolePermissions.isSame($0, role) } ?? false
                    return own && !others ? found(role, .certain) : nil
                }
                // Who wrote the task definition is not known, but mostly the role's name says what it is for.
                return ExecutionRole.name(ofARN: role).lowercased().contains("execution") ? found(role, .likely) : nil
            },
            // How ECS words it where the task object exists is remembered, not documented.
            .text([.reason, .event], ["perform: sts:assumerole", "cannot be assumed"]) { reason, scene in
                guard reason.has("sts:assumerole") || reason.has("execution role") else { return nil }
                let role = reason.value(after: "on resource: ") ?? scene.workload.taskDefinition?.executionRole
                return found(role, .likely)
            },
        ])

    private static func found(_ role: String?, _ confidence: Confidence) -> Recognition {
        let name = role ?? "the execution role"
        return Recognition(
            Words(
                "ECS cannot take on \(name): it does not trust \(IdentityWords.tasks), or is not there",
                ko: "ECS가 실행 역할을 수임할 수 없습니다(\(role ?? "이름 불명")). \(IdentityWords.tasks) 서비스를 신뢰하지 않거나 역할이 없습니다"),
            fix: IdentityWords.trust(IdentityWords.tasks, role: role ?? "ecsTaskExecutionRole"),
            confidence: confidence, subject: role ?? "", named: role)
    }
}
