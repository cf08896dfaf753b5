import SlipwayDomain

extension FailureMode {
    static let placeAgentDisconnected = FailureMode(
        placing: "place-agent-disconnected",
        title: Words("the instances' agent has lost touch with ECS", ko: "인스턴스의 에이전트가 ECS와 연결이 끊김"),
        lack: "encountered error \"AGENT\".", shortage: .agent,
        explanation: Words(
            "ECS places tasks only on instances whose agent is connected. It is not after a crash of the agent, with a "
                + "Docker that hangs, a full disk, a clock that is off, credentials that ended, or no way to ECS.",
            ko: "ECS는 에이전트가 연결된 인스턴스에만 태스크를 배치합니다. 에이전트 비정상 종료, 응답하지 않는 Docker, 가득 찬 디스크, "
                + "어긋난 시계, 만료된 자격 증명, ECS로 가는 경로 없음 등으로 연결이 끊깁니다."),
        remedy: Words(
            "Restart the agent on the instance, or replace the instance.", ko: "인스턴스에서 에이전트를 다시 시작하거나 인스턴스를 교체하십시오."),
        lookAlikes: [
            LookAlike(
                "place-no-instances",
                Words("there are instances; they do not answer", ko: "인스턴스는 있으나 응답하지 않습니다")),
            LookAlike(
                "after-host-lost",
                Words(
                    "ECS could not start a task; it did not lose a running one",
                    ko: "실행 중이던 태스크를 잃은 것이 아니라 새 태스크를 시작하지 못했습니다"
                )),
        ],
        foreseenFix: Words(
            "on the instance: sudo systemctl restart ecs; or replace it",
            ko: "인스턴스에서 sudo systemctl restart ecs 실행, 또는 인스턴스 교체"),
        recognisers: [
            .text(PlacementWords.places, ["agent connected", "\"agent\"", "agent:", ": agent"]) { reason, scene in
                guard
                    reason.hasAny("doesn't have the agent connected", "does not have the agent connected")
                        || PlacementWords.gives("AGENT", in: reason)
                else { return nil }
                let instance = reason.value(after: "container-instance ", until: [" ", ")", ","])
                return Recognition(
                    instance.map {
                        Words("the agent of \($0) has lost touch with ECS", ko: "\($0) 인스턴스의 에이전트가 ECS와 연결이 끊겼습니다")
                    } ?? Words("the instances' agent has lost touch with ECS", ko: "인스턴스의 에이전트가 ECS와 연결이 끊겼습니다"),
                    fix: Words(
                        "on the instance: sudo systemctl restart ecs, or replace it",
                        ko: "인스턴스에서 sudo systemctl restart ecs를 실행하거나 인스턴스를 교체하십시오")
                        + PlacementWords.look(reason, scene, at: "[ec2InstanceId,agentConnected,versionInfo]"),
                    subject: instance ?? "")
            }
        ])
}
