import SlipwayDomain

extension FailureMode {
    static let hcContainerUnhealthy = FailureMode(
        "hc-container-unhealthy", .health,
        title: Words("the container's own health check fails", ko: "컨테이너 상태 확인 실패"), nature: .application,
        breaker: .countsCheck, givesUp: .never, reproduction: .container, recipes: ["P-HC-1"],
        faults: [.containerCheckFails],
        explanation: Words(
            "The check that the task definition runs inside the container fails. No API shows what it printed. Mostly curl "
                + "or wget is not in the image, port or path are others, CMD stands where CMD-SHELL is meant, localhost is "
                + "IPv6 while the server listens on IPv4, or the check gets a redirect or a login.",
            ko: "태스크 정의가 컨테이너 안에서 실행하는 상태 확인이 실패합니다. 그 출력은 어떤 API로도 볼 수 없습니다. 이미지에 curl이나 wget이 없거나, "
                + "포트나 경로가 다르거나, CMD-SHELL 자리에 CMD를 썼거나, 서버는 IPv4인데 localhost가 IPv6이거나, 리디렉션 또는 로그인을 요구하는 "
                + "경우가 대부분입니다."),
        remedy: Words(
            "Try the command inside the container; use a program that is in the image, and 127.0.0.1 in place of localhost.",
            ko: "컨테이너 안에서 명령을 실행해 보십시오. 이미지에 있는 프로그램과, localhost 대신 127.0.0.1을 사용하십시오."),
        lookAlikes: [
            LookAlike(
                "hc-container-start-period-short",
                Words(
                    "the application had said that it is ready, or had time enough",
                    ko: "애플리케이션이 준비되었다고 알렸거나 시간이 충분했습니다")),
            LookAlike(
                "hc-elb-generic-stop",
                Words("it is the container's own check, not the load balancer's", ko: "로드 밸런서가 아니라 컨테이너의 상태 확인입니다")),
        ],
        links: [HealthWords.containerChecks],
        foresee: ContainerCheck.foresee,
        recognisers: [
            .health { health, scene in
                guard case .container = health.checker else { return nil }
                let containers = scene.task?.essentialFirst ?? []
                let container = containers.first { $0.health == "UNHEALTHY" } ?? containers.first
                return tell(container?.name, scene)
            },
            .text([.reason, .event, .stack], ["failed container health checks"]) { _, scene in tell(nil, scene) },
        ])

    private static func tell(_ container: String?, _ scene: Scene) -> Recognition {
        let command = container.flatMap { scene.task?.definition(of: $0)?.healthCommand } ?? []
        let typed = command.dropFirst().joined(separator: " ")
        let name = container.map { Words(same: $0) } ?? Words("a container", ko: "컨테이너")
        let what = typed.isEmpty ? Words("its health check", ko: "상태 확인") : Words(same: "`\(typed)`")
        let inside = inside(typed.isEmpty ? "COMMAND" : typed, container, scene)
        return Recognition(
            name + Words(" fails ", ko: " 실패: ") + what,
            fix: Words(
                "try it inside: \(inside); then correct it in slipway.yml: health: { command: … }",
                ko: "컨테이너 안에서 실행해 보십시오: \(inside). 그다음 slipway.yml에서 고치십시오: health: { command: … }"),
            subject: container ?? "", family: "hc-container", evidence: HealthWords.lastLines(scene))
    }

    /// In a task that runs, where ECS can reach into it; else in the image alone.
    private static func inside(_ command: String, _ container: String?, _ scene: Scene) -> String {
        let containers = scene.task?.task.containers ?? []
        let seen = containers.first { $0.name == container }
        guard let task = scene.task?.task, !task.isStopping, seen?.executeAgent == "RUNNING" else {
            let image = seen?.image ?? container.flatMap { scene.task?.definition(of: $0)?.image } ?? "IMAGE"
            return "docker run --rm -d --name try \(image), docker exec try sh -c '\(command)'"
        }
        let parts = task.arn.split(separator: "/").map(String.init)
        let cluster = scene.workload.service?.clusterName ?? (parts.count == 3 ? parts[1] : "CLUSTER")
        return "aws ecs execute-command --cluster \(cluster) --task \(task.id) --container \(container ?? "CONTAINER") "
            + "--interactive --command \"\(command)\""
    }
}
