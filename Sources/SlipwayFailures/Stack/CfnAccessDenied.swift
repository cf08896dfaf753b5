import SlipwayDomain

extension FailureMode {
    static let cfnAccessDenied = FailureMode(
        "cfn-access-denied", .stack,
        title: Words("the stack may not do what its template asks", ko: "스택에 템플릿이 요구하는 권한이 없음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-IAM-5"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::RDS::DBInstance",
                reason:
                    "API: rds:CreateDBInstance User: arn:aws:sts::111122223333:assumed-role/shop-stack/AWSCloudFormation "
                    + "is not authorized to perform: rds:CreateDBInstance")
        ],
        specificity: .broad,
        explanation: Words(
            "CloudFormation acts with the role that the stack was given, or as whoever calls. A role once given stays with "
                + "the stack: later calls use it without naming it.",
            ko: "CloudFormation은 스택에 지정된 역할로, 없으면 호출자의 권한으로 작업합니다. 한 번 지정된 역할은 스택에 남아 이후 호출에서도 쓰입니다."),
        remedy: Words(
            "Allow the action to the stack's role, or give the stack another one.",
            ko: "스택의 역할에 해당 작업을 허용하거나 스택에 다른 역할을 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "iam-deployer-denied",
                Words("the stack's own role was refused, in an event of the stack", ko: "스택 이벤트에서 스택의 역할이 거부되었습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html"
        ],
        foresee: { _, facts in StackWords.known(facts).flatMap { denied($0, facts) } },
        recognisers: [
            .text([.stack], ["handlererrorcode: accessdenied", "is not authorized", "cannot be assumed"]) { reason, _ in
                guard reason.hasAny("handlererrorcode: accessdenied", "api: ", "cannot be assumed") else { return nil }
                let named = reason.value(after: "authorized to perform: ") ?? reason.value(after: "API: ")
                let role = reason.role
                let who = role.map { Words("the role \($0)", ko: "\($0) 역할") } ?? Words("the stack", ko: "스택")
                if reason.has("cannot be assumed") {
                    return Recognition(
                        Words("CloudFormation cannot act as ", ko: "CloudFormation이 역할을 맡을 수 없습니다: ") + who,
                        fix: Words(
                            "let cloudformation.amazonaws.com assume the role in its trust policy",
                            ko: "역할의 신뢰 정책에서 cloudformation.amazonaws.com의 sts:AssumeRole을 허용하십시오"),
                        subject: role ?? "")
                }
                let action =
                    named.map { Words(same: $0) }
                    ?? Words("make or change ", ko: "") + StackWords.resource(reason) + Words("", ko: " 생성 또는 변경")
                return Recognition(
                    who + Words(" may not do this: ", ko: "에 허용되지 않은 작업입니다: ") + action,
                    fix: Words(
                        "allow \(named ?? "it") to that role; which one the stack has: aws cloudformation describe-stacks "
                            + "--query 'Stacks[].RoleARN'",
                        ko: "그 역할에 \(named ?? "해당") 작업을 허용하십시오. 스택의 역할 확인: aws cloudformation describe-stacks "
                            + "--query 'Stacks[].RoleARN'"),
                    subject: named ?? action.en, named: role)
            }
        ])

    /// The check P-IAM-5 for the role of a stack; what the caller may do is judged with the roles.
    private static func denied(_ stack: StackFact, _ facts: Facts) -> [Foresight] {
        guard let role = stack.role else { return [] }
        return facts.permissions.filter { $0.principal == role }.compactMap { permission in
            let subject = Words(
                "\(permission.action) by the stack \(stack.name)", ko: "\(stack.name) 스택의 \(permission.action)")
            let refused = Foresight(
                .fail, subject,
                Words(
                    "the stack's role may not do \(permission.action) on \(permission.resource)",
                    ko: "스택의 역할에 \(permission.action) 권한이 없습니다 (대상: \(permission.resource))"),
                fix: Words(
                    "allow \(permission.action) to \(role)", ko: "\(role) 역할에 \(permission.action) 작업을 허용하십시오"),
                evidence: [
                    Evidence(
                        source: "iam:SimulatePrincipalPolicy", field: permission.action, text: "implicitDeny")
                ])
            return permission.allowed.foresight(subject, missing: refused) { allowed in
                allowed ? Foresight(.ok, subject, Words("allowed", ko: "허용됨")) : refused
            }
        }
    }
}
