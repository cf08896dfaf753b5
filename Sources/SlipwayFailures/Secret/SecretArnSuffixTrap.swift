import SlipwayDomain

extension FailureMode {
    static let secretArnSuffixTrap = FailureMode(
        "secret-arn-suffix-trap", .secret,
        title: Words("the end of the secret's name is taken for ARN characters", ko: "시크릿 이름의 끝이 ARN 접미사로 해석됨"),
        nature: .cannotHeal, sureness: .reported, breaker: .countsStart, givesUp: .slowingDown,
        reproduction: .modelled, recipes: ["P-SEC-6"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
                    + "failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch "
                    + "secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-secret from secrets manager: "
                    + "ResourceNotFoundException: Secrets Manager can't find the specified secret.")
        ],
        specificity: .narrow,
        explanation: Words(
            "Secrets Manager ends the ARN of each secret with a hyphen and six characters. A name that itself ends like "
                + "that, such as app-secret, makes an ARN without those characters look complete: what is looked up is then "
                + "another secret, which does not exist or is not in the policy.",
            ko: "Secrets Manager는 모든 시크릿 ARN 끝에 하이픈과 여섯 글자를 붙입니다. app-secret처럼 이름 자체가 그렇게 끝나면, 접미사가 없는 "
                + "ARN도 완전한 것으로 해석되어 존재하지 않거나 정책에 없는 다른 시크릿을 찾게 됩니다."),
        remedy: Words(
            "Write the full ARN with its six characters everywhere, or the secret's name; or give it another name.",
            ko: "어디서나 여섯 글자를 포함한 전체 ARN이나 시크릿 이름을 쓰거나, 시크릿 이름을 바꾸십시오."),
        lookAlikes: [
            LookAlike(
                "secret-not-found",
                Words(
                    "the ARN lacks the six characters that Secrets Manager adds",
                    ko: "Secrets Manager가 붙이는 여섯 글자가 ARN에 없습니다")),
            LookAlike(
                "secret-access-denied",
                Words(
                    "the ARN lacks the six characters that Secrets Manager adds",
                    ko: "Secrets Manager가 붙이는 여섯 글자가 ARN에 없습니다")),
        ],
        links: ["https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html"],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in
                let arn = binding.reference.identifier
                guard case .absent = look, binding.reference.isARN,
                    SecretWords.endsLikeSuffix(SecretWords.name(ofARN: arn))
                else { return nil }
                let key = binding.reference.key.map { "#\($0)" } ?? ""
                let line = "\(binding.variable): \"secret:\(SecretWords.name(ofARN: arn))\(key)\""
                return Foresight(
                    .fail, SecretWords.subject(binding), cause(arn),
                    fix: Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)"),
                    evidence: [Evidence(source: "manifest", field: binding.variable, text: arn)])
            }
        },
        recognisers: [
            .text(
                SecretWords.places,
                [
                    "can't find the specified secret", "can't retrieve the secret with arn",
                    "not authorized to perform: secretsmanager:getsecretvalue",
                ]
            ) { reason, _ in
                guard !reason.has("specified secret value for"), let arn = reason.arn(of: "secretsmanager") else {
                    return nil
                }
                let name = SecretWords.name(ofARN: arn)
                guard SecretWords.endsLikeSuffix(name) else { return nil }
                return Recognition(
                    cause(arn),
                    fix: Words(
                        "take the full ARN into the task definition and the policy: aws secretsmanager describe-secret "
                            + "--secret-id \(name) --query ARN",
                        ko: "태스크 정의와 정책에 전체 ARN을 쓰십시오: aws secretsmanager describe-secret --secret-id \(name) --query "
                            + "ARN"), confidence: .likely, subject: arn, named: arn)
            }
        ])

    private static func cause(_ arn: String) -> Words {
        let end = arn.suffix(6)
        return Words(
            "\(arn) likely lacks its six characters: Secrets Manager takes '\(end)' for them",
            ko: "\(arn)에 여섯 글자 접미사가 빠진 것으로 보입니다. Secrets Manager는 '\(end)' 부분을 접미사로 해석합니다")
    }
}
