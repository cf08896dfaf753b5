import SlipwayDomain

extension FailureMode {
    static let hcElbConnectionRefused = FailureMode(
        "hc-elb-connection-refused", .health,
        title: Words("nothing answers the health check", ko: "상태 확인에 응답하는 것이 없음"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-TD-4", "P-LB-2", "P-IMG-3"],
        faults: [.listensNowhere(saying: ["listening on 127.0.0.1:9999"])],
        explanation: Words(
            "Nothing listens where the load balancer asks, or what it says is not HTTP: the application uses another port "
                + "than the one in the manifest, listens on 127.0.0.1 only, is still starting, or has ended.",
            ko: "로드 밸런서가 요청하는 곳에서 수신하는 것이 없거나 응답이 HTTP가 아닙니다. 애플리케이션이 매니페스트와 다른 포트를 쓰거나, 127.0.0.1에서만 "
                + "수신하거나, 아직 시작 중이거나, 이미 끝난 경우입니다."),
        remedy: Words(
            "Let the application listen on 0.0.0.0 and on the port of the manifest.",
            ko: "애플리케이션이 0.0.0.0에서, 매니페스트의 포트로 수신하게 하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-elb-timeout", Words("it was refused, not left without an answer", ko: "응답이 늦은 것이 아니라 거부되었습니다")),
            LookAlike(
                "hc-elb-grace-too-short",
                Words(
                    "the application had said that it is up, or had time enough", ko: "애플리케이션이 준비되었다고 알렸거나 시간이 충분했습니다")),
            LookAlike("hc-elb-404", Words("no status came back", ko: "상태 코드가 오지 않았습니다")),
        ],
        links: [HealthWords.targetGroups, HealthWords.events],
        foresee: { plan, facts in
            guard let port = plan.port, plan.targetGroup != nil, let contents = facts.imageContents?.value,
                !contents.exposedPorts.isEmpty
            else { return [] }
            let exposed = contents.exposedPorts.map(String.init).joined(separator: ", ")
            let subject = Words("port \(port)", ko: "포트 \(port)")
            guard !contents.exposedPorts.contains(port) else {
                return [Foresight(.ok, subject, Words("the image exposes it", ko: "이미지의 EXPOSE에 포함되어 있습니다"))]
            }
            return [
                Foresight(
                    .warn, subject,
                    Words(
                        "the image exposes \(exposed), and not \(port)",
                        ko: "이미지의 EXPOSE 포트는 \(exposed)이고 \(port)번은 없습니다"),
                    fix: Words(
                        "in slipway.yml: port: \(contents.exposedPorts[0]); or nothing, if the application does listen there",
                        ko: "slipway.yml에서: port: \(contents.exposedPorts[0]). 애플리케이션이 실제로 그 포트에서 수신한다면 그대로 두십시오"),
                    evidence: [Evidence(source: "image", field: "ExposedPorts", text: exposed)])
            ]
        },
        recognisers: [
            .health { health, scene in
                guard case .loadBalancer = health.checker, health.isRefused else { return nil }
                let port = scene.task?.task.targets.compactMap(\.port).first
                let where_ = port.map { Words(" on port \($0)", ko: " (포트 \($0))") } ?? .none
                let own = own(scene)
                return HealthWords.found(
                    health, scene,
                    Words("nothing answers ", ko: "응답하는 것이 없음: ") + HealthWords.request(health, scene) + where_
                        + (own.map {
                            Words("; the application says that it listens on \($0)", ko: ". 애플리케이션 로그의 수신 주소: \($0)")
                        } ?? .none),
                    fix: Words(
                        "have the application listen on 0.0.0.0 and on the `port:` of slipway.yml",
                        ko: "애플리케이션이 0.0.0.0에서, slipway.yml의 `port:` 값으로 수신하게 하십시오"))
            }
        ])

    /// Where the application says that it listens: `0.0.0.0:8080`, `port 3000`.
    private static func own(_ scene: Scene) -> String? {
        guard let task = scene.task else { return nil }
        let line = task.logs.flatMap(\.lines).last { line in
            let lower = line.prefix(2000).lowercased()
            return lower.contains("listening on") || lower.contains("running on") || lower.contains("bound to")
        }
        guard let line else { return nil }
        if let address = ServerAddress(in: line) { return address.text }
        let reason = Reason(source: "log", field: "", text: line)
        return reason.value(after: "port ", until: [" ", ",", ".", ")", "/"]).flatMap(Int.init).map { "port \($0)" }
    }
}
