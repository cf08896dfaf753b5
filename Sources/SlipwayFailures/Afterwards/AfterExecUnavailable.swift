import SlipwayDomain

extension FailureMode {
    static let afterExecUnavailable = FailureMode(
        "after-exec-unavailable", .afterwards,
        title: Words("commands cannot be run inside the task", ko: "태스크 안에서 명령을 실행할 수 없음"), nature: .mayPass,
        breaker: .blind,
        givesUp: .other(
            Words(
                "the task would have gone on, and nobody could have looked into it",
                ko: "태스크는 계속 실행되지만 안을 들여다볼 수 없었을 것입니다")), reproduction: .modelled,
        recipes: ["P-NET-2"],
        faults: [
            .call(
                "ecs:ExecuteCommand", refusedWith: "InvalidParameterException",
                message:
                    "The execute command failed because execute command was not enabled when the task was run or the "
                    + "execute command agent isn\u{2019}t running. Wait and try again or run a new task with execute command "
                    + "enabled and try again.")
        ],
        explanation: Words(
            "ECS Exec works through an agent that is put into the task at its start. It was not switched on then, or the "
                + "agent does not run: the task role lacks the ssmmessages actions, the network has no way to that service, "
                + "or the root filesystem is read-only.",
            ko: "ECS Exec는 태스크가 시작될 때 넣는 에이전트를 통해 동작합니다. 시작할 때 켜져 있지 않았거나 에이전트가 실행되지 않는 경우입니다. "
                + "태스크 역할에 ssmmessages 권한이 없거나, 해당 서비스로 가는 네트워크 경로가 없거나, 루트 파일 시스템이 읽기 전용일 수 있습니다."),
        remedy: Words(
            "Switch it on for the service and start new tasks; give the task role the four ssmmessages actions.",
            ko: "서비스에서 켠 뒤 새 태스크를 시작하고, 태스크 역할에 ssmmessages 작업 네 가지를 허용하십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"
        ],
        foresee: exec,
        recognisers: [
            .text(
                [.call, .log],
                [
                    "targetnotconnected", "execute command was not enabled", "execute command failed because",
                    "execute command agent",
                ]
            ) { reason, _ in
                let isAgent = reason.has("targetnotconnected")
                return Recognition(
                    isAgent
                        ? Words(
                            "the agent inside the task is not connected to Systems Manager",
                            ko: "태스크 안의 에이전트가 Systems Manager에 연결되어 있지 않습니다")
                        : Words(
                            "the task was started without ECS Exec, or its agent does not run",
                            ko: "태스크가 ECS Exec 없이 시작되었거나 에이전트가 실행되고 있지 않습니다"),
                    fix: isAgent ? allow : enable)
            },
            .rule { signals in
                signals.observation.tasks.filter { $0.lastStatus == "RUNNING" }.flatMap { task in
                    task.containers.filter { $0.executeAgent == "STOPPED" }.map { container in
                        Recognition(
                            Words(
                                "the agent of ECS Exec does not run in \(container.name)",
                                ko: "컨테이너 \(container.name): ECS Exec 에이전트가 실행되고 있지 않습니다"), fix: allow,
                            confidence: .likely, subject: container.name,
                            evidence: [
                                Evidence(
                                    source: "ecs:DescribeTasks",
                                    field:
                                        "containers[\(container.name)].managedAgents[ExecuteCommandAgent].lastStatus",
                                    text: "STOPPED")
                            ], tasks: [task.arn], isWarning: true)
                    }
                }
            },
        ])

    /// The agent's own service, where the service asks for the agent and a subnet has no way out.
    private static func exec(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard facts.service?.value?.settings.enableExecuteCommand ?? false, var path = NetworkPath(plan, facts) else {
            return []
        }
        path.needs = [.service("ssmmessages")]
        guard let subnet = path.network.subnets.first(where: { path.way($0) == .none && !path.unserved($0).isEmpty })
        else { return [] }
        let told = NetworkWords.tell(.endpointMissing(subnet, path.needs), groups: path.groups)
        return [
            Foresight(
                .warn, Words("way of ECS Exec", ko: "ECS Exec 경로"), told.cause, fix: told.fix, evidence: told.evidence)
        ]
    }

    private static let enable = Words(
        "aws ecs update-service --cluster CLUSTER --service SERVICE --enable-execute-command --force-new-deployment",
        ko: "켜고 새 태스크를 시작하십시오: aws ecs update-service --cluster CLUSTER --service SERVICE "
            + "--enable-execute-command --force-new-deployment")

    private static let allow =
        Denial.grant(
            [
                "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
            ], on: "*", to: "TASK_ROLE")
        + Words("; a sealed network needs the endpoint ssmmessages too", ko: ". 폐쇄된 네트워크라면 ssmmessages 엔드포인트도 필요합니다")
}
