import SlipwayDomain

extension FailureMode {
    static let tdExecutionRoleAbsent = FailureMode(
        "td-execution-role-absent", .template,
        title: Words("there is no execution role", ko: "실행 역할이 없음"), nature: .cannotHeal, breaker: .refused,
        givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-3"],
        faults: [
            .call(
                TemplateWords.register, refusedWith: "ClientException",
                message: "Fargate requires task definition to have execution role ARN to support ECR images.")
        ],
        explanation: Words(
            "To pull from ECR, to read secrets and to write logs, ECS acts with the task's execution role, and refuses a "
                + "task definition that needs one and has none. The task role is another one: that is the application's.",
            ko: "ECS는 ECR에서 이미지를 받고 시크릿을 읽고 로그를 쓸 때 태스크의 실행 역할을 사용하며, 필요한데 없으면 태스크 정의를 거부합니다. "
                + "태스크 역할은 애플리케이션이 쓰는 별개의 역할입니다."),
        remedy: Words(
            "Give the task definition an execution role with AWS's policy AmazonECSTaskExecutionRolePolicy, and with "
                + "whatever the secrets need.",
            ko: "AWS 정책 AmazonECSTaskExecutionRolePolicy와 시크릿에 필요한 권한을 가진 실행 역할을 태스크 정의에 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "iam-execution-role-unassumable",
                Words("no role is named at all", ko: "역할이 아예 지정되지 않았습니다"))
        ],
        links: [TemplateWords.guide("task_execution_IAM_role")],
        foresee: { plan, facts in
            let subject = Words("execution role", ko: "실행 역할")
            if let definition = facts.definition {
                guard definition.executionRole == nil else { return [] }
                let needs = uses(definition)
                guard TemplateWords.isFargate(facts) || needs.contains("secrets"), !needs.isEmpty else { return [] }
                return [missing(.fail, subject, needs)]
            }
            guard plan.roles.execution == nil, facts.taskDefinition?.value?.executionRole == nil else { return [] }
            // What exactly will be registered is not known, and where a role really is needed ECS says so at once.
            return [missing(.warn, subject, ["logs"] + (plan.secrets.isEmpty ? [] : ["secrets"]))]
        },
        recognisers: [
            .text(
                TemplateWords.refusals,
                ["to have execution role arn", "specify a value for 'executionrolearn'"]
            ) { reason, _ in
                let purpose = reason.value(after: "to support ", until: [".", "\n"]) ?? "container secrets"
                return Recognition(
                    Words(
                        "the task definition has no execution role, which it needs for \(purpose)",
                        ko: "태스크 정의에 실행 역할이 없습니다. 필요한 용도: \(purpose)"),
                    fix: TemplateWords.inManifest("roles: { execution: ecsTaskExecutionRole }"))
            }
        ])

    /// What of a task definition ECS does with the execution role.
    private static func uses(_ definition: TaskDefinitionFact) -> [String] {
        func any(_ passes: (ContainerFact) -> Bool) -> Bool { definition.containers.contains(where: passes) }
        var uses: [String] = []
        if any({ (try? ImageReference(parsing: $0.image))?.ecr != nil }) { uses.append("ECR images") }
        if any({ !$0.secrets.isEmpty }) { uses.append("secrets") }
        if any({ $0.logDriver == "awslogs" }) { uses.append("logs") }
        if any({ $0.repositoryCredentials != nil }) { uses.append("repositoryCredentials") }
        if any({ !$0.environmentFiles.isEmpty }) { uses.append("environmentFiles") }
        return uses
    }

    private static func missing(_ severity: Severity, _ subject: Words, _ uses: [String]) -> Foresight {
        let list = TemplateWords.list(uses)
        return Foresight(
            severity, subject,
            Words("none is given, and ECS needs one for: \(list)", ko: "지정되지 않았습니다. ECS가 실행 역할을 쓰는 곳: \(list)"),
            fix: TemplateWords.inManifest("roles: { execution: ecsTaskExecutionRole }"))
    }
}
