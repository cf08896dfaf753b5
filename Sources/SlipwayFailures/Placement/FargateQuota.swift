import SlipwayDomain

/// P-CAP-1: whether the account's Fargate processors suffice for the rollout.
///
/// A rollout is judged at its two narrow places: its first task beside the old ones, and its end. Between them ECS starts
/// as many as the quota lets it and goes on when old tasks have stopped.
struct FargateQuota {
    enum Outcome {
        case fine(free: Double)
        /// One task alone asks for more than there is altogether.
        case taskTooLarge(asked: Double, limit: Double)
        case short(Words)
        case slow(Words)
    }

    private let plan: ServicePlan
    /// Tasks of the plan, and running ones, on the kind of capacity that the quota counts.
    private let count: Int
    private let running: Int
    /// vCPUs of a new and of an old task.
    private let new: Double
    private let old: Double

    /// - Returns: nothing where no task of the plan counts against a quota of that kind.
    init?(_ kind: QuotaFact.Kind, _ plan: ServicePlan, _ facts: Facts) {
        let shares = facts.service?.value?.settings.capacityProviders ?? []
        let isSpot = kind == .fargateSpotProcessors
        guard isSpot || kind == .fargateProcessors else { return nil }
        self.plan = plan
        let running = facts.service?.value?.runningCount ?? 0
        count = Self.tasks(of: plan.count, spot: isSpot, shares)
        self.running = Self.tasks(of: running, spot: isSpot, shares)
        new = Double(facts.definition?.cpu ?? plan.cpu) / 1024
        old = Double(facts.taskDefinition?.value?.cpu ?? facts.definition?.cpu ?? plan.cpu) / 1024
        guard count > 0 else { return nil }
    }

    /// How many of the tasks a strategy puts on Spot, or else: the bases first, the rest by weight and rounded up.
    private static func tasks(of count: Int, spot: Bool, _ shares: [CapacityShare]) -> Int {
        guard !shares.isEmpty else { return spot ? 0 : count }
        let own = shares.filter { ($0.provider == "FARGATE_SPOT") == spot }
        let weights = shares.reduce(0) { $0 + $1.weight }
        let rest = max(0, count - shares.reduce(0) { $0 + $1.base })
        let weight = own.reduce(0) { $0 + $1.weight }
        let shared = weights == 0 ? 0 : (rest * weight + weights - 1) / weights
        return min(count, own.reduce(0) { $0 + $1.base } + shared)
    }

    func judge(limit: Double, used: Double) -> Outcome {
        guard new <= limit else { return .taskTooLarge(asked: new, limit: limit) }
        let free = limit - used
        let whole = Double(count) * new - Double(running) * old
        guard whole <= free else {
            return .short(
                Words(
                    "\(Self.text(limit)) vCPU may run and \(Self.text(used)) do: \(count) tasks of \(Self.text(new)) do "
                        + "not fit",
                    ko: "vCPU \(Self.text(limit))개 중 \(Self.text(used))개가 사용 중이어서 vCPU \(Self.text(new))개짜리 태스크 "
                        + "\(count)개가 들어가지 않습니다"))
        }
        let bounds = plan.deployment.percent
        let mayStopFirst = running > bounds.lower(of: count)
        let beside = min(count, max(0, bounds.upper(of: count) - running))
        if free < new, running > 0, !mayStopFirst {
            return .short(
                Words(
                    "\(Self.text(free)) vCPU are free: no new task fits beside the \(running) that run, and none of those "
                        + "may stop first",
                    ko: "남은 vCPU는 \(Self.text(free))개입니다. 실행 중인 태스크 \(running)개 옆에 새 태스크가 들어갈 자리가 없고, "
                        + "먼저 중지할 수 있는 태스크도 없습니다"))
        }
        if free < Double(beside) * new {
            return .slow(
                Words(
                    "\(Self.text(free)) vCPU are free, \(beside) new tasks at once need \(Self.text(Double(beside) * new)): "
                        + "the rollout goes in steps",
                    ko: "남은 vCPU는 \(Self.text(free))개인데 새 태스크 \(beside)개에는 \(Self.text(Double(beside) * new))개가 "
                        + "필요합니다. 배포가 여러 단계로 진행됩니다"))
        }
        return .fine(free: free)
    }

    /// The quotas of Fargate processors, each as far as both its numbers are known. What is not is told where `asksAll`.
    static func foresee(
        _ plan: ServicePlan, _ facts: Facts, asksAll: Bool, _ tell: (Words, Outcome, [Evidence]) -> Foresight?
    ) -> [Foresight] {
        facts.quotas.compactMap { quota in
            guard let own = FargateQuota(quota.kind, plan, facts) else { return nil }
            let subject =
                quota.kind == .fargateSpotProcessors
                ? Words("quota of Fargate Spot vCPUs", ko: "Fargate Spot vCPU 할당량")
                : Words("quota of Fargate vCPUs", ko: "Fargate vCPU 할당량")
            let none = Foresight(
                .unknown, subject, Words("AWS names no such quota", ko: "AWS가 해당 할당량을 알려 주지 않습니다"))
            let seen = quota.limit.foresight(subject, missing: none) { limit in
                quota.used.foresight(subject, missing: none) { used in
                    let evidence = [
                        Evidence(source: "servicequotas:GetServiceQuota", field: "Quota.Value", text: text(limit)),
                        Evidence(source: "cloudwatch:GetMetricData", field: "ResourceCount", text: text(used)),
                    ]
                    return tell(subject, own.judge(limit: limit, used: used), evidence)
                }
            }
            let isKnown = quota.limit.value != nil && quota.used.value != nil
            return isKnown || asksAll ? seen : nil
        }
    }

    /// A number of vCPUs: `6`, `0.25`.
    static func text(_ number: Double) -> String {
        guard number == number.rounded(), number.magnitude < 1e15 else { return String(number) }
        return String(Int64(number))
    }

    static let raise = Words(
        "ask for more: aws service-quotas list-service-quotas --service-code fargate names the quota's code, then aws "
            + "service-quotas request-service-quota-increase --service-code fargate --quota-code CODE --desired-value N",
        ko: "할당량 증가를 요청하십시오: aws service-quotas list-service-quotas --service-code fargate 명령으로 코드를 확인한 뒤 "
            + "aws service-quotas request-service-quota-increase --service-code fargate --quota-code CODE "
            + "--desired-value N")
}
