import SlipwayDomain

extension FailureMode {
    static let secretValueNotJson = FailureMode(
        "secret-value-not-json", .secret, title: Words("the secret's value is not JSON", ko: "시크릿 값이 JSON이 아님"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-2"], faults: [.secret(.notJSON)],
        explanation: Words(
            "A key of the secret is asked for, but its value is not a JSON object: a plain text, single quotes, a comma "
                + "too many, quotes that a shell ate, or binary data.",
            ko: "시크릿의 키를 참조하지만 값이 JSON 객체가 아닙니다. 일반 텍스트이거나, 작은따옴표를 썼거나, 쉼표가 남았거나, 셸이 따옴표를 "
                + "없앴거나, 바이너리인 경우입니다."),
        remedy: Words(
            "Store valid JSON, from a file so that no shell touches it; or drop the key to take the whole value.",
            ko: "셸이 바꾸지 않도록 파일로 올바른 JSON을 저장하거나, 키를 빼고 값 전체를 사용하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-json-key-missing",
                Words("the value could not even be read as JSON", ko: "값을 JSON으로 읽는 것 자체가 실패했습니다")),
            LookAlike(
                "secret-access-denied", Words("the secret was read", ko: "시크릿을 읽는 데는 성공했습니다")),
        ],
        links: [SecretWords.page],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in
                guard case .notJSON(let secret, let key) = look else { return nil }
                return Foresight(
                    .fail, SecretWords.subject(binding),
                    Words(
                        "the value of \(secret.name) is not a JSON object, so it has no key '\(key)'",
                        ko: "\(secret.name) 시크릿의 값이 JSON 객체가 아니므로 '\(key)' 키가 없습니다"), fix: fix(secret.name, key))
            }
        },
        recognisers: [
            .text(
                SecretWords.places.union([.call, .log]),
                ["invalid character", "unexpected end of json", "cannot unmarshal", "value associated with jsonkey"]
            ) { reason, scene in
                // CloudFormation says so of references that it resolves itself, which is another failure.
                let isOwnReading =
                    reason.has("value associated with jsonkey") && scene.place != .stack && scene.place != .call
                guard isOwnReading || (SecretWords.isSecret(reason) && scene.place != .log),
                    !reason.has("asm fetching")
                else { return nil }
                let secret = SecretWords.secret(reason, scene)
                return Recognition(
                    Words("the value of ", ko: "JSON 객체가 아닌 값에서 키를 찾고 있습니다: ") + SecretWords.words(secret)
                        + Words(" is not a JSON object, but one of its keys is asked for", ko: ""),
                    fix: fix(secret ?? "NAME", "key"), subject: secret ?? "", named: secret)
            }
        ])

    private static func fix(_ secret: String, _ key: String) -> Words {
        let command = SecretWords.put(secret)
        return Words(
            "store JSON: \(command); or drop #\(key) in slipway.yml to take the whole value",
            ko: "JSON을 저장하십시오: \(command). 값 전체를 쓰려면 slipway.yml에서 #\(key) 부분을 빼십시오")
    }
}
