import SlipwayDomain

extension FailureMode {
    static let appBindDenied = FailureMode(
        "app-bind-denied", .application,
        title: Words("the application cannot listen on its port", ko: "애플리케이션이 포트에서 수신하지 못함"), nature: .application,
        sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-IMG-3"],
        faults: [.exits(code: 1, saying: ["Error: listen EADDRINUSE: address already in use 0.0.0.0:8080"])],
        explanation: Words(
            "The port is taken, by another container of the same task (they share one network) or by a second process; or "
                + "it is below 1024 and the container's user may not listen there.",
            ko: "포트를 이미 같은 태스크의 다른 컨테이너(네트워크를 공유합니다)나 다른 프로세스가 쓰고 있거나, 1024보다 작은 포트라서 컨테이너의 사용자에게 "
                + "권한이 없습니다."),
        remedy: Words(
            "Give each container of the task a port of its own, above 1024.",
            ko: "태스크의 컨테이너마다 1024보다 큰 서로 다른 포트를 지정하십시오."),
        lookAlikes: [
            LookAlike(
                "app-readonly-filesystem",
                Words("it is a port that was refused, not a file", ko: "파일이 아니라 포트에서 거부되었습니다")),
            LookAlike(
                "place-port-in-use", Words("the task was placed and ran", ko: "태스크는 배치되어 실행되었습니다")),
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: ports,
        recognisers: [
            .text(
                [.log],
                [
                    "eaddrinuse", "address already in use", "addrinuse", "bind() to", "listen eacces",
                    "bind: permission denied", "could not bind to address", "connection in use: (",
                    "was already in use",
                    "bindexception", "failed to bind to address", "error binding to ", "cannot bind to ",
                    "attempting to bind on address",
                ]
            ) { line, scene in
                guard !ApplicationWords.isCalm(line),
                    line.hasAny(
                        "in use", "addrinuse", "failed", "denied", "could not", "cannot", "error", "bindexception")
                else { return nil }
                let port = port(line)
                let isTaken = line.hasAny("in use", "addrinuse")
                let where_ = port.map { Words(same: String($0)) } ?? Words("its port", ko: "지정된")
                return ApplicationWords.said(
                    scene,
                    isTaken
                        ? Words("something in the task listens already on ", ko: "태스크 안에서 이미 사용 중인 포트: ") + where_
                        : Words("its user may not listen on ", ko: "컨테이너 사용자에게 수신 권한이 없는 포트: ") + where_,
                    fix: isTaken
                        ? Words(
                            "give each container of the task its own port; in slipway.yml: port: 8081",
                            ko: "태스크의 컨테이너마다 다른 포트를 쓰십시오. slipway.yml에서: port: 8081")
                        : Words(
                            "have it listen above 1024; in slipway.yml: port: 8080",
                            ko: "1024보다 큰 포트에서 수신하게 하십시오. slipway.yml에서: port: 8080"),
                    subject: port.map(String.init) ?? "")
            }
        ])

    private static func port(_ line: Reason) -> Int? {
        if let port = ServerAddress(in: line.text)?.port { return port }
        for start in ["port ", "Port ", "', ", ":::", "tcp :", "listen :", "[::]:"] {
            if let value = line.value(after: start, until: [" ", ")", ":", ",", "."]), let port = Int(value) {
                return port
            }
        }
        return nil
    }

    private static func ports(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        var seen: [Foresight] = []
        if let definition = facts.definition, definition.networkMode == "awsvpc", let port = plan.port {
            let others = definition.containers.filter { $0.name != plan.container && $0.ports.contains(port) }
            seen += others.map { other in
                Foresight(
                    .fail, Words("port \(port)", ko: "포트 \(port)"),
                    Words(
                        "\(other.name) wants it as well, and the containers of a task share one network",
                        ko: "\(other.name) 컨테이너도 같은 포트를 쓰며, 태스크의 컨테이너는 네트워크를 공유합니다"),
                    fix: Words(
                        "in slipway.yml: another port: for \(plan.container)",
                        ko: "slipway.yml에서: \(plan.container) 컨테이너의 port: 값을 바꾸십시오"))
            }
        }
        if let user = facts.imageContents?.value?.user, let port = plan.port, port < 1024,
            !user.isEmpty, !["root", "0"].contains(String(user.prefix { $0 != ":" }))
        {
            seen.append(
                Foresight(
                    .warn, Words("port \(port)", ko: "포트 \(port)"),
                    Words(
                        "the image runs as \(user), which may not be allowed to listen below 1024",
                        ko: "이미지의 사용자 \(user) 권한으로는 1024보다 작은 포트에서 수신하지 못할 수 있습니다"),
                    fix: Words(
                        "in slipway.yml: port: 8080, and have the application listen there",
                        ko: "slipway.yml에서: port: 8080. 애플리케이션도 그 포트에서 수신하게 하십시오")))
        }
        return seen
    }
}
