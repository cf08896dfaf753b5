import SlipwayDomain

extension FailureMode {
    static let tdFirelensMisconfigured = FailureMode(
        "td-firelens-misconfigured", .template,
        title: Words("half of FireLens is missing", ko: "FireLens 설정의 절반이 없음"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-6"],
        faults: [
            .call(
                TemplateWords.register, refusedWith: "ClientException",
                message:
                    "When a firelensConfiguration object is specified, at least one container has to be configured "
                    + "with the awsfirelens log driver.")
        ],
        explanation: Words(
            "FireLens takes two: a router container with a firelensConfiguration, and at least one container that logs "
                + "through it with the driver awsfirelens. ECS refuses the one without the other.",
            ko: "FireLens에는 두 가지가 필요합니다. firelensConfiguration을 가진 라우터 컨테이너와, awsfirelens 드라이버로 로그를 보내는 컨테이너가 "
                + "하나 이상 있어야 합니다. ECS는 한쪽만 있으면 거부합니다."),
        remedy: Words(
            "Keep router and driver together, or take both away.", ko: "라우터와 드라이버를 함께 두거나 둘 다 제거하십시오."),
        lookAlikes: [
            LookAlike(
                "start-log-options-invalid",
                Words("ECS refuses the pair, not an option of it", ko: "옵션이 아니라 짝이 맞지 않아 거부되었습니다"))
        ],
        links: [TemplateWords.guide("using_firelens")],
        foresee: { _, facts in
            let containers = facts.definition?.containers ?? []
            let routers = containers.filter { $0.firelens != nil }.map(\.name)
            let users = containers.filter { $0.logDriver == "awsfirelens" }.map(\.name)
            guard !routers.isEmpty || !users.isEmpty else { return [] }
            let subject = Words("FireLens", ko: "FireLens 설정")
            if routers.isEmpty { return [Foresight(.fail, subject, noRouter(users), fix: mend)] }
            if users.isEmpty { return [Foresight(.fail, subject, noUser(routers[0]), fix: mend)] }
            let list = TemplateWords.list(users)
            return [
                Foresight(
                    .ok, subject,
                    Words("\(routers[0]) routes the lines of \(list)", ko: "\(routers[0]) 라우터가 로그를 전달합니다: \(list)"))
            ]
        },
        recognisers: [
            .text(TemplateWords.refusals, ["firelensconfiguration object is specified", "awsfirelens log driver"]) {
                reason, scene in
                let containers = scene.workload.taskDefinition?.containers ?? []
                if reason.has("firelensconfiguration object is specified") {
                    return Recognition(
                        noUser(containers.first { $0.firelens != nil }?.name ?? "log_router"), fix: mend,
                        subject: "driver")
                }
                let users = containers.filter { $0.logDriver == "awsfirelens" }.map(\.name)
                // How ECS words the reverse is remembered, not documented.
                return Recognition(
                    noRouter(users.isEmpty ? ["app"] : users), fix: mend, confidence: .likely, subject: "router")
            }
        ])

    private static let mend = Words(
        "give the router a firelensConfiguration and the application the log driver awsfirelens, or take both away",
        ko: "라우터에 firelensConfiguration을, 애플리케이션에 awsfirelens 로그 드라이버를 지정하거나 둘 다 제거하십시오")

    private static func noUser(_ router: String) -> Words {
        Words(
            "\(router) is a FireLens router, and no container logs through it",
            ko: "\(router) 컨테이너는 FireLens 라우터인데 이를 통해 로그를 보내는 컨테이너가 없습니다")
    }

    private static func noRouter(_ users: [String]) -> Words {
        let list = TemplateWords.list(users)
        return Words(
            "\(list) logs through FireLens, and no container is its router",
            ko: "FireLens로 로그를 보내는 컨테이너(\(list))가 있는데 라우터 컨테이너가 없습니다")
    }
}
