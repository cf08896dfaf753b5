import SlipwayDomain

extension FailureMode {
    static let ssmAccessDenied = FailureMode(
        "ssm-access-denied", .secret,
        title: Words("the execution role may not read the parameter", ko: "실행 역할에 파라미터 읽기 권한이 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-4"],
        faults: [
            .role(.executionRoleDenied("ssm:GetParameters")),
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): "
                    + "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/shop-execution/0123456789abcdef "
                    + "is not authorized to perform: ssm:GetParameters on resource: "
                    + "arn:aws:ssm:eu-west-1:111122223333:parameter/dev/key because no identity-based policy allows the "
                    + "ssm:GetParameters action"),
        ],
        explanation: Words(
            "Parameters are read by the execution role with ssm:GetParameters, the plural. A policy with the singular "
                + "alone, for another path or with a condition that does not hold is not enough.",
            ko: "파라미터는 실행 역할이 복수형인 ssm:GetParameters로 읽습니다. 단수형만 허용하거나, 경로가 다르거나, 조건이 맞지 않는 정책으로는 "
                + "부족합니다."),
        remedy: Words(
            "Allow ssm:GetParameters on the parameter's ARN in the execution role's policy.",
            ko: "실행 역할의 정책에서 파라미터 ARN에 대해 ssm:GetParameters를 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-kms-denied",
                Words("it is the parameter that is refused, not its key", ko: "거부된 것은 KMS 키가 아니라 파라미터입니다")),
            LookAlike(
                "ssm-parameter-missing",
                Words("a missing parameter would have been named as invalid", ko: "파라미터가 없었다면 잘못된 이름으로 표시되었을 것입니다")),
        ],
        links: [SecretWords.parameterPage],
        foresee: { plan, facts in
            RolePermissions.foresee(plan, facts, ["ssm:GetParameters"]) { resource in
                let name = resource.firstRange(of: ":parameter").map { String(resource[$0.upperBound...]) } ?? resource
                return Words("reading the parameter \(name)", ko: "파라미터 \(name) 읽기")
            }
        },
        recognisers: [
            .text(SecretWords.places, ["not authorized to perform: ssm:getparameter"]) { reason, scene in
                guard let denial = Denial(reason) else { return nil }
                let role = ExecutionRole.name(reason, scene)
                let name = denial.resource ?? reason.arn(of: "ssm")
                return Recognition(
                    ExecutionRole.words(role) + Words(" may not read ", ko: "에 다음 파라미터를 읽을 권한이 없습니다: ")
                        + (name.map { Words(same: $0) } ?? Words("the parameter", ko: "파라미터")) + denial.says,
                    fix: denial.fix(role: role ?? "ROLE", on: name ?? "*"), subject: name ?? "", named: name)
            }
        ])
}
