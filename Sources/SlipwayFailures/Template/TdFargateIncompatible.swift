import SlipwayDomain

extension FailureMode {
    static let tdFargateIncompatible = FailureMode(
        "td-fargate-incompatible", .template,
        title: Words("Fargate cannot run the task definition", ko: "Fargate에서 실행할 수 없는 태스크 정의"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-3"],
        faults: [
            .call(
                "ecs:UpdateService", refusedWith: "InvalidParameterException",
                message: "Task definition does not support launch_type FARGATE.")
        ],
        explanation: Words(
            "The task definition was written for instances: another network mode than awsvpc, no size of its own, "
                + "privileged containers, folders of the host, links, or a log driver that Fargate does not have.",
            ko: "태스크 정의가 인스턴스용으로 작성되었습니다. awsvpc가 아닌 네트워크 모드, 태스크 크기 누락, 특권 컨테이너, 호스트 폴더, 링크, "
                + "Fargate에 없는 로그 드라이버 등이 원인입니다."),
        remedy: Words(
            "Use network mode awsvpc, give the task cpu and memory, name FARGATE in requiresCompatibilities, and drop what "
                + "only an instance can do.",
            ko: "네트워크 모드를 awsvpc로 하고, 태스크에 cpu와 memory를 지정하고, requiresCompatibilities에 FARGATE를 넣고, "
                + "인스턴스에서만 가능한 설정을 빼십시오."),
        lookAlikes: [
            LookAlike(
                "td-network-configuration-mismatch",
                Words(
                    "the service's network is not what ECS complains of",
                    ko: "ECS가 문제 삼은 것은 서비스의 네트워크 설정이 아닙니다"))
        ],
        links: [TemplateWords.guide("fargate-tasks-services")],
        foresee: { _, facts in
            guard let definition = facts.definition, TemplateWords.isFargate(facts) else { return [] }
            let subject = Words("Fargate compatibility", ko: "Fargate 호환성")
            let obstacles = obstacles(definition)
            if obstacles.isEmpty {
                return [
                    Foresight(.ok, subject, Words("nothing that only instances can do", ko: "인스턴스에서만 되는 설정이 없습니다"))
                ]
            }
            return obstacles.map { field, value, cause in
                Foresight(
                    .fail, subject, cause, fix: mend(field),
                    evidence: [Evidence(source: "task definition", field: field, text: value)])
            }
        },
        recognisers: [
            .text(
                TemplateWords.refusals,
                [
                    "does not support launch_type fargate", "fargate requires that",
                    "fargate only supports network mode",
                    "platformtaskdefinitionincompatibility",
                    "host ports and container ports in port mappings must match",
                    "is not a valid log driver",
                ]
            ) { reason, _ in recognise(reason) }
        ])

    private static func recognise(_ reason: Reason) -> Recognition? {
        if reason.has("fargate requires that") {
            guard let field = reason.value(after: "requires that ") else { return nil }
            return Recognition(
                Words(
                    "the task has no `\(field)` of its own, and Fargate needs it",
                    ko: "Fargate에는 태스크 수준의 `\(field)` 설정이 필요한데 없습니다"),
                fix: mend(field), subject: field)
        }
        if reason.has("network mode") {
            return Recognition(
                Words(
                    "the network mode is not awsvpc, the only one of Fargate",
                    ko: "네트워크 모드가 Fargate에서 유일하게 가능한 awsvpc가 아닙니다"),
                fix: mend("networkMode"), subject: "networkMode")
        }
        if reason.has("host ports and container ports") {
            return Recognition(
                Words("a host port differs from its container port", ko: "호스트 포트와 컨테이너 포트가 서로 다릅니다"),
                fix: mend("hostPort"), subject: "hostPort")
        }
        if reason.has("log driver") {
            let driver =
                reason.value(after: "ClientException: ") ?? reason.text.split(separator: " ").first.map(String.init)
            return Recognition(
                Words("Fargate has no log driver '\(driver ?? "?")'", ko: "Fargate에는 '\(driver ?? "?")' 로그 드라이버가 없습니다"),
                fix: mend("logDriver"), subject: "logDriver")
        }
        return Recognition(
            Words(
                "the task definition is not made for Fargate, and the service runs there",
                ko: "서비스는 Fargate에서 실행되는데 태스크 정의가 Fargate용이 아닙니다"),
            fix: Words(
                "in the task definition: requiresCompatibilities [FARGATE], networkMode awsvpc, cpu and memory",
                ko: "태스크 정의에 requiresCompatibilities [FARGATE], networkMode awsvpc, cpu와 memory를 지정하십시오"))
    }

    private static func mend(_ field: String) -> Words {
        switch field {
        case "cpu", "memory": TemplateWords.inManifest("cpu: 256, memory: 512")
        case "networkMode":
            Words("set networkMode: awsvpc in the task definition", ko: "태스크 정의에 networkMode: awsvpc를 지정하십시오")
        case "requiresCompatibilities":
            Words("add FARGATE to requiresCompatibilities", ko: "requiresCompatibilities에 FARGATE를 추가하십시오")
        case "hostPort":
            Words("leave hostPort out, or make it the container port", ko: "hostPort를 빼거나 컨테이너 포트와 같게 하십시오")
        case "logDriver":
            Words(
                "use awslogs, splunk or awsfirelens as log driver",
                ko: "로그 드라이버로 awslogs, splunk, awsfirelens 중 하나를 쓰십시오")
        default: Words("take `\(field)` out of the task definition", ko: "태스크 정의에서 `\(field)` 설정을 빼십시오")
        }
    }

    /// Field, value and sentence of everything that Fargate refuses (facts: ecs-failures P-TD-3).
    private static func obstacles(_ definition: TaskDefinitionFact) -> [(String, String, Words)] {
        var found: [(String, String, Words)] = []
        if let mode = definition.networkMode, mode != "awsvpc" {
            found.append(
                (
                    "networkMode", mode,
                    Words("the network mode is \(mode), not awsvpc", ko: "네트워크 모드가 awsvpc가 아닙니다: \(mode)")
                ))
        }
        if definition.cpu == nil {
            found.append(("cpu", "", Words("the task has no cpu of its own", ko: "태스크 수준의 cpu가 없습니다")))
        }
        if definition.memory == nil {
            found.append(("memory", "", Words("the task has no memory of its own", ko: "태스크 수준의 memory가 없습니다")))
        }
        if !definition.compatibilities.isEmpty, !definition.compatibilities.contains("FARGATE") {
            let list = TemplateWords.list(definition.compatibilities)
            found.append(
                (
                    "requiresCompatibilities", list,
                    Words("it is declared for \(list) only", ko: "Fargate용으로 선언되지 않았습니다: \(list)")
                ))
        }
        for volume in definition.volumes {
            guard case .host(let path?) = volume.kind else { continue }
            found.append(
                (
                    "volumes", path,
                    Words("the volume \(volume.name) is a folder of the host", ko: "\(volume.name) 볼륨이 호스트 폴더입니다")
                ))
        }
        return found + definition.containers.flatMap(obstacles)
    }

    private static func obstacles(_ container: ContainerFact) -> [(String, String, Words)] {
        let name = container.name
        var found: [(String, String, Words)] = []
        if container.isPrivileged {
            found.append(("privileged", "true", Words("\(name) is privileged", ko: "\(name) 컨테이너가 특권 모드입니다")))
        }
        for field in container.instanceOnlyFields {
            found.append((field, name, Words("\(name) uses \(field)", ko: "\(name) 컨테이너가 \(field) 설정을 씁니다")))
        }
        if !container.hostPorts.isEmpty {
            let ports = TemplateWords.list(container.hostPorts.map(String.init))
            found.append(
                (
                    "hostPort", ports,
                    Words(
                        "\(name) has host ports of its own: \(ports)",
                        ko: "\(name) 컨테이너의 호스트 포트가 컨테이너 포트와 다릅니다: \(ports)")
                ))
        }
        if let driver = container.logDriver, !["awslogs", "splunk", "awsfirelens"].contains(driver) {
            found.append(
                (
                    "logDriver", driver,
                    Words("\(name) logs with \(driver)", ko: "\(name) 컨테이너의 로그 드라이버를 쓸 수 없습니다: \(driver)")
                ))
        }
        return found
    }
}
