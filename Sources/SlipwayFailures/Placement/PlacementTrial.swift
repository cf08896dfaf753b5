import SlipwayDomain

/// P-CAP-2: tries the rollout's tasks on the container instances as they are, first fit. It may fail for one reason only;
/// the failure mode of that reason tells of it.
struct PlacementTrial {
    private let plan: ServicePlan
    private let needs: TaskNeeds
    private let old: TaskNeeds
    private let usable: [InstanceFact]
    private let running: Int
    private let distinct: Bool
    /// Whether a group of instances may still grow, so that a task waits for an instance instead of failing.
    private let canGrow: Bool

    struct Outcome {
        var severity: Severity
        var shortage: Shortage?
        var cause: Words
        var evidence: [Evidence] = []
    }

    /// What the failure mode of that shortage has to say; the one of missing instances says as well that all is well.
    static func foresee(_ shortage: Shortage, _ plan: ServicePlan, _ facts: Facts, fix: Words) -> [Foresight] {
        guard let fact = facts.instances, plan.count > 0 else { return [] }
        let subject = Words("room on the cluster's instances", ko: "클러스터 인스턴스의 여유")
        let none = Foresight(.fail, subject, noInstances, fix: fix)
        let seen = fact.foresight(subject, missing: none) { instances in
            let outcome = judge(plan, facts, instances)
            guard outcome.shortage == shortage || outcome.shortage == nil && shortage == .instances else { return nil }
            return Foresight(
                outcome.severity, subject, outcome.cause, fix: outcome.severity == .ok ? .none : fix,
                evidence: outcome.evidence)
        }
        // What could not be looked at is told once.
        guard fact.value != nil || shortage == .instances else { return [] }
        return [seen].compactMap(\.self)
    }

    private static let noInstances = Words(
        "the cluster has no instances to run tasks on", ko: "클러스터에 태스크를 실행할 인스턴스가 없습니다")

    static func judge(_ plan: ServicePlan, _ facts: Facts, _ instances: [InstanceFact]) -> Outcome {
        let canGrow = grows(facts)
        let active = instances.filter { $0.status == "ACTIVE" }
        guard !active.isEmpty else {
            return canGrow
                ? Outcome(severity: .warn, shortage: .instances, cause: noInstances + waits)
                : Outcome(severity: .fail, shortage: .instances, cause: noInstances)
        }
        let connected = active.filter(\.isAgentConnected)
        guard !connected.isEmpty else {
            return Outcome(
                severity: .fail, shortage: .agent,
                cause: Words(
                    "the agents of all \(active.count) instances have lost touch with ECS",
                    ko: "인스턴스 \(active.count)개의 에이전트가 모두 ECS와 연결이 끊겼습니다"),
                evidence: named(active))
        }
        let needs = facts.definition.map(TaskNeeds.init) ?? TaskNeeds(plan)
        let able = connected.filter { instance in needs.attributes.allSatisfy { instance.has($0) } }
        guard !able.isEmpty else {
            let missing = needs.attributes.filter { name in !connected.contains { $0.has(name) } }
            let names = (missing.isEmpty ? needs.attributes : missing).joined(separator: ", ")
            return Outcome(
                severity: .fail, shortage: .attribute,
                cause: Words("no instance has all of: \(names)", ko: "다음 속성을 모두 가진 인스턴스가 없습니다: \(names)"),
                evidence: [Evidence(source: "ecs:DescribeContainerInstances", field: "attributes", text: names)])
        }
        let expressions =
            (facts.definition?.placementExpressions ?? []) + (facts.service?.value?.placementExpressions ?? [])
        let allowed = able.filter { instance in
            expressions.allSatisfy { PlacementExpression($0)?.holds(for: instance) ?? true }
        }
        guard !allowed.isEmpty else {
            let all = expressions.joined(separator: "; ")
            return Outcome(
                severity: .fail, shortage: .constraint,
                cause: Words("no instance satisfies \(all)", ko: "제약 조건을 만족하는 인스턴스가 없습니다: \(all)"))
        }
        return PlacementTrial(plan, facts, needs, allowed, canGrow).outcome
    }

    private init(
        _ plan: ServicePlan, _ facts: Facts, _ needs: TaskNeeds, _ usable: [InstanceFact], _ canGrow: Bool
    ) {
        self.plan = plan
        self.needs = needs
        self.usable = usable
        self.canGrow = canGrow
        old = facts.taskDefinition?.value.map(TaskNeeds.init) ?? needs
        running = facts.service?.value?.runningCount ?? 0
        distinct = facts.service?.value?.needsDistinctInstances ?? false
    }

