import SlipwayDomain

extension FailureMode {
    static let envfileMissing = FailureMode(
        "envfile-missing", .secret, title: Words("the environment file is not in S3", ko: "S3에 환경 파일이 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-SEC-7"],
        faults: [
            .taskStops(
                reason:
                    "ResourceInitializationError: failed to download env files: file download command: non empty error "
                    + "stream: NoSuchKey: The specified key does not exist. status code: 404")
        ],
        explanation: Words(
            "A container takes variables from a file in S3, and the file is not there: bucket or key are misspelt, it was "
                + "not uploaded for this release, or its name does not end with .env.",
            ko: "컨테이너가 S3의 파일에서 변수를 읽는데 파일이 없습니다. 버킷이나 키의 철자가 틀렸거나, 이번 릴리스용으로 업로드하지 않았거나, 이름이 "
                + ".env로 끝나지 않는 경우입니다."),
        remedy: Words(
            "Upload the file before the deployment, best under a key of its own for each release.",
            ko: "배포하기 전에 파일을 업로드하십시오. 릴리스마다 별도의 키를 쓰는 것이 좋습니다."),
        lookAlikes: [
            LookAlike(
                "envfile-access-denied",
                Words("S3 said that it is missing, not that it is forbidden", ko: "S3는 금지되었다고 하지 않고 없다고 했습니다")),
            LookAlike("envfile-timeout", Words("S3 answered", ko: "S3가 응답했습니다")),
        ],
        links: [SecretWords.filePage],
        foresee: { plan, facts in
            var files: [String] = []
            for file in facts.definition?.containers.flatMap(\.environmentFiles) ?? [] where !files.contains(file) {
                files.append(file)
            }
            return files.flatMap { look($0, facts, plan.service.region) }
        },
        recognisers: [
            .text(
                SecretWords.places, ["failed to download env files", "unable to download env file with key"]
            ) { reason, scene in
                guard reason.hasAny("nosuchkey", "nosuchbucket", "notfound", "not found", " 404", "with key "),
                    !reason.hasAny("accessdenied", "access denied", " 403"), !Reach.isBroken(reason)
                else { return nil }
                let file = EnvfileWords.file(reason, scene)
                return Recognition(
                    EnvfileWords.words(file) + Words(" is not there", ko: ": 존재하지 않습니다"), fix: upload(file),
                    subject: file ?? "", named: file)
            }
        ])

    private static func upload(_ file: String?) -> Words {
        let command = "aws s3 cp app.env \(EnvfileWords.address(file))"
        return Words("upload it: \(command)", ko: "업로드하십시오: \(command)")
    }

    private static func look(_ file: String, _ facts: Facts, _ region: String) -> [Foresight] {
        let subject = Words(
            "environment file \(EnvfileWords.address(file))", ko: "환경 파일 \(EnvfileWords.address(file))")
        func tell(_ severity: Severity, _ cause: Words, _ fix: Words, _ field: String, _ text: String) -> Foresight {
            Foresight(
                severity, subject, cause, fix: fix,
                evidence: [Evidence(source: "s3:GetObject", field: field, text: text)])
        }
        let absent = tell(
            .fail, Words("there is no such object", ko: "해당 객체가 없습니다"), upload(file), "Key", file)
        guard let fact = facts.environmentFiles[file] else { return [] }
        let found = fact.foresight(subject, missing: absent) { contents in
            if !file.hasSuffix(".env") {
                return tell(
                    .fail, Words("its name does not end with .env", ko: "이름이 .env로 끝나지 않습니다"),
                    Words(
                        "name it NAME.env: aws s3 mv \(EnvfileWords.address(file)) \(EnvfileWords.address(file)).env",
                        ko: "이름을 바꾸십시오: aws s3 mv \(EnvfileWords.address(file)) \(EnvfileWords.address(file)).env"),
                    "Key", file)
            }
            if let other = contents.region, other != region {
                return tell(
                    .fail,
                    Words(
                        "its bucket lies in \(other), the tasks run in \(region)",
                        ko: "버킷은 \(other) 리전에 있고 태스크는 \(region) 리전에서 실행됩니다"),
                    Words(
                        "copy it into a bucket of \(region): aws s3 cp \(EnvfileWords.address(file)) s3://BUCKET/KEY",
                        ko: "\(region) 리전의 버킷으로 복사하십시오: aws s3 cp \(EnvfileWords.address(file)) s3://BUCKET/KEY"),
                    "region", other)
            }
            guard contents.badLines.isEmpty else {
                let numbers = contents.badLines.map(String.init).joined(separator: ", ")
                return tell(
                    .fail,
                    Words("these lines are not NAME=value: \(numbers)", ko: "다음 줄이 NAME=value 형식이 아닙니다: \(numbers)"),
                    Words(
                        "correct lines \(numbers), then upload it again: aws s3 cp app.env \(EnvfileWords.address(file))",
                        ko: "\(numbers)번 줄을 고쳐 다시 업로드하십시오: aws s3 cp app.env \(EnvfileWords.address(file))"),
                    "lines", numbers)
            }
            return Foresight(
                .ok, subject, Words("\(contents.names.count) variables", ko: "변수 \(contents.names.count)개"))
        }
        return [found].compactMap(\.self)
    }
}
