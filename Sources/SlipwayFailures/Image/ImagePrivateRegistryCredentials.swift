import SlipwayDomain

extension FailureMode {
    static let imagePrivateRegistryCredentials = FailureMode(
        "image-private-registry-credentials", .image,
        title: Words("the private registry refuses the login", ko: "프라이빗 레지스트리 로그인 거부"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-IMG-5", "P-SEC-1"],
        faults: [
            .taskStops(
                reason: "CannotPullContainerAuthError: Error response from daemon: unauthorized: incorrect username or "
                    + "password")
        ],
        explanation: Words(
            "The image lies in a private registry outside ECR, and the login did not work: the secret that "
                + "repositoryCredentials names is not of the form {\"username\": …, \"password\": …}, its token has ended, or "
                + "the execution role cannot read it.",
            ko: "이미지가 ECR 밖의 프라이빗 레지스트리에 있는데 로그인에 실패했습니다. repositoryCredentials가 가리키는 시크릿이 "
                + "{\"username\": …, \"password\": …} 형식이 아니거나, 토큰이 만료되었거나, 실행 역할이 시크릿을 읽지 못하는 경우입니다."),
        remedy: Words(
            "Store a valid username and password in the secret, or copy the image into ECR.",
            ko: "시크릿에 올바른 username과 password를 저장하거나, 이미지를 ECR로 복사하십시오."),
        lookAlikes: [
            LookAlike(
                "image-pull-denied",
                Words("outside ECR it is a login that decides, not a role", ko: "ECR 밖에서는 역할이 아니라 로그인으로 결정됩니다")),
            LookAlike(
                "image-rate-limited",
                Words("the registry speaks of the login, not of too many pulls", ko: "레지스트리가 횟수가 아니라 로그인을 문제 삼았습니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html"],
        foresee: { plan, facts in
            RegistryWords.containers(plan, facts).compactMap { container in
                guard let secret = container.credentials, let fact = facts.secrets[secret] else { return nil }
                return look(container, secret, fact)
            }
        },
        recognisers: [
            .text(
                ImageWords.places,
                [
                    "cannotpullcontainerautherror", "asm fetching authorization data", "asm fetching username",
                    "asm fetching password", "unauthorized: incorrect", "unauthorized: authentication required",
                    "401 unauthorized", "no basic auth credentials",
                ]
            ) { reason, scene in
                let isForm = reason.has("asm fetching")
                guard isForm || !ImageWords.isECR(reason), isForm || ImageWords.isPull(reason) else { return nil }
                let reference = ImageWords.reference(reason, scene)
                let secret = reason.arn(of: "secretsmanager") ?? credentials(scene)
                return Recognition(
                    isForm
                        ? Words(
                            "the secret with the registry's login is not {\"username\": …, \"password\": …}",
                            ko: "레지스트리 로그인 시크릿이 {\"username\": …, \"password\": …} 형식이 아닙니다")
                        : Words("the registry refuses the login for ", ko: "레지스트리가 다음 이미지의 로그인을 거부합니다: ")
                            + ImageWords.words(reference),
                    fix: store(in: secret ?? "NAME"), confidence: isForm ? .certain : .likely, subject: reference ?? "")
            }
        ])

    private static func credentials(_ scene: Scene) -> String? {
        scene.workload.taskDefinition?.containers.compactMap(\.repositoryCredentials).first
    }

    private static func store(in secret: String) -> Words {
        let command = "aws secretsmanager put-secret-value --secret-id \(secret) --secret-string file://login.json"
        return Words(
            "put a fresh login into the secret: \(command) (with username and password)",
            ko: "시크릿에 새 로그인 정보를 넣으십시오: \(command) (username과 password 포함)")
    }

    private static func look(_ container: RegistryWords.Container, _ id: String, _ fact: Fact<SecretFact>) -> Foresight?
    {
        let subject = Words("registry login of \(container.name)", ko: "\(container.name) 레지스트리 로그인")
        let evidence = [Evidence(source: "secretsmanager:GetSecretValue", field: "keys", text: "username, password")]
        let absent = Foresight(
            .fail, subject,
            Words("there is no secret '\(id)' to log in with", ko: "로그인에 쓸 '\(id)' 시크릿이 없습니다"),
            fix: Words(
                "aws secretsmanager create-secret --name NAME --secret-string file://login.json",
                ko: "aws secretsmanager create-secret --name NAME --secret-string file://login.json 명령으로 만드십시오"))
        return fact.foresight(subject, missing: absent) { secret in
            if secret.deletedAt != nil {
                return Foresight(
                    .fail, subject,
                    Words("\(secret.name) is scheduled for deletion", ko: "\(secret.name) 시크릿은 삭제 예정입니다"),
                    fix: Words(
                        "aws secretsmanager restore-secret --secret-id \(secret.name)",
                        ko: "복원하십시오: aws secretsmanager restore-secret --secret-id \(secret.name)"))
            }
            let none = Foresight(
                .fail, subject, Words("\(secret.name) has no value", ko: "\(secret.name) 시크릿에 값이 없습니다"),
                fix: store(in: secret.name))
            return secret.content.foresight(subject, missing: none) { content in
                let keys: [SecretKey] = if case .object(let keys) = content { keys } else { [] }
                let lacks = ["username", "password"].filter { name in
                    !keys.contains { $0.name == name && !$0.isEmpty }
                }
                if lacks.isEmpty {
                    return Foresight(
                        .ok, subject,
                        Words(
                            "\(secret.name) has username and password",
                            ko: "\(secret.name) 시크릿에 username과 password가 있습니다"))
                }
                let list = lacks.joined(separator: ", ")
                return Foresight(
                    .fail, subject,
                    Words("\(secret.name) has no value for \(list)", ko: "\(secret.name) 시크릿에 다음 값이 없습니다: \(list)"),
                    fix: store(in: secret.name), evidence: evidence)
            }
        }
    }
}
