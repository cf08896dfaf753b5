import SlipwayDomain

extension FailureMode {
    static let secretJsonKeyMissing = FailureMode(
        "secret-json-key-missing", .secret, title: Words("the secret has no such key", ko: "시크릿에 해당 키가 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-2"], faults: [.secret(.keyRemoved)],
        explanation: Words(
            "The secret is there and is JSON, but the key that a variable names is not in it: new in the manifest "
                + "and not yet in the secret, a slip of the pen, or lost when the secret was overwritten by a smaller "
                + "one.",
            ko: "시크릿은 존재하고 JSON이지만 변수가 가리키는 키가 없습니다. 매니페스트에만 새로 추가되었거나, 철자가 다르거나, "
                + "시크릿이 더 작은 값으로 덮어써지면서 사라진 경우입니다."),
        remedy: Words(
            "Add the key with put-secret-value and the whole merged JSON: it replaces the value, it never merges.",
            ko: "put-secret-value로 병합된 JSON 전체를 넣어 키를 추가하십시오. 이 명령은 값을 병합하지 않고 교체합니다."),
        lookAlikes: [
            LookAlike(
                "secret-value-not-json",
                Words("ECS would have spoken of an invalid character", ko: "그 경우 ECS는 잘못된 문자(invalid character)를 언급합니다")
            ),
            LookAlike(
                "secret-not-found",
                Words("ECS found the secret and read it", ko: "ECS가 시크릿을 찾아서 읽었습니다")),
        ],
        links: [SecretWords.page],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in
                let subject = SecretWords.subject(binding)
                switch look {
                case .keyMissing(let secret, let key, let names): return missing(key, binding, secret, names)
                case .fine(let secret) where binding.reference.key != nil:
                    return Foresight(
                        .ok, subject, Words("\(secret.name) has the key", ko: "\(secret.name)에 키가 있습니다"),
                        createdAt: secret.createdAt)
                case .unread(let secret):
                    return secret.content.foresight(subject, missing: Foresight(.unknown, subject, .none)) { _ in nil }
                default: return nil
                }
            }
        },
        recognisers: [
            .text(SecretWords.places, ["did not contain json key"]) { reason, scene in
                guard let key = reason.value(after: "did not contain json key ") else { return nil }
                let holder = scene.workload.taskDefinition?.containers.flatMap(\.secrets)
                    .first { $0.value.contains(":\(key):") }
                let secret = holder.map { SecretWords.arn(ofValue: $0.value) }
                let name = secret.map { SecretWords.givenName(ofARN: $0) }
                let asks = holder.map {
                    Words(", which \($0.name) asks for", ko: " (변수 \($0.name)에서 사용)")
                }
                return Recognition(
                    Words("\(name ?? "the secret") has no key '\(key)'", ko: "\(name ?? "시크릿")에 '\(key)' 키가 없습니다")
                        + (asks ?? .none),
                    fix: add(key, to: secret ?? "NAME"), subject: key, named: secret)
            }
        ])

    private static func missing(
        _ key: String, _ binding: SecretBinding, _ secret: SecretFact, _ names: [String]
    ) -> Foresight {
        let near = Nearness.nearest(to: key, among: names)
        let maybe = near.map { Words("; did you mean '\($0)'?", ko: ". 혹시 '\($0)' 키를 뜻하셨습니까?") }
        return Foresight(
            .fail, SecretWords.subject(binding),
            Words("\(secret.name) has no key '\(key)'", ko: "\(secret.name)에 '\(key)' 키가 없습니다") + (maybe ?? .none),
            fix: near.map {
                let line = "\(binding.variable): \"secret:\(secret.name)#\($0)\""
                return Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)")
            } ?? add(key, to: secret.name),
            evidence: [
                Evidence(source: "secretsmanager:GetSecretValue", field: "keys", text: names.joined(separator: ", "))
            ])
    }

    private static func add(_ key: String, to secret: String) -> Words {
        let command = SecretWords.put(secret)
        return Words(
            "add \(key) to the secret: \(command) (with all its keys)",
            ko: "시크릿에 \(key) 키를 추가하십시오: \(command) (모든 키를 포함해서)")
    }
}
