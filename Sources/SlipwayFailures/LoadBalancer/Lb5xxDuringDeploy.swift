import SlipwayDomain

extension FailureMode {
    static let lb5xxDuringDeploy = FailureMode(
        "lb-5xx-during-deploy", .loadBalancer,
        title: Words("requests fail while the release changes", ko: "릴리스가 바뀌는 동안 요청이 실패함"),
        nature: .mayPass, breaker: .blind,
        givesUp: .other(Words("ECS does not look at answers at all", ko: "ECS는 응답을 전혀 보지 않습니다")),
        reproduction: .container, recipes: ["P-LB-7", "P-DEP-1"],
        faults: [.listensNowhere()],
        explanation: Words(
            "503: no target is healthy, since no task has to stay while the old ones go. 502: the application closes "
                + "idle connections sooner than the load balancer does, or dies of SIGTERM while requests still come. 504: it "
                + "answers too late. Requests that last longer than the deregistration delay are cut.",
            ko: "503은 이전 태스크가 사라지는 동안 남아 있어야 할 태스크가 없어 정상 대상이 없는 경우입니다. 502는 애플리케이션이 로드 밸런서보다 "
                + "먼저 유휴 연결을 닫거나 요청이 아직 오는데 SIGTERM에 바로 종료되는 경우입니다. 504는 응답이 너무 늦은 경우입니다. "
                + "등록 취소 지연보다 오래 걸리는 요청은 끊깁니다."),
        remedy: Words(
            "Keep 100 percent healthy, keep idle connections open for longer than the load balancer's 60 s, and go on "
                + "serving for some seconds after SIGTERM.",
            ko: "최소 정상 비율을 100으로 두고, 유휴 연결을 로드 밸런서의 60초보다 길게 유지하며, SIGTERM 후에도 몇 초간 요청을 계속 처리하십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
        ],
        foresee: { plan, facts in gap(plan, facts) + cut(plan, facts) + idle(plan, facts) },
        recognisers: [.rule { signals in noHealthyTarget(signals) }])

    /// Old targets drain and no new one is healthy: nobody answers.
    private static func noHealthyTarget(_ signals: Signals) -> [Recognition] {
        let targets = signals.observation.tasks.flatMap(\.targets)
        let waiting = signals.observation.tasks.filter { task in
            task.targets.contains { $0.state == "initial" || $0.state == "unhealthy" }
        }
        guard targets.contains(where: { $0.state.hasSuffix("draining") }), !waiting.isEmpty,
            !targets.contains(where: { $0.state == "healthy" })
        else { return [] }
        return [
            Recognition(
                Words(
                    "no target is healthy while the old ones drain: requests are likely to get 503",
                    ko: "이전 대상이 드레이닝되는 동안 정상 대상이 하나도 없어 요청에 503 응답이 돌아갈 가능성이 큽니다"),
                fix: Words(
                    "in slipway.yml: deployment: { minimum: 100, maximum: 200 }",
                    ko: "slipway.yml에서: deployment: { minimum: 100, maximum: 200 }"),
                confidence: .likely,
                evidence: [
                    Evidence(
                        source: "elasticloadbalancing:DescribeTargetHealth", field: "TargetHealth.State",
                        text: targets.map(\.state).joined(separator: ", "))
                ], isWarning: true)
        ]
    }

    /// The check P-DEP-1, as far as answers go: no task has to stay.
    private static func gap(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let bounds = plan.deployment.percent
        guard plan.targetGroup != nil, plan.count > 0 else { return [] }
        guard bounds.lower(of: plan.count) == 0, !bounds.isStuck(at: plan.count) else { return [] }
        return [
            Foresight(
                .warn, Words("answers during the rollout", ko: "배포 중 응답"),
                Words(
                    "with minimum \(bounds.minimum) no task has to stay: all \(plan.count) may stop before a new one answers",
                    ko: "minimum \(bounds.minimum)에서는 남아 있어야 할 태스크가 없어, 새 태스크가 응답하기 전에 \(plan.count)개 모두 중지될 수 있습니다"),
                fix: Words(
                    "in slipway.yml: deployment: { minimum: 100, maximum: 200 }",
                    ko: "slipway.yml에서: deployment: { minimum: 100, maximum: 200 }"),
                evidence: [Evidence(source: "manifest", field: "deployment.minimum", text: "\(bounds.minimum)")])
        ]
    }

