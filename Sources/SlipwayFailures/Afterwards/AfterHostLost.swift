import SlipwayDomain

extension FailureMode {
    static let afterHostLost = FailureMode(
        "after-host-lost", .afterwards, title: Words("the task's host went away", ko: "태스크의 호스트가 사라짐"),
        nature: .mayPass, breaker: .blind, givesUp: AfterwardsWords.replaced, reproduction: .modelled,
        faults: [
            .runningTaskStops(
                reason: "Host EC2 (instance i-0123456789abcdef0) stopped/terminated.", code: "InfrastructureHealth")
        ],
        explanation: Words(
            "The task did not fail, its host did: the instance was stopped or terminated by its Auto Scaling group, by "
                + "hand or as a spot instance, or AWS found the hardware to be unhealthy.",
            ko: "태스크가 아니라 호스트에 문제가 생겼습니다. Auto Scaling 그룹이나 사람이 인스턴스를 중지 또는 종료했거나, 스팟 인스턴스가 회수되었거나, "
                + "AWS가 하드웨어 이상을 감지한 경우입니다."),
        remedy: Words(
            "Let instances drain before they go (managed draining), and protect those that must stay from scale-in.",
            ko: "인스턴스가 사라지기 전에 드레이닝하도록 하고(관리형 드레이닝), 남아야 하는 인스턴스는 축소에서 보호하십시오."),
        lookAlikes: [
            LookAlike(
                "after-user-stopped", Words("nobody stopped the task itself", ko: "태스크 자체를 중지한 사람은 없습니다")),
            LookAlike(
                "after-host-retirement-cannot-restart",
                Words("it was not announced as maintenance", ko: "유지 관리로 예고된 것이 아닙니다")),
        ],
        links: [
            AfterwardsWords.page,
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html",
        ],
        recognisers: [
            .text([.reason, .event], ["host ec2 (instance", "infrastructurehealth", "terminationnotice"]) { reason, _ in
                let instance = reason.value(after: "(instance ", until: [")", " "])
                return Recognition(
                    instance.map {
                        Words(
                            "the task's host \($0) was stopped or terminated", ko: "태스크의 호스트 \($0) 인스턴스가 중지되거나 종료되었습니다")
                    }
                        ?? Words("the task's host went away", ko: "태스크의 호스트가 사라졌습니다"),
                    fix: instance.map {
                        Words(
                            "see why: aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP, or aws ec2 "
                                + "describe-instances --instance-ids \($0) --query Reservations[].Instances[].StateReason",
                            ko:
                                "이유를 확인하십시오: aws autoscaling describe-scaling-activities --auto-scaling-group-name GROUP "
                                + "또는 aws ec2 describe-instances --instance-ids \($0) --query "
                                + "Reservations[].Instances[].StateReason")
                    }
                        ?? Words(
                            "nothing to do: ECS replaces the task; slipway status shows it",
                            ko: "할 일은 없습니다. ECS가 태스크를 교체하며 slipway status로 볼 수 있습니다"), subject: instance ?? "")
            }
        ])
}
