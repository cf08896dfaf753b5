import SlipwayDomain

extension FailureMode {
    static let appDbTooManyConnections = FailureMode(
        "app-db-too-many-connections", .application,
        title: Words("the database takes no more connections", ko: "데이터베이스 연결 수 초과"), nature: .application,
        sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-DATA-1"],
        faults: [.exits(code: 1, saying: ["FATAL: sorry, too many clients already"])],
        explanation: Words(
            "The database has as many connections as it allows. During a rolling deployment old and new tasks run side by "
                + "side, so for a while there are twice as many pools as usual.",
            ko: "데이터베이스의 허용 연결 수가 모두 찼습니다. 롤링 배포 중에는 이전 태스크와 새 태스크가 함께 실행되므로 한동안 연결 풀이 평소의 두 배가 "
                + "됩니다."),
        remedy: Words(
            "Make the pools smaller, put a proxy in front of the database, or let fewer new tasks run at once.",
            ko: "연결 풀을 줄이거나, 데이터베이스 앞에 프록시를 두거나, 동시에 실행되는 새 태스크 수를 줄이십시오."),
        lookAlikes: [
            LookAlike(
                "app-db-auth-failed",
                Words("the login was not looked at: there was no room", ko: "로그인을 확인하기 전에 연결 자리가 없었습니다"))
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { plan, facts in
            DatabaseWords.probed(
                facts, .full, cause: Words("it takes no more connections", ko: "더 이상 연결을 받지 않습니다"),
                fix: Words(
                    "make the pools smaller: \(plan.count * 2) tasks may run at once during a deployment",
                    ko: "연결 풀을 줄이십시오. 배포 중에는 태스크 \(plan.count * 2)개가 동시에 실행될 수 있습니다"))
        },
        recognisers: [
            .text([.log], DatabaseWords.full) { line, scene in
                guard DatabaseWords.trouble(line) == .full else { return nil }
                return ApplicationWords.said(
                    scene, Words("the database takes no more connections", ko: "데이터베이스가 더 이상 연결을 받지 않습니다"),
                    fix: Words(
                        "make the pool of each task smaller, or in slipway.yml: deployment: { maximum: 150 } so that fewer "
                            + "tasks run at once",
                        ko: "태스크의 연결 풀을 줄이거나 slipway.yml에서: deployment: { maximum: 150 }. 동시에 실행되는 태스크가 줄어듭니다"))
            }
        ])
}
