import SlipwayDomain

extension LengthTerms {
    var length: DeploymentLength {
        let parts = parts
        var length = DeploymentLength(
            parts: parts, waves: waves, shorter: [], notCounted: notCounted,
            untilUnhealthy: patience.map { soonestStart + $0 })
        let (least, most) = (length.least, length.most)
        length.shorter = shortenings.filter { $0.least < least || most - $0.most >= Self.worthwhile }
            .enumerated().sorted { left, right in
                (left.element.least, left.element.most, left.offset)
                    < (right.element.least, right.element.most, right.offset)
            }.map(\.element)
        return length
    }

    /// Less than this in the worst case is not worth a word.
    private static let worthwhile = Duration.seconds(10)

    /// When the first task can be there at the soonest.
    private var soonestStart: Duration {
        parts.filter { [.scheduling, .launch, .pull].contains($0.cost) }
            .reduce(.zero) { $0 + $1.least / max(1, waves) }
    }

    private var notCounted: [Words] {
        var words: [Words] = []
        if count > 0, usualBoot == nil {
            words.append(Words("the application's own start", ko: "애플리케이션 자체의 시작 시간"))
        }
        for task in before {
            words.append(Words("the work of \(task.name)", ko: "\(task.name) 태스크의 작업 시간"))
        }
        return words
    }

    /// Each change alone, with what the deployment would take then.
    private var shortenings: [Shortening] {
        var found: [Shortening] = []
        func with(_ cost: LengthCost?, _ change: Words, how: Words, _ edit: (inout LengthTerms) -> Void) {
            var terms = self
            edit(&terms)
            let parts = terms.parts
            found.append(
                Shortening(
                    cost: cost, change: change, how: how, least: parts.reduce(.zero) { $0 + $1.least },
                    most: parts.reduce(.zero) { $0 + $1.most }))
        }
        let delay = DeploymentLength.drainThatSuffices(group)
        if let drain, drain > delay {
            with(
                .draining, Words(delay.words, ko: "드레이닝 \(delay.koreanWords)"),
                how: Words(same: LoadBalancerWords.setDrain(delay, of: group?.arn ?? "ARN"))
            ) { $0.drain = delay }
        }
        if waves > 1, percent.maximum < 200 {
            let setting = "deployment: { minimum: \(percent.minimum), maximum: 200 }"
            with(
                nil, Words("one wave", ko: "한 번에 교체"),
                how: Words("in slipway.yml: \(setting)", ko: "slipway.yml에서: \(setting)")
            ) { $0.percent.maximum = 200 }
        }
        if check == .none {
            let setting = "health: { command: [CMD-SHELL, …], interval: 5s }"
            with(
                .settling, Words("a health check", ko: "상태 확인"),
                how: Words("in slipway.yml: \(setting)", ko: "slipway.yml에서: \(setting)")
            ) { $0.check = .container(interval: .seconds(5)) }
        }
        if let imageBytes, pull.map({ $0.lowerBound >= .seconds(5) }) ?? false {
            with(
                .pull, Words("an image of half the size", ko: "절반 크기의 이미지"),
                how: Words(
                    "take build tools and caches out of the image: a second stage in the Dockerfile with the result alone",
                    ko: "이미지에서 빌드 도구와 캐시를 빼십시오. Dockerfile의 두 번째 단계에 결과물만 담으면 됩니다")
            ) { $0.imageBytes = imageBytes / 2 }
        }
        if usualBoot == nil { shortenInterval(with) }
        return found
    }

    private func shortenInterval(
        _ with: (LengthCost?, Words, Words, (inout LengthTerms) -> Void) -> Void
    ) {
        let fast = Duration.seconds(5)
        let change = Words("a check every \(fast.words)", ko: "\(fast.koreanWords)마다 확인")
        let command =
            "aws elbv2 modify-target-group --target-group-arn \(group?.arn ?? "ARN") "
            + "--health-check-interval-seconds \(fast.wholeSeconds)"
        switch check {
        case .balancer(let interval) where interval > fast:
            with(.firstCheck, change, Words(same: command)) { $0.check = .balancer(interval: fast) }
        case .network(let interval, let healthy) where interval > fast:
            with(.firstCheck, change, Words(same: command)) {
                $0.check = .network(interval: fast, healthy: healthy)
            }
        default: break
        }
    }
}
