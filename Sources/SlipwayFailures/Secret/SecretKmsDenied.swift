import SlipwayDomain

extension FailureMode {
    static let secretKmsDenied = FailureMode(
        "secret-kms-denied", .secret,
        title: Words("the execution role may not decrypt the secret", ko: "실행 역할에 시크릿 복호화 권한이 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-4"],
        faults: [
            .role(.executionRoleDenied("kms:Decrypt")),
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch "
                    + "secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:dev/db-AbCdEf from secrets manager: "
                    + "AccessDeniedException: Access to KMS is not allowed"),
        ],
        explanation: Words(
            "The secret or parameter is encrypted with a key of your own. The execution role needs kms:Decrypt in its "
                + "policy, and the key's policy must let the account or the role in; across accounts always both. A key that "
                + "is disabled or about to be deleted decrypts nothing.",
            ko: "시크릿이나 파라미터가 고객 관리형 키로 암호화되어 있습니다. 실행 역할의 정책에 kms:Decrypt가 있어야 하고, 키 정책도 계정이나 "
                + "역할을 허용해야 합니다. 계정이 다르면 반드시 둘 다 필요합니다. 비활성화되었거나 삭제 예정인 키로는 복호화할 수 없습니다."),
        remedy: Words(
            "Grant kms:Decrypt in the role's policy and in the key's own policy.",
            ko: "역할의 정책과 키 정책 모두에서 kms:Decrypt를 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-access-denied",
                Words("the secret may be read; it is its key that is refused", ko: "시크릿 읽기는 허용되며, 거부된 것은 KMS 키입니다")),
            LookAlike(
                "ssm-access-denied",
                Words("it is the key that is refused, not the parameter", ko: "거부된 것은 파라미터가 아니라 KMS 키입니다")),
        ],
        links: [
            SecretWords.page, "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
        ],
        foresee: { plan, facts in keys(plan, facts) + permissions(plan, facts) },
        recognisers: [
            .text(
                SecretWords.places,
                [
                    "access to kms is not allowed", "not authorized to perform: kms:decrypt",
                    "customer master key that does not exist",
                ]
            ) { reason, scene in
                let role = ExecutionRole.name(reason, scene)
                let secret = SecretWords.secret(reason, scene) ?? reason.arn(of: "ssm")
                let denial = Denial(reason)
                return Recognition(
                    ExecutionRole.words(role) + Words(" may not decrypt ", ko: "에 다음 값을 복호화할 권한이 없습니다: ")
                        + SecretWords.words(secret) + (denial?.says ?? .none),
                    fix: denial?.fix(role: role ?? "ROLE", on: "KEY_ARN")
                        ?? Denial.grant(["kms:Decrypt"], on: "KEY_ARN", to: role ?? "ROLE")
                        + Words("; and let the role in by the key's own policy", ko: ". 키 정책에서도 이 역할을 허용하십시오"),
                    subject: secret ?? "", named: secret)
            },
            .text(SecretWords.places, ["kmsinvalidstateexception", "disabledexception"]) { reason, scene in
                guard SecretWords.isSecret(reason) || SecretWords.isParameter(reason) else { return nil }
                let secret = SecretWords.secret(reason, scene)
                return Recognition(
                    Words("the key of ", ko: "KMS 키가 비활성화되었거나 삭제 예정입니다: ") + SecretWords.words(secret)
                        + Words(" is disabled or about to be deleted", ko: ""),
                    fix: enable("KEY_ARN"), confidence: .likely, subject: secret ?? "", named: secret)
            },
        ])

    private static func enable(_ key: String) -> Words {
        Words(
            "aws kms cancel-key-deletion --key-id \(key), then aws kms enable-key --key-id \(key)",
            ko: "차례로 실행하십시오: aws kms cancel-key-deletion --key-id \(key), aws kms enable-key --key-id \(key)")
    }

    /// The state of each key that a secret of the plan is encrypted with.
    private static func keys(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        plan.secrets.compactMap { binding in
            guard binding.reference.store == .secretsManager,
                let secret = facts.secrets[binding.reference.identifier]?.value, let fact = secret.key
            else { return nil }
            let subject = Words("key of the secret \(binding.variable)", ko: "시크릿 \(binding.variable) 암호화 키")
            let gone = Foresight(
                .fail, subject,
                Words("the key of \(secret.name) does not exist any more", ko: "\(secret.name) 시크릿의 KMS 키가 더 이상 없습니다"),
                fix: Words(
                    "aws secretsmanager update-secret --secret-id \(secret.name) --kms-key-id KEY, and put the value anew",
                    ko:
                        "aws secretsmanager update-secret --secret-id \(secret.name) --kms-key-id KEY 명령으로 키를 바꾸고 값을 다시 "
                        + "넣으십시오"))
            return fact.foresight(subject, missing: gone) { key in
                if key.isManagedByAWS { return nil }
                if key.state == "Enabled" {
                    return Foresight(.ok, subject, Words("it is enabled", ko: "활성화되어 있습니다"))
                }
                return Foresight(
                    .fail, subject,
                    Words("\(key.arn) is in the state \(key.state)", ko: "\(key.arn) 키의 상태가 \(key.state)입니다"),
                    fix: enable(key.arn),
                    evidence: [Evidence(source: "kms:DescribeKey", field: "KeyState", text: key.state)])
            }
        }
    }

    private static func permissions(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        RolePermissions.foresee(plan, facts, ["kms:Decrypt"]) { resource in
            let name = ExecutionRole.name(ofARN: resource)
            return Words("decrypting with the key \(name)", ko: "키 \(name) 복호화")
        }
    }
}
