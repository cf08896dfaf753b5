import SlipwayDomain

extension FailureMode {
    static let secretNotFound = FailureMode(
        "secret-not-found", .secret, title: Words("the secret does not exist", ko: "시크릿이 존재하지 않음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-1"], faults: [.secret(.removed)],
        explanation: Words(
            "Secrets Manager has no secret of that name or ARN here: it was never made in this environment, lives in "
                + "another region, or was deleted and made anew, which changes the six characters at the end of its ARN.",
            ko: "Secrets Manager에 해당 이름이나 ARN의 시크릿이 없습니다. 이 환경에 만든 적이 없거나, 다른 리전에 있거나, 삭제 후 다시 만들어 "
                + "ARN 끝의 여섯 글자가 바뀐 경우입니다."),
        remedy: Words(
            "Create the secret, or refer to it by its name or its present ARN.",
            ko: "시크릿을 만들거나, 이름 또는 현재 ARN으로 참조하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-version-missing",
                Words("it is the secret itself that is missing, not a version of it", ko: "버전이 아니라 시크릿 자체가 없습니다")),
            LookAlike(
                "secret-scheduled-for-deletion",
                Words("ECS would have spoken of a deletion", ko: "그 경우 ECS는 삭제 예정이라고 알렸을 것입니다")),
            LookAlike(
                "secret-access-denied",
                Words("the role was allowed to ask", ko: "역할에는 조회 권한이 있었습니다")),
        ],
        links: [SecretWords.page, SecretWords.initializationPage],
        foresee: { plan, facts in
            SecretWords.foresee(plan, facts) { binding, look in tell(look, binding, in: plan.service.region) }
        },
        recognisers: [
            .text(
                SecretWords.places.union([.call]),
                [
                    "can't find the specified secret", "can't retrieve the secret with arn",
                    "check whether the secret exists",
                ]
            ) { reason, scene in
                // A stack that resolves a secret by itself is another matter than a task that fetches one.
                let isTask = reason.hasAny("resourceinitialization", "secret from asm", "the task can't retrieve")
                guard !reason.has("specified secret value for"), scene.place != .stack || isTask else { return nil }
                let secret = SecretWords.secret(reason, scene)
                let region = secret.flatMap { $0.split(separator: ":").dropFirst(3).first.map(String.init) }
                return Recognition(
                    SecretWords.words(secret)
                        + (region.map { Words(" does not exist in \($0)", ko: ": \($0) 리전에 존재하지 않습니다") }
                            ?? Words(" does not exist in this region", ko: ": 이 리전에 존재하지 않습니다")),
                    fix: Words(
                        "aws secretsmanager create-secret --name NAME --secret-string file://secret.json; where it was "
                            + "made anew, take its present ARN: aws secretsmanager describe-secret --secret-id NAME "
                            + "--query ARN",
                        ko:
                            "만드십시오: aws secretsmanager create-secret --name NAME --secret-string file://secret.json. 다시 "
                            + "만든 시크릿이라면 현재 ARN을 쓰십시오: aws secretsmanager describe-secret --secret-id NAME --query "
                            + "ARN"), subject: secret ?? "", named: secret)
            }
        ])

    private static func tell(_ look: SecretLook, _ binding: SecretBinding, in region: String) -> Foresight? {
        let subject = SecretWords.subject(binding)
        let name = binding.reference.identifier
        func fail(_ cause: Words, _ fix: Words) -> Foresight {
            Foresight(
                .fail, subject, cause, fix: fix,
                evidence: [Evidence(source: "secretsmanager:DescribeSecret", field: "SecretId", text: name)])
        }
        let key = binding.reference.key.map { "#\($0)" } ?? ""
        switch look {
        case .absent:
            // An ARN whose end may be part of the name is told by its own failure.
            if binding.reference.isARN, SecretWords.endsLikeSuffix(SecretWords.name(ofARN: name)) { return nil }
            let command =
                "aws secretsmanager create-secret --region \(region) --name "
                + "\(binding.reference.isARN ? "NAME" : name) --secret-string file://secret.json"
            return fail(
                Words("there is no secret '\(name)' in \(region)", ko: "\(region) 리전에 '\(name)' 시크릿이 없습니다"),
                Words("create it: \(command)", ko: "만드십시오: \(command)"))
        case .elsewhere(let other):
            return fail(
                Words(
                    "\(name) lies in \(other), the tasks run in \(region)",
                    ko: "\(name) 시크릿은 \(other) 리전에 있고 태스크는 \(region) 리전에서 실행됩니다"),
                Words(
                    "replicate it: aws secretsmanager replicate-secret-to-regions --region \(other) --secret-id \(name) "
                        + "--add-replica-regions Region=\(region), and name it in slipway.yml by its name",
                    ko: "복제하십시오: aws secretsmanager replicate-secret-to-regions --region \(other) --secret-id \(name) "
                        + "--add-replica-regions Region=\(region). 그리고 slipway.yml에서 이름으로 참조하십시오"))
        case .recreated(let secret):
            let line = "\(binding.variable): \"secret:\(secret.name)\(key)\""
            return fail(
                Words(
                    "\(name) is gone: \(secret.name) was made anew and is \(secret.arn) now",
                    ko: "\(name) 시크릿은 사라졌습니다. \(secret.name) 시크릿이 다시 만들어져 현재 ARN은 \(secret.arn)입니다"),
                Words("in slipway.yml: \(line)", ko: "slipway.yml에서: \(line)"))
        case .unseen(let fact):
            return fact.foresight(subject, missing: Foresight(.unknown, subject, .none)) { _ in nil }
        case .fine(let secret) where binding.reference.key == nil:
            return Foresight(
                .ok, subject, Words("\(secret.name) is there", ko: "\(secret.name) 시크릿이 있습니다"),
                createdAt: secret.createdAt)
        default: return nil
        }
    }
}
