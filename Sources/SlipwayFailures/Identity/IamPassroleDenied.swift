import SlipwayDomain

extension FailureMode {
    static let iamPassroleDenied = FailureMode(
        "iam-passrole-denied", .identity,
        title: Words("we may not hand that role to ECS", ko: "역할을 ECS에 전달할 권한이 없음"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-IAM-2"],
        faults: [
            .role(.deployerDenied("iam:PassRole")),
            .call(
                TemplateWords.register, refusedWith: "AccessDeniedException",
                message: "User: arn:aws:sts::111122223333:assumed-role/deployer/ci is not authorized to perform: "
                    + "iam:PassRole on resource: arn:aws:iam::111122223333:role/shop-task because no identity-based "
                    + "policy allows the iam:PassRole action"),
        ],
        specificity: .narrow,
        explanation: Words(
            "A task definition names roles, and handing a role to ECS takes iam:PassRole on it: a permission of whoever "
                + "deploys, beside all that the role itself allows. It comes up when a service gets a new role and the pipeline "
                + "was allowed only the old ones.",
            ko: "태스크 정의는 역할을 지정하며, 역할을 ECS에 전달하려면 배포 주체에 그 역할에 대한 iam:PassRole 권한이 있어야 합니다. 역할 자체의 권한과는 별개입니다. 서비스의 "
                + "역할이 바뀌었는데 파이프라인에는 예전 역할만 허용된 경우에 생깁니다."),
        remedy: Words(
            "Allow iam:PassRole on exactly these roles, to the service ecs-tasks.amazonaws.com.",
            ko: "정확히 해당 역할에 대해 ecs-tasks.amazonaws.com 서비스로의 iam:PassRole 권한을 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "iam-deployer-denied",
                Words("it is the handing over of a role that was refused", ko: "거부된 것은 역할 전달입니다")),
            LookAlike(
                "iam-task-role-unassumable",
                Words("it is we who were refused, not ECS", ko: "거부당한 것은 ECS가 아니라 배포 주체입니다")),
        ],
        links: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"],
        foresee: { _, facts in
            facts.permissions.filter { $0.principal == "deployer" && $0.action == "iam:PassRole" }
                .compactMap { permission in look(permission, facts) }
        },
        recognisers: [
            .text(TemplateWords.refusals, ["to perform: iam:passrole"]) { reason, _ in
                let role = Denial(reason)?.resource
                let caller = IdentityWords.Caller(reason)
                return Recognition(
                    caller.holder
                        + Words(
                            " may not hand \(role ?? "the role") to ECS: iam:PassRole is missing",
                            ko: " iam:PassRole 권한이 없어 ECS로 전달할 수 없습니다: \(role ?? "역할 이름 불명")"),
                    fix: caller.grant(
                        "iam:PassRole", on: role ?? "ROLE_ARN", condition: IdentityWords.passedToTasks),
                    subject: role ?? "")
            }
        ])

    private static func look(_ permission: PermissionFact, _ facts: Facts) -> Foresight? {
        let name = ExecutionRole.name(ofARN: permission.resource)
        let subject = Words("handing over role \(name)", ko: "'\(name)' 역할 전달")
        let missing = Foresight(
            .unknown, subject, Words("nobody would say whether it is allowed", ko: "허용 여부를 알 수 없습니다"))
        return permission.allowed.foresight(subject, missing: missing) { allowed in
            if allowed { return Foresight(.ok, subject, Words("allowed", ko: "허용되어 있습니다")) }
            let caller = facts.caller?.value.map { Reason(source: "", field: "", text: $0.arn + " ") }
            return Foresight(
                .fail, subject,
                Words(
                    "we may not hand the role \(name) to ECS: iam:PassRole is missing",
                    ko: "'\(name)' 역할을 ECS로 전달할 iam:PassRole 권한이 없습니다"),
                fix: (caller.map(IdentityWords.Caller.init) ?? .unnamed).grant(
                    "iam:PassRole", on: permission.resource, condition: IdentityWords.passedToTasks),
                evidence: [
                    Evidence(source: "iam:SimulatePrincipalPolicy", field: "iam:PassRole", text: permission.resource)
                ])
        }
    }
}
