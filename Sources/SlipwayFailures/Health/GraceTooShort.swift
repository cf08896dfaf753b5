import SlipwayDomain

extension FailureMode {
    static let graceTooShort = FailureMode(
        "hc-elb-grace-too-short", title: "the grace period is shorter than the start", nature: .application,
        fault: .slowBoot,
        explanation:
            "ECS begins to believe the load balancer before the application is up, and stops a task that only needed "
            + "more time. The grace period is 0 unless somebody sets it.",
        withoutUs: HealthWords.alone,
        foresee: { plan, facts in
            guard plan.health.path != nil, plan.targetGroup != nil else { return [] }
            let subject = "grace period \(plan.health.grace.words)"
            let patience = plan.health.grace + plan.health.interval * max(1, plan.health.unhealthy)
            guard let boot = facts.usualBoot else {
                return plan.health.grace >= .seconds(10)
                    ? []
                    : [
                        Foresight(
                            .warn, subject,
                            "an application that takes longer than \(patience.words) to start is stopped",
                            fix: "in slipway.yml: health: { grace: 30s }")
                    ]
            }
            if boot > patience {
                let wanted = Duration.seconds(boot.wholeSeconds * 2 + 1)
                return [
                    Foresight(
                        .fail, subject,
                        "the application takes \(boot.words) to start, and would be stopped after \(patience.words)",
                        fix: "in slipway.yml: health: { grace: \(wanted.compact) }")
                ]
            }
            return [Foresight(.ok, subject, "the application takes \(boot.words) to start")]
        },
        recognisers: [
            .health { health, signals in
                guard case .loadBalancer(let name) = health.checker, health.isStopping,
                    health.isRefused || health.isTimeout || health.words == nil,
                    signals.culprit.map({ [0, 137, 143].contains($0.exitCode ?? 0) }) ?? true,
                    !HealthWords.saidItIsReady(signals)
                else { return nil }
                let grace = signals.workload.settings?.gracePeriod ?? .zero
                let check = signals.workload.targetGroup(name)?.health ?? TargetGroupHealth()
                let patience = grace + check.interval * check.unhealthy
                let boot = signals.workload.usualBoot
                guard boot.map({ $0 > patience }) ?? (grace < .seconds(30)) else { return nil }
                let knows = boot.map { "it usually takes \($0.words)" } ?? "it had not said that it was ready"
                let wanted = boot.map { Duration.seconds($0.wholeSeconds * 2 + 1) } ?? .seconds(60)
                return Recognition(
                    "the task was stopped before the application was up: the grace period is \(grace.words), and \(knows)",
                    fix: "in slipway.yml: health: { grace: \(wanted.compact) }", confidence: .likely,
                    subject: HealthWords.group(health), family: health.family,
                    evidence: HealthWords.lastLines(signals))
            }
        ])
}
