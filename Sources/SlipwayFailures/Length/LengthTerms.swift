import SlipwayDomain

/// What the length of a deployment is worked out from: the plan's and the account's settings, and nothing else.
struct LengthTerms {
    /// How ECS finds out that a task is well.
    enum Check: Hashable {
        /// An application load balancer: a new target needs one passing check.
        case balancer(interval: Duration)
        /// A network load balancer: a new target needs all of them.
        case network(interval: Duration, healthy: Int)
        case container(interval: Duration)
        case none
    }

    /// Wanted tasks.
    var count: Int
    /// Whether there are old tasks to replace.
    var replaces: Bool
    var percent: PercentBounds
    var isFargate: Bool
    var imageBytes: Int64?
    /// From a task's start to its first passing check.
    var usualBoot: Duration?
    var check: Check
    /// Absent without a load balancer, and where the clean-up does not hold the deployment up.
    var drain: Duration?
    /// Absent where the clean-up does not hold the deployment up.
    var stop: Duration?
    var bake: ClosedRange<Duration>?
    var before: [BeforePlan]
    /// How long a task may be unhealthy behind a load balancer.
    var patience: Duration?
    var group: TargetGroupFact?

    init(_ plan: ServicePlan, _ facts: Facts) {
        let service = facts.service?.value
        count = plan.count
        percent = plan.deployment.percent
        imageBytes = facts.image?.value?.compressedBytes
        usualBoot = facts.usualBoot
        before = plan.before
        group = plan.targetGroup == nil ? nil : facts.targetGroup?.value
        isFargate = facts.instances == nil && !["EC2", "EXTERNAL"].contains(service?.settings.launchType ?? "FARGATE")
        replaces =
            switch facts.service {
            case .missing, .planned: false
            case .known(let service): service.runningCount > 0 || service.settings.desiredCount > 0
            case .denied, .unknown, nil: true
            }
        let health = group?.health
        let interval = health?.interval ?? plan.health.interval
        if plan.targetGroup != nil {
            let isNetwork = ["TCP", "UDP", "TLS", "TCP_UDP"].contains(group?.proto ?? "HTTP")
            check =
                isNetwork
                ? .network(interval: interval, healthy: health?.healthy ?? 5) : .balancer(interval: interval)
            patience = plan.health.grace + interval * (health?.unhealthy ?? plan.health.unhealthy)
        } else {
            check = plan.health.command == nil ? .none : .container(interval: plan.health.interval)
        }
        if service?.earlySuccess?.isCleanupDeferred != true, replaces {
            drain =
                plan.targetGroup == nil
                ? nil : group?.deregistrationDelay ?? plan.deployment.drain ?? .seconds(300)
            stop = facts.taskDefinition?.value?.containers.compactMap(\.stopTimeout).max() ?? .seconds(30)
        }
        if let settings = service?.settings, !settings.alarms.isEmpty {
            bake = service?.bakeTime.map { $0...$0 } ?? .zero ... .seconds(300)
        }
    }

    /// Batches of old tasks: how many may be started at once beside those that must stay (facts: anchors 3.7).
    var waves: Int {
        guard replaces, count > 0 else { return 1 }
        let room = percent.upper(of: count) - min(percent.lower(of: count), count)
        return room <= 0 ? count : (count + room - 1) / room
    }

    // MARK: What each part takes

    var parts: [LengthPart] {
        var parts = [scheduling] + launching(times: count > 0 ? waves : 0)
        if count > 0 { parts += checking }
        parts += cleaning + first
        if let bake {
            parts.append(
                LengthPart(
                    cost: .bake, least: bake.lowerBound, most: bake.upperBound,
                    reason: Words("its alarms watch on for a while", ko: "배포 후 경보를 지켜보는 시간")))
        }
        return parts.enumerated().sorted { left, right in
            (right.element.least, right.element.most, left.offset)
                < (left.element.least, left.element.most, right.offset)
        }.map(\.element)
    }

    /// Two calls, then ECS's own pass over its services; it was seen to take 24 s now and then.
    private var scheduling: LengthPart {
        LengthPart(
            cost: .scheduling, least: .milliseconds(200) + .seconds(1) * waves,
            most: .milliseconds(200) + .seconds(25) * waves,
            reason: Words("ECS's scheduler takes its time", ko: "ECS 스케줄러의 처리 시간") + each)
    }

