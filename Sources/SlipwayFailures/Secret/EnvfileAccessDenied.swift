import SlipwayDomain

extension FailureMode {
    static let envfileAccessDenied = FailureMode(
        "envfile-access-denied", .secret,
        title: Words("the execution role may not read the environment file", ko: "실행 역할에 환경 파일 읽기 권한이 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-4", "P-SEC-7"],
        faults: [
            .role(.executionRoleDenied("s3:GetObject")),
            .taskStops(
                reason:
                    "ResourceInitializationError: failed to download env files: file download command: non empty error "
                    + "stream: AccessDenied: Access Denied status code: 403"),
        ],
        explanation: Words(
            "The execution role fetches environment files. It needs s3:GetObject on the file and s3:GetBucketLocation on "
                + "the bucket; the bucket's policy or the key that it is encrypted with may forbid it as well. S3 gives the "
                + "same answer for a missing file to whoever may not list the bucket.",
            ko: "환경 파일은 실행 역할이 가져옵니다. 파일에 대한 s3:GetObject와 버킷에 대한 s3:GetBucketLocation이 필요하며, 버킷 정책이나 "
                + "암호화 키가 막을 수도 있습니다. 버킷 목록 권한이 없으면 파일이 없을 때도 S3는 같은 응답을 합니다."),
        remedy: Words(
            "Grant s3:GetObject and s3:GetBucketLocation to the execution role.",
            ko: "실행 역할에 s3:GetObject와 s3:GetBucketLocation 권한을 주십시오."),
        lookAlikes: [
            LookAlike(
                "envfile-missing",
                Words("S3 said that it is forbidden, not that it is missing", ko: "S3는 없다고 하지 않고 금지되었다고 했습니다")),
            LookAlike(
                "envfile-timeout", Words("S3 answered, with a refusal", ko: "S3가 거부 응답을 보냈습니다")),
        ],
        links: [SecretWords.filePage],
        foresee: { plan, facts in
            RolePermissions.foresee(plan, facts, ["s3:GetObject", "s3:GetBucketLocation"]) { resource in
                let name = resource.firstRange(of: ":::").map { String(resource[$0.upperBound...]) } ?? resource
                return Words("reading \(name) from S3", ko: "S3에서 \(name) 읽기")
            }
        },
        recognisers: [
            .text(
                SecretWords.places, ["failed to download env files", "unable to download env file"]
            ) { reason, scene in
                guard reason.hasAny("accessdenied", "access denied", " 403", "not authorized to perform: s3:") else {
                    return nil
                }
                let role = ExecutionRole.name(reason, scene)
                let file = EnvfileWords.file(reason, scene)
                let denial = Denial(reason)
                return Recognition(
                    ExecutionRole.words(role) + Words(" may not read ", ko: "에 다음 파일을 읽을 권한이 없습니다: ")
                        + EnvfileWords.words(file) + (denial?.says ?? .none),
                    fix: denial?.fix(role: role ?? "ROLE", on: file ?? "arn:aws:s3:::BUCKET/KEY")
                        ?? Denial.grant(["s3:GetObject"], on: file ?? "arn:aws:s3:::BUCKET/KEY", to: role ?? "ROLE"),
                    subject: file ?? "", named: file)
            }
        ])
}