    private var outcome: Outcome {
        let empty = usable.map { InstanceRoom(empty: $0) }
        let (none, tooLarge) = fit(1, in: empty)
        if none == 0, let lack = tooLarge {
            return Outcome(
                severity: .fail, shortage: lack,
                cause: Words(
                    "a task fits on none of the \(usable.count) instances, not even on an empty one",
                    ko: "태스크가 인스턴스 \(usable.count)개 중 어디에도, 비어 있어도 들어가지 않습니다") + amount(lack, in: empty))
        }
        let bounds = plan.deployment.percent
        let beside = min(plan.count, max(0, bounds.upper(of: plan.count) - running))
        let mayStopFirst = running > bounds.lower(of: plan.count)
        let now = usable.map { InstanceRoom($0) }
        let (fits, lack) = fit(max(beside, 1), in: now)
        guard let lack, beside > 0 else { return fine(fits: beside) }
        if usable.allSatisfy({ $0.ownTasks != nil }) {
            var after = now
            for index in after.indices { after[index].free(old) }
            let (atLast, lackAtLast) = fit(plan.count, in: after)
            if let lackAtLast {
                return short(
                    lackAtLast,
                    Words(
                        "only \(atLast) of \(plan.count) tasks fit, even once the old ones have stopped",
                        ko: "이전 태스크가 모두 중지되어도 \(plan.count)개 중 \(atLast)개만 들어갑니다") + amount(lackAtLast, in: after))
            }
        }
        if fits == 0, running > 0, mayStopFirst { return fine(fits: 0) }
        if fits == 0 {
            return short(
                lack,
                running == 0
                    ? Words("no task fits on an instance", ko: "인스턴스에 태스크가 하나도 들어가지 않습니다") + amount(lack, in: now)
                    : Words(
                        "no new task fits beside the \(running) that run, and none of those may stop first",
                        ko: "실행 중인 태스크 \(running)개 옆에 새 태스크가 들어갈 자리가 없고, 먼저 중지할 수 있는 태스크도 없습니다")
                        + amount(lack, in: now))
        }
        return Outcome(
            severity: .warn, shortage: lack,
            cause: Words(
                "only \(fits) of \(beside) new tasks fit at once: the rollout goes in steps",
                ko: "새 태스크 \(beside)개 중 한 번에 \(fits)개만 들어갑니다. 배포가 여러 단계로 진행됩니다") + amount(lack, in: now))
    }

    private func fine(fits: Int) -> Outcome {
        Outcome(
            severity: .ok,
            cause: fits == 0
                ? Words("new tasks take the places of old ones", ko: "새 태스크가 이전 태스크의 자리를 차지합니다")
                : Words(
                    "there is room for \(fits) new \(fits == 1 ? "task" : "tasks") beside the old ones",
                    ko: "이전 태스크 옆에 새 태스크 \(fits)개가 들어갈 자리가 있습니다"))
    }

    private func short(_ shortage: Shortage, _ cause: Words) -> Outcome {
        canGrow
            ? Outcome(severity: .warn, shortage: shortage, cause: cause + Self.waits)
            : Outcome(severity: .fail, shortage: shortage, cause: cause)
    }

    /// How many of the tasks find a place, and what the closest instance lacks for the first that finds none.
    private func fit(_ count: Int, in rooms: [InstanceRoom]) -> (fits: Int, lack: Shortage?) {
        var rooms = rooms
        for placed in 0..<count {
            guard let index = rooms.firstIndex(where: { $0.lacks(needs, distinct: distinct).isEmpty }) else {
                let closest = rooms.map { $0.lacks(needs, distinct: distinct) }
                    .min { ($0.count, $0[0].rawValue) < ($1.count, $1[0].rawValue) }
                return (placed, closest?.first)
            }
            rooms[index].take(needs)
        }
        return (count, nil)
    }

    /// "; it asks for 512 MiB, the most that is left is 128" for what is counted.
    private func amount(_ shortage: Shortage, in rooms: [InstanceRoom]) -> Words {
        func words(_ asked: Int, _ left: Int?, _ unit: String) -> Words {
            Words(
                "; it asks for \(asked) \(unit), the most on one instance is \(left ?? 0)",
                ko: ". 요구량은 \(asked) \(unit), 한 인스턴스의 최대치는 \(left ?? 0)입니다")
        }
        switch shortage {
        case .cpu: return words(needs.cpu, rooms.map(\.cpu).max(), "CPU units")
        case .memory: return words(needs.memory, rooms.map(\.memory).max(), "MiB")
        case .gpu: return words(needs.gpus, rooms.map(\.gpus).max(), "GPU")
        case .port:
            let ports = needs.ports.map(String.init).joined(separator: ", ")
            return Words("; it takes the host's port \(ports)", ko: ". 호스트 포트 \(ports)번을 사용합니다")
        case .interface:
            return Words("; no network interface is left", ko: ". 남은 네트워크 인터페이스가 없습니다")
        case .constraint:
            return Words(
                "; no instance may run two tasks of the service", ko: ". 한 인스턴스에 이 서비스의 태스크를 두 개 둘 수 없습니다")
        case .instances, .agent, .attribute: return .none
        }
    }

    private static let waits = Words(
        "; the group of instances has to grow first, which takes minutes", ko: ". 먼저 인스턴스 그룹이 늘어나야 하며 몇 분이 걸립니다")

    private static func grows(_ facts: Facts) -> Bool {
        (facts.capacityProviders?.value ?? []).contains {
            $0.managesScaling && $0.instances < $0.maximum && $0.failedActivity == nil
        }
    }

    private static func named(_ instances: [InstanceFact]) -> [Evidence] {
        [
            Evidence(
                source: "ecs:DescribeContainerInstances", field: "agentConnected",
                text: instances.map { String($0.arn.split(separator: "/").last ?? "") }.joined(separator: ", "))
        ]
    }
}

extension TaskNeeds {
    /// Of a plan whose task definition was not made yet.
    init(_ plan: ServicePlan) {
        self.init(
            TaskDefinitionFact(
                arn: "", family: plan.family, revision: 0, cpu: plan.cpu, memory: plan.memory, networkMode: "awsvpc",
                containers: []))
    }
}

extension InstanceFact {
    /// Whether it has an attribute of that name, or of that name and value.
    func has(_ attribute: String) -> Bool {
        attributes.contains { $0 == attribute || $0.hasPrefix("\(attribute)=") }
    }
}