    /// Nothing for no tasks at all.
    private func launching(times: Int) -> [LengthPart] {
        guard times > 0 else { return [] }
        var parts = [
            LengthPart(
                cost: .launch, least: launch.lowerBound * times, most: launch.upperBound * times,
                reason: isFargate
                    ? Words("Fargate prepares a machine for each task", ko: "Fargate가 태스크마다 머신을 준비함") + each
                    : Words("the instance's agent starts the containers", ko: "인스턴스의 에이전트가 컨테이너를 시작함") + each)
        ]
        if let pull, let imageBytes {
            let size = ByteSize(bytes: imageBytes).description
            parts.append(
                LengthPart(
                    cost: .pull, least: pull.lowerBound * times, most: pull.upperBound * times,
                    reason: Words("an image of \(size) is pulled", ko: "\(size) 크기의 이미지를 내려받음") + each))
        }
        return parts
    }

    /// Without the image where its size is known: a small one starts in 15 s at best, and 60 s were seen for any.
    private var launch: ClosedRange<Duration> {
        guard isFargate else { return .seconds(1) ... .seconds(imageBytes == nil ? 60 : 3) }
        return .seconds(15) ... .seconds(imageBytes == nil ? 60 : 25)
    }

    /// Measured starts of images of 140 to 900 MB lie between 20 and 10 MB/s behind that (estimate). Instances may have
    /// the image already.
    var pull: ClosedRange<Duration>? {
        imageBytes.map { bytes in
            let slowest = Duration.milliseconds(bytes / 10_000)
            return isFargate ? .milliseconds(bytes / 20_000)...slowest : .zero...slowest
        }
    }

    private var checking: [LengthPart] {
        var parts: [LengthPart] = []
        func part(_ cost: LengthCost, _ least: Duration, _ most: Duration, _ reason: Words) {
            parts.append(
                LengthPart(cost: cost, least: least * waves, most: most * waves, reason: reason + each))
        }
        if let usualBoot {
            part(
                .start, usualBoot, usualBoot,
                Words(
                    "a task usually needs \(usualBoot.words) to its first passing check",
                    ko: "태스크가 첫 상태 확인을 통과하기까지 보통 \(usualBoot.koreanWords) 걸림"))
        } else {
            switch check {
            case .balancer(let interval):
                part(
                    .firstCheck, .zero, interval,
                    Words(
                        "the load balancer checks every \(interval.words)", ko: "로드 밸런서가 \(interval.koreanWords)마다 확인함")
                )
            case .network(let interval, let healthy):
                part(
                    .firstCheck, interval * max(0, healthy - 1), interval * healthy,
                    Words(
                        "a network load balancer likely wants \(healthy) passing checks, one every \(interval.words)",
                        ko: "Network Load Balancer는 \(interval.koreanWords) 간격으로 \(healthy)번의 통과가 필요한 것으로 보임"))
            case .container(let interval):
                part(
                    .firstCheck, .zero, interval,
                    Words("the container is checked every \(interval.words)", ko: "컨테이너를 \(interval.koreanWords)마다 확인함")
                )
            case .none: break
            }
        }
        if check == .none {
            part(
                .settling, .seconds(40), .seconds(40),
                Words(
                    "a task without any check counts as healthy 40 s after it runs",
                    ko: "상태 확인이 없는 태스크는 실행 40초 후에 정상으로 간주됨"))
        } else {
            part(
                .lag, .seconds(5), .seconds(15),
                Words("ECS learns of health with a delay", ko: "ECS가 상태를 늦게 알아차림"))
        }
        return parts
    }

    private var cleaning: [LengthPart] {
        var parts: [LengthPart] = []
        if let drain, drain > .zero {
            parts.append(
                LengthPart(
                    cost: .draining, least: drain * waves, most: drain * waves,
                    reason: Words(
                        "the target group waits \(drain.words) for draining",
                        ko: "대상 그룹이 드레이닝을 \(drain.koreanWords) 기다림")
                        + each))
        }
        if let stop {
            parts.append(
                LengthPart(
                    cost: .stop, least: min(.seconds(1), stop) * waves, most: stop * waves,
                    reason: Words(
                        "old containers have up to \(stop.words) to end", ko: "이전 컨테이너가 끝나는 데 최대 \(stop.koreanWords) 걸림"
                    )
                        + each))
        }
        return parts
    }

    /// The tasks before the deployment: what they do takes as long as it takes.
    private var first: [LengthPart] {
        guard !before.isEmpty else { return [] }
        let names = before.map(\.name).joined(separator: ", ")
        let start = launch.lowerBound + (pull?.lowerBound ?? .zero)
        let slowest = launch.upperBound + (pull?.upperBound ?? .zero)
        return [
            LengthPart(
                cost: .before, least: start * before.count,
                most: before.reduce(slowest * before.count) { $0 + $1.timeout },
                reason: Words("a task runs before it: \(names)", ko: "배포 전에 실행되는 태스크가 있음: \(names)"))
        ]
    }

    private var each: Words {
        waves > 1 ? Words(", in each of \(waves) waves", ko: " (\(waves)차례 반복)") : .none
    }
}
