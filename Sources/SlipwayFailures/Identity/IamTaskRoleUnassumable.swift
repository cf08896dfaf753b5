import SlipwayDomain

extension FailureMode {
    static let iamTaskRoleUnassumable = FailureMode(
        "iam-task-role-unassumable", .identity,
        title: Words("ECS cannot take on the task role", ko: "ECS가 태스크 역할을 수임할 수 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-IAM-1"],
        faults: [
            .role(.taskRoleUntrusted),
            .placementFails(
                event: "(service web) failed to launch a task with (error ECS was unable to assume the role "
                    + "'arn:aws:iam::111122223333:role/shop-task' that was provided for this task. Please verify that the "
                    + "role being passed has the proper trust relationship and permissions and that your IAM user has "
                    + "permissions to pass this role.)."),
        ],
        explanation: Words(
            "The role that the application is to act with does not trust ecs-tasks.amazonaws.com, often ecs.amazonaws.com or "
                + "ec2.amazonaws.com instead, or is not there: deleted, of another account, or so new that ECS does not know it. "
                + "No task comes into being; only the service's events say so.",
            ko: "애플리케이션이 사용할 역할이 ecs-tasks.amazonaws.com 서비스를 신뢰하지 않거나(흔히 ecs.amazonaws.com이나 ec2.amazonaws.com으로 "
                + "되어 있음) 존재하지 않습니다. 삭제되었거나 다른 계정의 역할이거나 너무 새로워서 ECS가 아직 모르는 경우입니다. 태스크가 아예 만들어지지 않고 서비스 "
                + "이벤트에만 나타납니다."),
        remedy: Words(
            "Let ecs-tasks.amazonaws.com assume the role; with a role made a moment ago, wait some seconds.",
            ko: "ecs-tasks.amazonaws.com에 역할 수임을 허용하십시오. 방금 만든 역할이라면 잠시 기다리십시오."),
        lookAlikes: [
            LookAlike(
                "iam-execution-role-unassumable",
                Words("the role named is not the execution role", ko: "지목된 역할은 실행 역할이 아닙니다")),
            LookAlike(
                "iam-passrole-denied",
                Words("ECS took the role from us and could not use it", ko: "역할 전달은 되었으나 ECS가 사용할 수 없었습니다")),
        ],
        links: [TemplateWords.guide("troubleshoot-task-iam-roles"), TemplateWords.guide("task-iam-roles")],
        foresee: { plan, facts in
            let names = RoleTrust.task(plan, facts)
            let others = RoleTrust.execution(plan, facts)
            // One role in both places is told once, as the execution role.
            guard !names.contains(where: others.contains) else { return [] }
            return [RoleTrust.look(names, plan, facts, Words("task role", ko: "태스크 역할"))].compactMap(\.self)
        },
        recognisers: [
            .text(
                [.event, .reason, .call, .stack],
                ["unable to assume the role", "unable to assume role", "service_task_configuration_failure"]
            ) { reason, _ in
                guard let role = IdentityWords.unassumable(reason) else {
                    // EventBridge's name for it, which says only that the task's settings are no good.
                    return Recognition(
                        Words(
                            "ECS cannot start tasks with these settings; mostly it is a role that it cannot take on",
                            ko: "이 설정으로는 ECS가 태스크를 시작할 수 없습니다. 대개 수임할 수 없는 역할이 원인입니다"),
                        fix: IdentityWords.trust(IdentityWords.tasks, role: "ROLE"), confidence: .likely)
                }
                return Recognition(
                    Words(
                        "ECS cannot take on \(role): it does not trust \(IdentityWords.tasks), or is not there",
                        ko: "ECS가 \(role) 역할을 수임할 수 없습니다. \(IdentityWords.tasks) 서비스를 신뢰하지 않거나 역할이 없습니다"),
                    fix: IdentityWords.trust(IdentityWords.tasks, role: role), subject: role, named: role)
            }
        ])
}
