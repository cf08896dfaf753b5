import SlipwayDomain

extension FailureMode {
    static let secretAccessDenied = FailureMode(
        "secret-access-denied", .secret,
        title: Words("the execution role may not read the secret", ko: "실행 역할에 시크릿 읽기 권한이 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-SEC-4"],
        faults: [
            .role(.executionRoleDenied("secretsmanager:GetSecretValue")),
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch "
                    + "secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf from secrets manager: "
                    + "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/shop-execution/0123456789abcdef "
                    + "is not authorized to perform: secretsmanager:GetSecretValue on resource: "
                    + "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf because no identity-based policy "
                    + "allows the secretsmanager:GetSecretValue action"),
        ],
        explanation: Words(
            "Secrets are read by the task's execution role, not by its task role. Its policy must allow "
                + "secretsmanager:GetSecretValue on the secret's full ARN; a pattern without the six characters at the end "
                + "does not fit. The end of AWS's sentence tells which policy said no.",
            ko: "시크릿은 태스크 역할이 아니라 실행 역할이 읽습니다. 정책은 시크릿의 전체 ARN에 대해 secretsmanager:GetSecretValue를 허용해야 "
                + "하며, 끝의 여섯 글자가 빠진 패턴은 일치하지 않습니다. AWS 메시지의 끝부분이 어떤 정책에서 거부했는지 알려 줍니다."),
        remedy: Words(
            "Allow secretsmanager:GetSecretValue on the full ARN in the execution role's policy.",
            ko: "실행 역할의 정책에서 전체 ARN에 대해 secretsmanager:GetSecretValue를 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-kms-denied",
                Words("it is the secret that is refused, not its key", ko: "거부된 것은 KMS 키가 아니라 시크릿입니다")),
            LookAlike(
                "secret-not-found",
                Words("a missing secret would have been called so", ko: "시크릿이 없었다면 그렇게 알렸을 것입니다")),
        ],
        links: [
            SecretWords.page,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
        ],
        foresee: { plan, facts in
            RolePermissions.foresee(plan, facts, ["secretsmanager:GetSecretValue"]) { resource in
                let name = SecretWords.name(ofARN: resource)
                return Words("reading the secret \(name)", ko: "시크릿 \(name) 읽기")
            }
        },
        recognisers: [
            .text(
                SecretWords.places,
                ["not authorized to perform: secretsmanager:getsecretvalue", "accessdeniedexception"]
            ) { reason, scene in
                let denial = Denial(reason)
                let isOwn = denial?.action.lowercased() == "secretsmanager:getsecretvalue"
                guard isOwn || (denial == nil && reason.hasAny("secret from asm", "from secrets manager")),
                    !reason.has("access to kms")
                else { return nil }
                let role = ExecutionRole.name(reason, scene)
                let secret = denial?.resource ?? SecretWords.secret(reason, scene)
                let fix =
                    denial?.fix(role: role ?? "ROLE", on: secret ?? "*")
                    ?? Denial.grant(["secretsmanager:GetSecretValue"], on: secret ?? "*", to: role ?? "ROLE")
                return Recognition(
                    ExecutionRole.words(role) + Words(" may not read ", ko: "에 다음 시크릿을 읽을 권한이 없습니다: ")
                        + SecretWords.words(secret) + (denial?.says ?? .none),
                    fix: fix, subject: secret ?? "", named: secret)
            }
        ])
}
