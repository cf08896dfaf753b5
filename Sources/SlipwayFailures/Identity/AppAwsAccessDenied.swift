import SlipwayDomain

extension FailureMode {
    static let appAwsAccessDenied = FailureMode(
        "app-aws-access-denied", .identity,
        title: Words("the application may not call AWS", ko: "애플리케이션에 AWS 호출 권한이 없음"), nature: .application,
        breaker: .blind, givesUp: .never, reproduction: .modelled, recipes: ["P-IAM-5"],
        faults: [
            .exits(
                code: 1,
                saying: [
                    "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/shop-task/0123456789abcdef is not "
                        + "authorized to perform: dynamodb:PutItem on resource: "
                        + "arn:aws:dynamodb:eu-west-1:111122223333:table/orders because no identity-based policy allows the "
                        + "dynamodb:PutItem action"
                ])
        ],
        explanation: Words(
            "The application calls a service of AWS, and its task role does not allow it: new code needs a new permission, the "
                + "permission was given to the execution role, which is another, or the task has no role at all and so no "
                + "credentials.",
            ko: "애플리케이션이 AWS 서비스를 호출하는데 태스크 역할에 권한이 없습니다. 새 코드에 새 권한이 필요하거나, 권한을 별개의 역할인 실행 역할에 주었거나, 태스크에 역할이 "
                + "아예 없어 자격 증명이 없는 경우입니다."),
        remedy: Words(
            "Allow the action to the task role, or give the task one.",
            ko: "태스크 역할에 해당 작업을 허용하거나 태스크에 역할을 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-access-denied",
                Words(
                    "the application itself was refused; ECS had started it", ko: "ECS가 시작한 뒤 애플리케이션 자체가 거부되었습니다")),
            LookAlike(
                "iam-deployer-denied",
                Words("it is the task's role that was refused", ko: "거부된 것은 태스크의 역할입니다")),
        ],
        links: [TemplateWords.guide("task-iam-roles"), TemplateWords.guide("troubleshoot-task-iam-roles")],
        foresee: { plan, facts in
            guard let role = RoleTrust.task(plan, facts).first else { return [] }
            // What the code calls is guessed from it, so a refusal only warns.
            return facts.permissions.filter { RolePermissions.isSame($0.principal, role) && $0.principal != "deployer" }
                .filter { permission in
                    !RoleTrust.execution(plan, facts).contains { RolePermissions.isSame($0, permission.principal) }
                }
                .compactMap { permission in look(permission, role) }
        },
        recognisers: [
            .text(
                [.log],
                [
                    "is not authorized to perform", "unable to locate credentials", "credentialsprovidererror",
                    "could not load credentials from any providers",
                ]
            ) { reason, scene in
                guard reason.has("is not authorized to perform") else { return noCredentials(scene) }
                guard let denial = Denial(reason), let role = reason.role else { return nil }
                let execution = scene.workload.taskDefinition?.executionRole.map { ExecutionRole.name(ofARN: $0) }
                let mixedUp =
                    execution == role
                    ? Words(
                        "; that is the execution role, the task has none of its own",
                        ko: ". 이것은 실행 역할이며 태스크 자체의 역할이 아닙니다")
                    : .none
                return Recognition(
                    Words(
                        "the application, as \(role), may not \(denial.action)",
                        ko: "애플리케이션의 '\(role)' 역할에 \(denial.action) 권한이 없습니다") + denial.says + mixedUp,
                    fix: denial.fix(role: role, on: "*"), subject: denial.action)
            }
        ])

    private static func noCredentials(_ scene: Scene) -> Recognition {
        let hasRole = scene.workload.taskDefinition.map { $0.taskRole != nil }
        return Recognition(
            Words(
                "the application has no AWS credentials" + (hasRole == false ? ": the task has no role" : ""),
                ko: "애플리케이션에 AWS 자격 증명이 없습니다" + (hasRole == false ? ". 태스크에 역할이 없습니다" : "")),
            fix: TemplateWords.inManifest("roles: { task: ROLE }"),
            confidence: hasRole == false ? .certain : .likely, subject: "credentials")
    }

    private static func look(_ permission: PermissionFact, _ role: String) -> Foresight? {
        let name = ExecutionRole.name(ofARN: role)
        let subject = Words(
            "\(permission.action) for the task role \(name)", ko: "태스크 역할 '\(name)'의 \(permission.action) 권한")
        let missing = Foresight(
            .unknown, subject, Words("the role is not there to be asked about", ko: "역할이 없어 확인할 수 없습니다"))
        return permission.allowed.foresight(subject, missing: missing) { allowed in
            if allowed { return Foresight(.ok, subject, Words("allowed", ko: "허용되어 있습니다")) }
            return Foresight(
                .warn, subject,
                Words(
                    "the code seems to use \(permission.action), and \(name) may not",
                    ko: "코드가 \(permission.action) 작업을 쓰는 것으로 보이나 '\(name)' 역할에 권한이 없습니다"),
                fix: Denial.grant([permission.action], on: permission.resource, to: role),
                evidence: [
                    Evidence(
                        source: "iam:SimulatePrincipalPolicy", field: permission.action, text: permission.resource)
                ])
        }
    }
}
