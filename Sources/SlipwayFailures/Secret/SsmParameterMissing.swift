import SlipwayDomain

extension FailureMode {
    static let ssmParameterMissing = FailureMode(
        "ssm-parameter-missing", .secret, title: Words("the parameter does not exist", ko: "파라미터가 존재하지 않음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-5"], faults: [.parameterRemoved],
        explanation: Words(
            "Parameter Store has no parameter of that name here: it is in another region or path, its leading slash is "
                + "missing, a part of the name came from a variable of another environment, or it is a bare secret name, "
                + "which ECS takes for a parameter's.",
            ko: "Parameter Store에 해당 이름의 파라미터가 없습니다. 다른 리전이나 경로에 있거나, 맨 앞의 슬래시가 빠졌거나, 이름의 일부가 다른 환경의 "
                + "변수에서 왔거나, 시크릿 이름만 쓴 경우입니다. ECS는 이름만 있으면 파라미터로 해석합니다."),
        remedy: Words("Create the parameter, or correct its name.", ko: "파라미터를 만들거나 이름을 고치십시오."),
        lookAlikes: [
            LookAlike(
                "secret-not-found",
                Words("it is Parameter Store that was asked", ko: "조회한 곳은 Parameter Store입니다")),
            LookAlike(
                "ssm-access-denied", Words("the role was allowed to ask", ko: "역할에는 조회 권한이 있었습니다")),
        ],
        links: [SecretWords.parameterPage],
        foresee: { plan, facts in
            plan.secrets.filter { $0.reference.store == .parameterStore }.compactMap { binding in
                facts.parameters[binding.reference.identifier].flatMap { look($0, binding, in: plan.service.region) }
            }
        },
        recognisers: [
            .text(
                SecretWords.places.union([.call]),
                ["invalid parameters: ", "invalid ssm parameters: ", "parameternotfound"]
            ) { reason, _ in
                guard
                    SecretWords.isParameter(reason) || reason.hasAny("parameternotfound", "resourceinitializationerror")
                else { return nil }
                let names = reason.value(after: "arameters: ", until: [" ", ";", "\n"])
                return Recognition(
                    Words("Parameter Store does not have ", ko: "Parameter Store에 없습니다: ")
                        + (names.map { Words(same: $0) } ?? Words("the parameter", ko: "파라미터")),
                    fix: create(names?.split(separator: ",").first.map(String.init) ?? "NAME"), subject: names ?? "",
                    named: names)
            }
        ])

    private static func create(_ name: String) -> Words {
        let command = "aws ssm put-parameter --type SecureString --name \(name) --value file://value.txt"
        return Words(
            "create it: \(command), or correct the reference in slipway.yml",
            ko: "만드십시오: \(command). 또는 slipway.yml의 참조를 고치십시오")
    }

    private static func look(
        _ fact: Fact<ParameterFact>, _ binding: SecretBinding, in region: String
    ) -> Foresight? {
        let name = binding.reference.identifier
        let subject = SecretWords.subject(binding)
        let lacksSlash = name.contains("/") && !name.hasPrefix("/") && !binding.reference.isARN
        let missing = Foresight(
            .fail, subject,
            Words("there is no parameter '\(name)' in \(region)", ko: "\(region) 리전에 '\(name)' 파라미터가 없습니다")
                + (lacksSlash
                    ? Words("; a path begins with a slash", ko: ". 경로는 슬래시로 시작해야 합니다") : .none),
            fix: lacksSlash
                ? Words(
                    "in slipway.yml: \(binding.variable): \"ssm:/\(name)\"",
                    ko: "slipway.yml에서: \(binding.variable): \"ssm:/\(name)\"") : create(name),
            evidence: [Evidence(source: "ssm:GetParameters", field: "InvalidParameters", text: name)])
        return fact.foresight(subject, missing: missing) { parameter in
            guard parameter.isEmpty == true else {
                return Foresight(
                    .ok, subject, Words("\(name) is there", ko: "\(name) 파라미터가 있습니다"),
                    createdAt: parameter.lastModifiedAt)
            }
            let command = "aws ssm put-parameter --overwrite --name \(name) --value file://value.txt"
            return Foresight(
                .fail, subject, Words("the parameter '\(name)' is empty", ko: "'\(name)' 파라미터가 비어 있습니다"),
                fix: Words("put the value in: \(command)", ko: "값을 넣으십시오: \(command)"))
        }
    }
}
