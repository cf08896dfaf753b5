import SlipwayDomain

extension FailureMode {
    static let iamServiceLinkedRoleMissing = FailureMode(
        "iam-service-linked-role-missing", .identity,
        title: Words("ECS's own service-linked role is missing", ko: "ECS 서비스 연결 역할이 없음"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-IAM-3"],
        faults: [
            .role(.serviceLinkedRoleMissing),
            .role(.deployerDenied("iam:CreateServiceLinkedRole")),
            .call(
                "ecs:CreateService", refusedWith: "InvalidParameterException",
                message: "Unable to assume the service linked role. Please verify that the ECS service linked role "
                    + "exists."),
        ],
        explanation: Words(
            "ECS acts in an account with the role AWSServiceRoleForECS. It is made on the first use of ECS, and that first "
                + "call may come a moment too early; or the role was deleted, or whoever deploys may not make it.",
            ko: "ECS는 계정에서 AWSServiceRoleForECS 역할로 동작합니다. 이 역할은 ECS를 처음 쓸 때 만들어지는데 첫 호출이 너무 이를 수 있고, 역할이 삭제되었거나 "
                + "배포 주체에 생성 권한이 없을 수도 있습니다."),
        remedy: Words(
            "Make the role once, wait half a minute, and run again.", ko: "역할을 한 번 만들고 30초쯤 기다린 뒤 다시 실행하십시오."),
        lookAlikes: [
            LookAlike(
                "iam-task-role-unassumable",
                Words("it is ECS's own role, not one of the task's", ko: "태스크의 역할이 아니라 ECS 자체의 역할입니다"))
        ],
        links: [TemplateWords.guide("using-service-linked-roles")],
        foresee: { _, facts in
            guard let fact = facts.serviceLinkedRole else { return [] }
            let subject = Words("service-linked role of ECS", ko: "ECS 서비스 연결 역할")
            // A service that is there goes on without new tasks: that is told by its own mode.
            if fact == .missing, facts.service?.value != nil { return [] }
            return [
                fact.foresight(subject, missing: missing(subject, facts)) { role in
                    guard role.trusts(IdentityWords.ecs) else { return nil }
                    guard let made = role.createdAt, made.duration(to: facts.takenAt) < RoleTrust.settling else {
                        return Foresight(.ok, subject, Words("it is there", ko: "역할이 있습니다"))
                    }
                    return Foresight(
                        .warn, subject,
                        Words("it was made a moment ago; ECS may not know it yet", ko: "방금 만들어져 ECS가 아직 모를 수 있습니다"),
                        fix: Words("wait half a minute, then run this again", ko: "30초쯤 기다린 뒤 다시 실행하십시오"),
                        createdAt: made)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .text(TemplateWords.refusals, ["unable to assume the service linked role"]) { _, _ in
                Recognition(
                    Words(
                        "ECS's service-linked role AWSServiceRoleForECS is not there, or was made a moment ago",
                        ko: "ECS 서비스 연결 역할 AWSServiceRoleForECS가 없거나 방금 만들어졌습니다"),
                    fix: create, named: "AWSServiceRoleForECS")
            }
        ])

    /// ECS makes it for whoever may have it made.
    private static func missing(_ subject: Words, _ facts: Facts) -> Foresight {
        let asked = facts.permissions.first {
            $0.principal == PermissionQuestion.deployer && $0.action == PermissionQuestion.linkedRole
        }
        switch asked?.allowed {
        case .known(true)?:
            return Foresight(
                .planned, subject,
                Words("ECS makes it when the service is made", ko: "서비스를 만들 때 ECS가 만듭니다"))
        case .known(false)?:
            return Foresight(
                .fail, subject,
                Words(
                    "AWSServiceRoleForECS is not there, and we may not have it made: iam:CreateServiceLinkedRole is denied",
                    ko: "AWSServiceRoleForECS 역할이 없고 만들 권한도 없습니다: iam:CreateServiceLinkedRole"),
                fix: create)
        default:
            return Foresight(
                .warn, subject,
                Words(
                    "AWSServiceRoleForECS is not there; ECS makes it if we may iam:CreateServiceLinkedRole, which is not "
                        + "known",
                    ko: "AWSServiceRoleForECS 역할이 없습니다. iam:CreateServiceLinkedRole 권한이 있으면 ECS가 만들지만, 권한 여부를 알 수 "
                        + "없습니다"),
                fix: create)
        }
    }

    private static let create = Words(
        "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com, wait half a minute, then run this again; "
            + "if it is there already, only wait",
        ko: "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com 실행 후 30초쯤 기다렸다가 다시 실행하십시오. 이미 있다면 "
            + "기다리기만 하면 됩니다")
}
