import SlipwayDomain

extension FailureMode {
    static let afterUserStopped = FailureMode(
        "after-user-stopped", .afterwards, title: Words("somebody stopped the task", ko: "누군가가 태스크를 중지함"),
        nature: .mayPass, breaker: .blind, givesUp: AfterwardsWords.replaced, reproduction: .modelled,
        faults: [.runningTaskStops(reason: "Task stopped by user", code: "UserInitiated")],
        explanation: Words(
            "The task did not fail: a person or a program stopped it, or took its container instance out of the cluster. "
                + "The reason is whatever they wrote.",
            ko: "태스크가 실패한 것이 아닙니다. 사람이나 프로그램이 중지했거나 컨테이너 인스턴스를 클러스터에서 제외했습니다. 이유는 중지한 쪽이 쓴 "
                + "내용 그대로입니다."),
        remedy: Words(
            "Nothing is broken; CloudTrail says who it was.", ko: "고장 난 것은 없습니다. 누구인지는 CloudTrail에서 알 수 있습니다."),
        lookAlikes: [
            LookAlike(
                "after-host-lost", Words("the host is still there", ko: "호스트는 그대로 있습니다")),
            LookAlike(
                "after-host-retirement-cannot-restart",
                Words("it was not AWS that stopped the task", ko: "태스크를 중지한 것은 AWS가 아닙니다")),
        ],
        links: [AfterwardsWords.page, "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html"],
        recognisers: [
            .text(
                [.reason, .event], ["userinitiated", "stopped by user", "deregistration forced by user"]
            ) { reason, scene in
                let said = scene.task?.stoppedReason
                let isInstance = said?.has("deregistration forced") ?? reason.has("deregistration forced")
                let when = "--lookup-attributes AttributeKey=EventName,AttributeValue="
                let event = isInstance ? "DeregisterContainerInstance" : "StopTask"
                return Recognition(
                    isInstance
                        ? Words(
                            "somebody took the task's container instance out of the cluster",
                            ko: "누군가가 태스크의 컨테이너 인스턴스를 클러스터에서 제외했습니다")
                        : Words("somebody stopped the task by hand", ko: "누군가가 태스크를 직접 중지했습니다"),
                    fix: Words(
                        "nothing is broken; see who it was: aws cloudtrail lookup-events \(when)\(event)",
                        ko: "고장 난 것은 없습니다. 누구인지 확인하십시오: aws cloudtrail lookup-events \(when)\(event)"),
                    evidence: said == reason ? [] : [said?.evidence].compactMap(\.self))
            }
        ])
}
