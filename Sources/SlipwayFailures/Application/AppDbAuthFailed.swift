import SlipwayDomain

extension FailureMode {
    static let appDbAuthFailed = FailureMode(
        "app-db-auth-failed", .application,
        title: Words("the database refuses the login", ko: "데이터베이스가 로그인을 거부함"), nature: .application, breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-DATA-1", "P-SEC-3"],
        faults: [.exits(code: 1, saying: ["FATAL: password authentication failed for user \"shop\""])],
        explanation: Words(
            "The database answered and refused user or password: a password was rotated while tasks hold the old one, the "
                + "secret was changed and the database's user was not, the secret is another environment's, or the "
                + "database wants TLS.",
            ko: "데이터베이스가 응답했지만 사용자나 비밀번호를 거부했습니다. 비밀번호가 교체되었는데 태스크가 이전 값을 가지고 있거나, 시크릿만 바뀌고 "
                + "데이터베이스 사용자는 그대로이거나, 다른 환경의 시크릿이거나, 데이터베이스가 TLS를 요구하는 경우입니다."),
        remedy: Words(
            "Bring the secret and the database's user together, then deploy again: tasks read secrets when they start.",
            ko: "시크릿과 데이터베이스 사용자를 일치시킨 뒤 다시 배포하십시오. 태스크는 시작할 때만 시크릿을 읽습니다."),
        lookAlikes: [
            LookAlike("app-db-refused", Words("the server took the connection", ko: "서버가 연결은 받아들였습니다")),
            LookAlike(
                "app-db-too-many-connections",
                Words("it is the login that is refused, not one more connection", ko: "연결 수가 아니라 로그인이 거부되었습니다")),
        ],
        links: ["https://repost.aws/knowledge-center/ecs-secrets-manager-issues"],
        foresee: { _, facts in
            DatabaseWords.probed(
                facts, .loginRefused,
                cause: Words("it refuses the login that the secret holds", ko: "시크릿에 있는 로그인을 거부합니다"),
                fix: Words(
                    "put the database's present password into the secret: aws secretsmanager put-secret-value",
                    ko: "데이터베이스의 현재 비밀번호를 시크릿에 넣으십시오: aws secretsmanager put-secret-value"))
        },
        recognisers: [
            .text([.log], DatabaseWords.loginRefused) { line, scene in
                guard DatabaseWords.trouble(line) == .loginRefused else { return nil }
                if line.hasAny("no encryption", "ssl off", "require_secure_transport") {
                    return ApplicationWords.said(
                        scene, Words("the database takes only encrypted connections", ko: "데이터베이스가 암호화된 연결만 받아들입니다"),
                        fix: Words(
                            "have the application connect with TLS: sslmode=require in the URL",
                            ko: "애플리케이션이 TLS로 연결하게 하십시오: URL에 sslmode=require 추가"))
                }
                let user =
                    line.value(after: "for user \"", until: ["\""]) ?? line.value(after: "for user '", until: ["'"])
                let whose = user.map { Words(" of user \($0)", ko: " (사용자 \($0))") } ?? .none
                return ApplicationWords.said(
                    scene, Words("the database refuses the login", ko: "데이터베이스가 로그인을 거부합니다") + whose,
                    fix: Words(
                        "put the database's present password into the secret (aws secretsmanager put-secret-value), then: "
                            + "slipway deploy",
                        ko: "데이터베이스의 현재 비밀번호를 시크릿에 넣고(aws secretsmanager put-secret-value) 다시 배포하십시오: slipway deploy"),
                    subject: user ?? "")
            }
        ])
}