    /// The check P-LB-7: requests that last longer than the load balancer waits for them.
    private static func cut(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let group = LoadBalancerWords.group(plan, facts), let delay = group.deregistrationDelay,
            let slow = group.responseTime99
        else { return [] }
        let subject = Words("open requests of \(group.name)", ko: "\(group.name) 대상 그룹의 진행 중인 요청")
        if slow <= delay {
            return [
                Foresight(
                    .ok, subject,
                    Words(
                        "99 of 100 end within \(slow.words), and \(delay.words) are allowed",
                        ko: "100개 중 99개가 \(slow.koreanWords) 안에 끝나고, \(delay.koreanWords)까지 허용됩니다"))
            ]
        }
        let longer = Duration.seconds(min(3600, slow.wholeSeconds + 1))
        let command = LoadBalancerWords.setDrain(longer, of: group.arn)
        return [
            Foresight(
                .warn, subject,
                Words(
                    "one of 100 lasts longer than \(slow.words), but is cut after \(delay.words)",
                    ko: "요청 100개 중 1개는 \(slow.koreanWords)보다 오래 걸리지만 \(delay.koreanWords) 후에 끊깁니다"),
                fix: Words("let them finish: \(command)", ko: "끝날 때까지 기다리게 하십시오: \(command)"),
                evidence: [
                    Evidence(
                        source: "elasticloadbalancing:DescribeTargetGroupAttributes",
                        field: "deregistration_delay.timeout_seconds", text: "\(delay.wholeSeconds)")
                ])
        ]
    }

    /// The check P-LB-7: an application that closes idle connections first. Only a variable may tell so.
    private static func idle(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let group = LoadBalancerWords.group(plan, facts), let balancers = facts.loadBalancers?.value else {
            return []
        }
        let balancer = balancers.first { group.loadBalancers.contains($0.arn) && $0.idleTimeout != nil }
        guard let balancer, let idle = balancer.idleTimeout else { return [] }
        let variable = plan.variables.first { variable in
            let name = variable.name.uppercased()
            return (name.contains("KEEP_ALIVE") || name.contains("KEEPALIVE")) && Int(variable.value) != nil
        }
        guard let variable, let number = Int(variable.value), number > 0 else { return [] }
        // A number from a thousand on is one of milliseconds: nobody keeps connections for a quarter of an hour.
        let kept: Duration = number >= 1000 ? .milliseconds(number) : .seconds(number)
        guard kept <= idle else { return [] }
        return [
            Foresight(
                .warn, Words("idle connections", ko: "유휴 연결"),
                Words(
                    "\(variable.name) looks like \(kept.words), and \(balancer.name) keeps idle connections for "
                        + "\(idle.words): a request on a connection just closed gets 502",
                    ko: "\(variable.name) 변수의 값(\(kept.koreanWords) 정도)이 \(balancer.name) 로드 밸런서의 유휴 시간 "
                        + "제한(\(idle.koreanWords))보다 길지 않습니다. 막 닫힌 연결로 간 요청은 502 응답을 받습니다"),
                fix: Words(
                    "in slipway.yml: keep them longer than \(idle.words) in \(variable.name)",
                    ko: "slipway.yml에서: \(variable.name) 값을 \(idle.koreanWords)보다 길게 하십시오"),
                evidence: [Evidence(source: "manifest", field: "variables.\(variable.name)", text: variable.value)])
        ]
    }
}
