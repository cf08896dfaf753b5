import SlipwayDomain

extension FailureMode {
    static let tdSecretReferenceMalformed = FailureMode(
        "td-secret-reference-malformed", .template,
        title: Words("a secret's reference is malformed", ko: "시크릿 참조 형식이 잘못됨"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-SEC-6"],
        faults: [.plan(.secretReferenceMalformed)],
        explanation: Words(
            "What valueFrom says cannot be read: an ARN with the wrong number of fields, a placeholder that nobody filled "
                + "in, or a secret's bare name, which ECS takes for a parameter of Parameter Store. Some forms are refused "
                + "when the task definition is registered, others only when a task starts.",
            ko: "valueFrom 값을 해석할 수 없습니다. ARN의 필드 수가 다르거나, 채워지지 않은 자리 표시자이거나, 시크릿 이름만 적은 경우입니다. 이름만 적으면 "
                + "ECS는 Parameter Store 파라미터로 취급합니다. 일부는 태스크 정의 등록 시 거부되고 일부는 태스크 시작 시에야 드러납니다."),
        remedy: Words(
            "Write the secret's full ARN and, for one key of it, all three colons: …:secret:NAME-abcdef:KEY::",
            ko: "시크릿의 전체 ARN을 쓰고, 키 하나를 쓸 때는 콜론 세 개를 모두 적으십시오: …:secret:NAME-abcdef:KEY::"),
        lookAlikes: [
            LookAlike(
                "secret-not-found",
                Words("ECS could not even read the reference", ko: "ECS가 참조 자체를 해석하지 못했습니다")),
            LookAlike(
                "secret-arn-suffix-trap",
                Words("the number of fields is wrong, not the end of the name", ko: "이름 끝이 아니라 필드 수가 잘못되었습니다")),
        ],
        links: [TemplateWords.guide("secrets-envvar-secrets-manager")],
        foresee: { _, facts in
            (facts.definition?.containers ?? []).flatMap { container in
                container.secrets.compactMap { secret in look(at: secret, of: container.name) }
            }
        },
        recognisers: [
            .text(
                [.call, .stack, .reason, .event],
                ["invalid arn format for the aws secrets manager secret", "parameter name specified for secret"]
            ) { reason, scene in
                if reason.has("parameter name specified for secret") {
                    let variable = reason.value(after: "for secret ") ?? "?"
                    return Recognition(
                        Words(
                            "what \(variable) refers to is neither a full ARN nor a name of Parameter Store",
                            ko: "\(variable) 변수의 참조가 전체 ARN도 Parameter Store 이름도 아닙니다"),
                        fix: mend(variable), subject: variable)
                }
                let bad = scene.workload.taskDefinition?.containers.flatMap(\.secrets)
                    .first { flaw(in: $0.value) != nil }?.name
                return Recognition(
                    Words(
                        "the ARN of a secret\(bad.map { ", for \($0)," } ?? "") has the wrong number of fields",
                        ko: "시크릿 ARN의 필드 수가 잘못되었습니다\(bad.map { " (변수 \($0))" } ?? "")"),
                    fix: mend(bad ?? "NAME"), subject: bad ?? "")
            }
        ])

    private static func look(at secret: PlainVariable, of container: String) -> Foresight? {
        guard let flaw = flaw(in: secret.value) else { return nil }
        // What is no ARN may be a secret's value, put there by mistake.
        let shown = secret.value.hasPrefix("arn:") ? secret.value : "\(secret.value.count) characters, not shown"
        return Foresight(
            .fail, Words("reference of \(secret.name) in \(container)", ko: "\(container) 컨테이너의 \(secret.name) 참조"),
            flaw,
            fix: mend(secret.name),
            evidence: [Evidence(source: "task definition", field: "secrets[\(secret.name)].valueFrom", text: shown)])
    }

    /// What is wrong with a `valueFrom`; nothing for one that ECS can read (facts: ecs-behaviour 6).
    private static func flaw(in text: String) -> Words? {
        if text.isEmpty { return Words("it is empty", ko: "비어 있습니다") }
        if text.contains("${") || text.contains("<") {
            return Words("a placeholder in it was never filled in", ko: "채워지지 않은 자리 표시자가 남아 있습니다")
        }
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields[0] == "arn" else {
            if text.hasPrefix("secret:") || fields.count > 1 {
                return Words(
                    "it is no ARN, and a name of Parameter Store has no colons",
                    ko: "ARN이 아니며, Parameter Store 이름에는 콜론을 쓸 수 없습니다")
            }
            guard text.contains("/"), !text.hasPrefix("/") else { return nil }
            return Words(
                "a path of Parameter Store begins with a slash, and this one does not",
                ko: "Parameter Store 경로는 슬래시로 시작해야 하는데 그렇지 않습니다")
        }
        guard fields.count > 2, fields[2] == "secretsmanager", fields.count != 7, fields.count != 10 else { return nil }
        return Words(
            "the ARN has \(fields.count) fields: 7 name a secret, 10 a key of one",
            ko: "ARN의 필드가 \(fields.count)개입니다. 시크릿은 7개, 그 키는 10개여야 합니다")
    }

    private static func mend(_ variable: String) -> Words {
        TemplateWords.inManifest("secrets: { \(variable): \"secret:NAME#KEY\" }")
    }
}
