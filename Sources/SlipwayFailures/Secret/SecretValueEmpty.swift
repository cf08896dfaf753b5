import SlipwayDomain

extension FailureMode {
    static let secretValueEmpty = FailureMode(
        "secret-value-empty", .secret, title: Words("the secret's value is empty", ko: "시크릿 값이 비어 있음"),
        nature: .cannotHeal, breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-SEC-2"],
        faults: [.secret(.emptied)],
        explanation: Words(
            "The secret or the key is there, with nothing in it. ECS hands the empty text to the application, which then "
                + "mostly ends during its start.",
            ko: "시크릿이나 키는 있지만 값이 비어 있습니다. ECS는 빈 값을 그대로 애플리케이션에 전달하며, 대부분 시작 도중에 종료됩니다."),
        remedy: Words(
            "Put the value in with put-secret-value and the whole JSON.", ko: "put-secret-value로 JSON 전체와 함께 값을 넣으십시오."),
        lookAlikes: [
            LookAlike(
                "secret-json-key-missing", Words("the key is there, with nothing in it", ko: "키는 있지만 값이 비어 있습니다"))
        ],
        links: [SecretWords.page],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in
                guard case .empty(let secret) = look else { return nil }
                let command = SecretWords.put(secret.name)
                return Foresight(
                    .fail, SecretWords.subject(binding),
                    binding.reference.key.map {
                        Words(
                            "the key '\($0)' of \(secret.name) is empty", ko: "\(secret.name) 시크릿의 '\($0)' 키가 비어 있습니다")
                    } ?? Words("\(secret.name) is empty", ko: "\(secret.name) 시크릿이 비어 있습니다"),
                    fix: Words("put the value in: \(command)", ko: "값을 넣으십시오: \(command)"))
            }
        })
}
