import SlipwayDomain

extension FailureMode {
    static let appDbRefused = FailureMode(
        "app-db-refused", .application,
        title: Words("the database refuses connections", ko: "데이터베이스가 연결을 거부함"), nature: .application,
        sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container,
        recipes: ["P-DATA-1", "P-TD-9"],
        faults: [.exits(code: 1, saying: ["Error: connect ECONNREFUSED 127.0.0.1:5432"])],
        explanation: Words(
            "A host answered, and nothing listens on that port. Very often the host is the task itself, 127.0.0.1: the "
                + "application's default, because nobody told it another. Else the port is wrong, the database restarts, "
                + "or a proxy in the same task is not up yet.",
            ko: "호스트는 응답했지만 그 포트에서 수신하는 것이 없습니다. 호스트가 태스크 자신인 127.0.0.1인 경우가 아주 많습니다. 다른 값을 지정하지 않아 "
                + "애플리케이션의 기본값이 쓰인 것입니다. 그 밖에 포트가 틀렸거나, 데이터베이스가 재시작 중이거나, 같은 태스크의 프록시가 아직 준비되지 "
                + "않은 경우입니다."),
        remedy: Words(
            "Give the application the database's host and port; where a proxy in the task is meant, wait for it with "
                + "dependsOn and HEALTHY.",
            ko: "애플리케이션에 데이터베이스의 호스트와 포트를 지정하십시오. 태스크 안의 프록시라면 dependsOn과 HEALTHY 조건으로 기다리게 하십시오."),
        lookAlikes: [
            LookAlike(
                "app-db-unreachable",
                Words("it was refused at once, not left without an answer", ko: "응답이 없었던 것이 아니라 바로 거부되었습니다"))
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, facts in
            DatabaseWords.probed(
                facts, .refused,
                cause: Words("it refuses connections from the service's network", ko: "서비스의 네트워크에서 연결을 거부합니다"),
                fix: Words("check its port, and that it runs", ko: "포트가 맞는지, 실행 중인지 확인하십시오")) + own(plan, facts)
        },
        recognisers: [
            .text([.log], DatabaseWords.refused + ["can't connect to mysql server"]) { line, scene in
                guard let address = DatabaseWords.server(line, .refused) else { return nil }
                guard let address, address.isOwn else {
                    let confidence: Confidence = address == nil ? .possible : .likely
                    return ApplicationWords.said(
                        scene,
                        DatabaseWords.name(address) + Words(" refuses connections", ko: " 서버가 연결을 거부합니다"),
                        fix: Words(
                            "check host and port in variables: or secrets: of slipway.yml, and that the server runs",
                            ko: "slipway.yml의 variables: 또는 secrets: 항목에서 호스트와 포트를 확인하고, 서버가 실행 중인지 확인하십시오"),
                        confidence: confidence, subject: address?.text ?? "")
                }
                return ApplicationWords.said(
                    scene,
                    Words(
                        "it asks itself: \(address.text) is the task, and nothing listens there",
                        ko: "\(address.text) 주소는 태스크 자신이며, 거기에서 수신하는 것이 없습니다"),
                    fix: Words(
                        "in slipway.yml: set the variable with the host, such as DB_HOST or DATABASE_URL; nobody gave it "
                            + "another than the default",
                        ko: "slipway.yml에서: DB_HOST나 DATABASE_URL처럼 호스트를 지정하는 변수를 설정하십시오. 기본값이 쓰이고 있습니다"),
                    subject: address.text)
            }
        ])

    /// Addresses of the task itself, where the task has only one container.
    private static func own(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard facts.definition?.containers.count ?? 1 == 1 else { return [] }
        return facts.addresses.filter {
            ServerAddress(host: $0.host, port: $0.port).isOwn && $0.port != plan.port
                && !ServerAddress.telemetryPorts.contains($0.port)
        }.map { address in
            Foresight(
                .warn, DatabaseWords.subject(address),
                Words(
                    "\(address.host) is the task itself, and nothing else runs in it",
                    ko: "\(address.host) 주소는 태스크 자신이며 태스크에는 다른 컨테이너가 없습니다"),
                fix: Words(
                    "in slipway.yml: give \(address.variable) the host of the server that is meant",
                    ko: "slipway.yml에서: \(address.variable) 변수에 실제 서버의 호스트를 지정하십시오"))
        }
    }
}
