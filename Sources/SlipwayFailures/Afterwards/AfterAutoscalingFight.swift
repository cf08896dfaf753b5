import SlipwayDomain

extension FailureMode {
    static let afterAutoscalingFight = FailureMode(
        "after-autoscaling-fight", .afterwards,
        title: Words("two owners change the number of tasks", ko: "태스크 수를 두 주체가 서로 바꿈"), nature: .mayPass,
        breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have followed each of them in turn, for ever", ko: "ECS는 양쪽의 요청을 번갈아 끝없이 따랐을 것입니다")),
        reproduction: .modelled, recipes: ["P-DEP-6"],
        faults: [
            .runningTaskStops(
                reason: "Scaling activity initiated by (deployment ecs-svc/1234567890123456789)",
                code: "ServiceSchedulerInitiated")
        ],
        explanation: Words(
            "Within one deployment tasks are started and stopped again by turns: auto scaling and a template or a script "
                + "each set the number of tasks, or two scaling policies pull apart. One such stop alone is ordinary work of "
                + "ECS.",
            ko: "한 배포 안에서 태스크가 번갈아 시작되고 중지됩니다. 오토 스케일링과 템플릿 또는 스크립트가 각각 태스크 수를 정하거나, 두 스케일링 "
                + "정책이 서로 반대로 동작하는 경우입니다. 이런 중지 한 번만으로는 ECS의 정상적인 동작입니다."),
        remedy: Words(
            "Let one owner decide on the number of tasks, and give auto scaling a minimum and maximum that fit.",
            ko: "태스크 수는 한 주체만 정하게 하고, 오토 스케일링의 최소·최대 용량을 맞게 설정하십시오."),
        lookAlikes: [
            LookAlike(
                "after-user-stopped", Words("it was scaling that stopped the tasks", ko: "태스크를 중지한 것은 스케일링입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html"
        ],
        recognisers: [.rule { signals in fights(signals.observation.tasks) }])

    /// Deployments in which a task was stopped by scaling, another one started after that, and one stopped so again.
    private static func fights(_ tasks: [TaskObservation]) -> [Recognition] {
        var deployments: [String] = []
        for task in tasks {
            guard let deployment = task.startedBy, deployment.hasPrefix("ecs-svc/") else { continue }
            if !deployments.contains(deployment) { deployments.append(deployment) }
        }
        return deployments.compactMap { deployment in
            let own = tasks.filter { $0.startedBy == deployment }
            let stopped = own.filter { ($0.stoppedReason ?? "").hasPrefix("Scaling activity initiated by") }
            let stops = stopped.compactMap { $0.stoppingAt ?? $0.stoppedAt }.sorted()
            guard let first = stops.first, let last = stops.last else { return nil }
            let isTurn = own.compactMap(\.createdAt).contains { first < $0 && $0 < last }
            guard isTurn else { return nil }
            return Recognition(
                Words(
                    "tasks of one deployment are started and stopped by turns: \(stops.count) stops by scaling within "
                        + first.duration(to: last).words,
                    ko: "한 배포의 태스크가 번갈아 시작되고 중지되고 있습니다. \(first.duration(to: last).koreanWords) 동안 스케일링으로 "
                        + "\(stops.count)번 중지되었습니다"),
                fix: Words(
                    "see who scales: aws application-autoscaling describe-scaling-activities --service-namespace ecs "
                        + "--resource-id service/CLUSTER/SERVICE, and leave the number to one owner",
                    ko: "누가 조정하는지 확인하고 한 주체에만 맡기십시오: aws application-autoscaling describe-scaling-activities "
                        + "--service-namespace ecs --resource-id service/CLUSTER/SERVICE"), confidence: .likely,
                subject: deployment,
                evidence: stopped.prefix(2).map {
                    Evidence(
                        source: "ecs:DescribeTasks", field: "task \($0.id) stoppedReason", text: $0.stoppedReason ?? "")
                }, tasks: stopped.map(\.arn), isWarning: true)
        }
    }
}
