import SlipwayDomain

extension FailureMode {
    static let secretVersionMissing = FailureMode(
        "secret-version-missing", .secret, title: Words("the secret has no such version", ko: "시크릿에 해당 버전의 값이 없음"),
        nature: .cannotHeal, sureness: .reported, breaker: .countsStart, givesUp: .slowingDown,
        reproduction: .modelled, recipes: ["P-SEC-3"], faults: [.secret(.versionRemoved)],
        explanation: Words(
            "The secret exists, but has no version of that stage or id: a stack made it and nobody has put a value in, or "
                + "a version that was pinned is gone.",
            ko: "시크릿은 존재하지만 해당 스테이지나 ID의 버전이 없습니다. 스택이 시크릿만 만들고 값을 넣지 않았거나, 고정해 둔 버전이 사라진 "
                + "경우입니다."),
        remedy: Words(
            "Put a value into the secret before the first deployment, or name a version that is there.",
            ko: "첫 배포 전에 시크릿에 값을 넣거나, 존재하는 버전을 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-not-found", Words("the secret itself is there", ko: "시크릿 자체는 존재합니다"))
        ],
        links: [
            SecretWords.page, "https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html",
        ],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in
                guard case .noVersion(let secret, let label) = look else { return nil }
                let there = secret.versions.flatMap(\.stages).joined(separator: ", ")
                return Foresight(
                    .fail, SecretWords.subject(binding),
                    Words("\(secret.name) has no value for \(label)", ko: "\(secret.name) 시크릿에 \(label) 버전의 값이 없습니다"),
                    fix: put(secret.name),
                    evidence: [
                        Evidence(
                            source: "secretsmanager:ListSecretVersionIds", field: "VersionStages",
                            text: there.isEmpty ? "none" : there)
                    ])
            }
        },
        recognisers: [
            .text(SecretWords.places.union([.call]), ["can't find the specified secret value for"]) { reason, scene in
                let label =
                    reason.value(after: "staging label: ") ?? reason.value(after: "VersionId: ") ?? "AWSCURRENT"
                let secret = SecretWords.secret(reason, scene)
                return Recognition(
                    SecretWords.words(secret) + Words(" has no value for \(label)", ko: ": \(label) 버전의 값이 없습니다"),
                    fix: put(secret ?? "NAME"), confidence: .likely, subject: secret ?? label, named: secret)
            }
        ])

    private static func put(_ secret: String) -> Words {
        let command = SecretWords.put(secret)
        return Words("put a value in: \(command)", ko: "값을 넣으십시오: \(command)")
    }
}
