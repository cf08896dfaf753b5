import SlipwayDomain

extension FailureMode {
    static let appDbUnreachable = FailureMode(
        "app-db-unreachable", .application,
        title: Words("the database does not answer", ko: "데이터베이스가 응답하지 않음"), nature: .application, breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-NET-7", "P-DATA-1"],
        faults: [
            .network(.databaseUnreachable), .exits(code: 1, saying: ["Error: connect ETIMEDOUT 10.0.31.7:5432"]),
        ],
        explanation: Words(
            "The application asked for a connection and heard nothing: packets are dropped on the way. Mostly the "
                + "database's security group has no rule for the tasks' one; else it stands in another network, is stopped "
                + "or fails over, or a network ACL is in the way.",
            ko: "애플리케이션이 연결을 시도했지만 아무 응답이 없었습니다. 패킷이 도중에 버려진 것입니다. 대부분 데이터베이스의 보안 그룹에 태스크 보안 "
                + "그룹을 허용하는 규칙이 없습니다. 그 밖에 다른 네트워크에 있거나, 중지 또는 장애 조치 중이거나, 네트워크 ACL이 막는 경우입니다."),
        remedy: Words(
            "Let the tasks' security group in at the database's, on its port; then check that the database runs and that "
                + "both stand in one network.",
            ko: "데이터베이스 보안 그룹에서 태스크 보안 그룹의 해당 포트 접근을 허용하십시오. 그다음 데이터베이스가 실행 중이고 같은 네트워크에 있는지 "
                + "확인하십시오."),
        lookAlikes: [
            LookAlike(
                "app-db-refused",
                Words(
                    "nothing came back: a closed port would have refused at once",
                    ko: "응답이 전혀 없었습니다. 닫힌 포트라면 바로 거부했을 것입니다")),
            LookAlike(
                "app-db-host-unknown", Words("the name was resolved", ko: "호스트 이름은 확인되었습니다")),
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, facts in ReachingDatabases.foresee(plan, facts) + probed(facts) },
        recognisers: [
            .text([.log], DatabaseWords.silent) { line, scene in
                guard let address = DatabaseWords.server(line, .silent) else { return nil }
                let port = address?.port.map { "--port \($0)" } ?? "--port PORT"
                let command =
                    "aws ec2 authorize-security-group-ingress --group-id DATABASE_GROUP --protocol tcp \(port) "
                    + "--source-group TASK_GROUP"
                return ApplicationWords.said(
                    scene,
                    DatabaseWords.name(address) + Words(" does not answer in time", ko: " 서버가 제시간에 응답하지 않습니다"),
                    fix: Words(
                        "let the tasks' security group in at the database's: \(command)",
                        ko: "데이터베이스 보안 그룹에서 태스크 보안 그룹을 허용하십시오: \(command)"),
                    subject: address?.text ?? "")
            },
            .text([.log], unspecific) { line, scene in
                guard DatabaseWords.trouble(line) == nil, !ApplicationWords.isCalm(line) else { return nil }
                return ApplicationWords.said(
                    scene,
                    Words(
                        "it does not get a connection to its database; the line does not say why",
                        ko: "데이터베이스에 연결하지 못합니다. 이 로그에는 이유가 없습니다"),
                    fix: Words(
                        "check the host, port and login that the variables: and secrets: of slipway.yml give it, and that "
                            + "the database's security group lets the tasks' in: slipway check",
                        ko: "slipway.yml의 variables:와 secrets:에서 호스트, 포트, 로그인을 확인하고, 데이터베이스 보안 그룹이 태스크 보안 그룹을 "
                            + "허용하는지 확인하십시오: slipway check"),
                    confidence: .likely)
            },
        ])

    /// That a connection failed, and nothing about how.
    private static let unspecific = [
        "cannot connect to database", "cannot connect to the database", "could not connect to database",
        "could not connect to the database", "can't connect to database", "can't connect to the database",
        "unable to connect to database", "unable to connect to the database", "failed to connect to database",
        "failed to connect to the database", "database connection failed",
    ]

    private static func probed(_ facts: Facts) -> [Foresight] {
        guard let probe = facts.probe else { return [] }
        let subject = Words("probe", ko: "프로브 태스크")
        guard let seen = probe.value else {
            let unseen = Foresight(.unknown, subject, Words("it was not run", ko: "실행하지 않았습니다"))
            return [probe.foresight(subject, missing: unseen) { _ in nil }].compactMap(\.self)
        }
        if seen.results.isEmpty, let reason = seen.stoppedReason {
            return [
                Foresight(
                    .unknown, subject,
                    Words("it did not come to look: \(reason)", ko: "확인하기 전에 중지되었습니다: \(reason)"))
            ]
        }
        return DatabaseWords.probed(
            facts, .timedOut, cause: Words("it does not answer from the service's network", ko: "서비스의 네트워크에서 응답이 없습니다"),
            fix: Words(
                "let the tasks' security group in at its port", ko: "태스크 보안 그룹이 해당 포트에 접근하도록 허용하십시오"))
            + DatabaseWords.probed(
                facts, .reached, .ok,
                cause: Words("it answers from the service's network", ko: "서비스의 네트워크에서 응답합니다"), fix: .none)
    }
}
