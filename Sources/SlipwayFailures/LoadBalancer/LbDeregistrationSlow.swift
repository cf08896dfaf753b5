import SlipwayDomain

extension FailureMode {
    static let lbDeregistrationSlow = FailureMode(
        "lb-deregistration-slow", .loadBalancer,
        title: Words("old tasks are only draining", ko: "이전 태스크가 드레이닝 중일 뿐임"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have waited for the whole delay, 300 s unless set otherwise, in each batch",
                ko: "ECS는 배치마다 지연 시간 전체(기본 300초)를 기다렸을 것입니다")),
        reproduction: .modelled, recipes: ["P-LB-7"],
        faults: [.serviceSays(event: "(service web, taskSet ecs-svc/2) has begun draining connections on 1 tasks.")],
        specificity: .fallback,
        explanation: Words(
            "Nothing is wrong. The new tasks are healthy, and the load balancer gives requests to the old ones time to "
                + "end: the target group's deregistration delay, whether or not there are any. ECS waits for all of it before "
                + "it stops a task, and the deployment stays in progress.",
            ko: "잘못된 것은 없습니다. 새 태스크는 정상이며, 로드 밸런서가 이전 태스크로 가던 요청이 끝날 시간을 주고 있습니다. 요청이 없어도 "
                + "대상 그룹의 등록 취소 지연만큼 기다립니다. ECS는 그 시간이 모두 지나야 태스크를 중지하므로 배포는 계속 진행 중으로 남습니다."),
        remedy: Words(
            "Set the deregistration delay to what the longest usual request takes; 5 to 30 s fit most.",
            ko: "등록 취소 지연을 가장 긴 일반적인 요청에 맞추십시오. 대개 5~30초면 충분합니다."),
        lookAlikes: [
            LookAlike(
                "dep-never-stabilises",
                Words("no task fails; old ones drain", ko: "실패하는 태스크는 없고, 이전 태스크가 드레이닝될 뿐입니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html"
        ],
        foresee: { plan, facts in slow(plan, facts) },
        recognisers: [
            .rule { signals in draining(signals) },
            .text([.reason, .call], ["target.deregistrationinprogress"]) { _, _ in
                var found = only(nil)
                found.confidence = .likely
                return found
            },
        ])

    /// A delay that is longer than the usual requests are, as far as anybody measured them.
    static let usualDelay = Duration.seconds(60)

    private static func slow(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let group = LoadBalancerWords.group(plan, facts), let delay = group.deregistrationDelay else { return [] }
        let subject = Words("draining of \(group.name)", ko: "\(group.name) 대상 그룹의 드레이닝")
        let needed = DeploymentLength.drainThatSuffices(group)
        guard delay > usualDelay, delay > needed else {
            return [
                Foresight(
                    .ok, subject, Words("\(delay.words) for each batch", ko: "배치마다 \(delay.koreanWords)"))
            ]
        }
        let command = LoadBalancerWords.setDrain(needed, of: group.arn)
        return [
            Foresight(
                .warn, subject,
                Words(
                    "each batch of old tasks drains for \(delay.words), whether or not requests are open",
                    ko: "진행 중인 요청이 없어도 이전 태스크가 배치마다 \(delay.koreanWords) 동안 드레이닝됩니다"),
                fix: Words("\(needed.words) suffice: \(command)", ko: "\(needed.koreanWords) 정도면 충분합니다: \(command)"),
                evidence: [
                    Evidence(
                        source: "elasticloadbalancing:DescribeTargetGroupAttributes",
                        field: "deregistration_delay.timeout_seconds", text: "\(delay.wholeSeconds)")
                ])
        ]
    }

    /// Draining is told once all else is done: new tasks healthy, none failing.
    private static func draining(_ signals: Signals) -> [Recognition] {
        let observation = signals.observation
        let old = observation.tasks.filter { task in
            task.targets.contains { $0.reason == "Target.DeregistrationInProgress" || $0.state == "draining" }
        }
        let others = observation.tasks.filter { task in !old.contains(task) && !task.isStopping }
        let targets = others.flatMap(\.targets)
        if !old.isEmpty, !targets.isEmpty, targets.allSatisfy({ $0.state == "healthy" }) {
            var found = only(nil)
            found.evidence = old.map {
                Evidence(
                    source: "elasticloadbalancing:DescribeTargetHealth", field: "target of task \($0.id)",
                    text: "draining: Target.DeregistrationInProgress")
            }
            return [found]
        }
        // Where there are tasks, they say whether anything else goes on.
        return observation.tasks.isEmpty ? [begun(observation)].compactMap(\.self) : []
    }

    /// Only events are known: draining began a while ago, and the deployment has not ended since.
    private static func begun(_ observation: Observation) -> Recognition? {
        let events = observation.service?.events ?? []
        guard let index = events.lastIndex(where: { $0.message.contains("has begun draining connections") }),
            !events[index...].contains(where: {
                $0.message.contains("deployment completed") || $0.message.contains("steady state")
            })
        else { return nil }
        let event = events[index]
        // Events without a time stand where somebody pasted them.
        let since = event.createdAt.duration(to: observation.takenAt)
        let isKnown = event.createdAt.millisecondsSinceEpoch > 0
        guard !isKnown || since >= .seconds(30) else { return nil }
        var found = only(isKnown ? since : nil)
        found.confidence = .likely
        found.evidence = [Evidence(source: "ecs:DescribeServices", field: "events", text: event.message)]
        return found
    }

    private static func only(_ since: Duration?) -> Recognition {
        let long = since.map { Words(" for \($0.words) so far", ko: " (지금까지 \($0.koreanWords))") } ?? .none
        var found = Recognition(
            Words("old tasks drain", ko: "이전 태스크가 드레이닝 중입니다") + long
                + Words(": nothing is wrong", ko: ". 잘못된 것은 없습니다"),
            fix: Words(
                "wait, or shorten it for the next time: " + LoadBalancerWords.setDrain(.seconds(30), of: "ARN"),
                ko: "기다리십시오. 다음번을 위해 줄이려면: " + LoadBalancerWords.setDrain(.seconds(30), of: "ARN")),
            isWarning: true)
        found.isFine = true
        return found
    }
}
