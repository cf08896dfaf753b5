import SlipwayDomain

/// What the failures of health checks share.
enum HealthWords {
    static let targetGroups =
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"
    static let events =
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html"
    static let containerChecks = "https://repost.aws/knowledge-center/ecs-task-container-health-check-failures"

    /// The target group's name, as the fingerprint's subject.
    static func group(_ health: HealthSignals) -> String {
        guard case .loadBalancer(let group) = health.checker else { return "" }
        return group.map { String($0.split(separator: "/").dropFirst().first ?? Substring($0)) } ?? ""
    }

    /// What is known of the target group; AWS's defaults where nothing is.
    static func check(_ health: HealthSignals, _ scene: Scene) -> TargetGroupFact? {
        guard case .loadBalancer(let name) = health.checker else { return nil }
        return scene.workload.targetGroup(name)
    }

    /// The port that is checked, as far as anything says so.
    static func port(_ health: HealthSignals, _ scene: Scene) -> Int? {
        let group = check(health, scene)
        if let own = group.flatMap({ Int($0.health.port) }) { return own }
        let binding = scene.workload.settings?.loadBalancers.first { binding in
            group.map { binding.targetGroup == $0.arn || binding.targetGroup == $0.name } ?? true
        }
        let containers = scene.workload.taskDefinition?.containers ?? []
        return binding?.port ?? scene.task?.task.targets.compactMap(\.port).first
            ?? containers.flatMap(\.ports).first ?? group?.port
    }

    /// The status with which a line of an access log says that the check was answered: `GET /health 503`,
    /// `"GET /health HTTP/1.1" 503 12`.
    static func status(in line: Reason, _ scene: Scene) -> Int? {
        guard let signals = scene.task, let health = HealthSignals.read(signals).first,
            case .loadBalancer = health.checker,
            let path = line.value(after: "GET ", until: [" ", "\"", "?"]), path.hasPrefix("/")
        else { return nil }
        if let wanted = check(health, scene)?.health.path {
            guard path == wanted.split(separator: "?").first.map(String.init) ?? "" else { return nil }
        } else {
            let lower = path.lowercased()
            guard ["health", "ready", "live", "ping", "status"].contains(where: lower.contains) else { return nil }
        }
        let words = line.text.rest(after: path).split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "/") }
        return words.lazy.filter { $0.count == 3 }.compactMap { Int($0) }.first { (100...599).contains($0) }
    }

    /// `GET /health` as far as it is known.
    static func request(_ health: HealthSignals, _ scene: Scene) -> Words {
        guard let path = check(health, scene)?.health.path else {
            return Words("the load balancer's check", ko: "로드 밸런서의 상태 확인")
        }
        return Words(same: "GET \(path)")
    }

    /// A failure of the load balancer's check.
    static func found(
        _ health: HealthSignals, _ scene: Scene, _ cause: Words, fix: Words, confidence: Confidence = .certain
    ) -> Recognition {
        Recognition(
            cause, fix: fix, confidence: confidence, subject: group(health), family: health.family,
            evidence: lastLines(scene))
    }

    /// One of these status codes.
    static func status(
        _ health: HealthSignals, _ scene: Scene, _ accepts: (Int) -> Bool, _ meaning: Words, fix: Words
    ) -> Recognition? {
        guard case .loadBalancer = health.checker, let code = health.statuses.first, accepts(code) else { return nil }
        return found(
            health, scene, request(health, scene) + Words(" answers \(code): ", ko: " 응답 코드 \(code): ") + meaning,
            fix: fix)
    }

    /// What a line of the application's log says of a check that fails, as the same failure as the check itself. Lines of
    /// an application that crashed do not count: they are not why.
    static func said(_ scene: Scene, _ cause: Words, fix: Words) -> Recognition? {
        guard scene.exit == nil else { return nil }
        let health = scene.task.flatMap { HealthSignals.read($0).first }
        return Recognition(
            cause, fix: fix, confidence: .likely, subject: health.map(group) ?? "", family: health?.family)
    }

    /// The last lines of the task's first container, which often say why.
    static func lastLines(_ scene: Scene) -> [Evidence] {
        guard let task = scene.task, let container = task.essentialFirst.first else { return [] }
        let lines = task.lines(of: container.name).filter { $0.contains { !$0.isWhitespace } }.suffix(5)
        return lines.isEmpty
            ? [] : [Evidence(source: "log", field: container.name, text: lines.joined(separator: "\n"))]
    }

    /// Whether the application said that it is up.
    static func saidItIsReady(_ task: TaskSignals) -> Bool {
        let words = [
            "listening", "started on", "running on", "server started", "ready to accept", "accepting connections",
            "serving", "bound to", "ready on", "ready in", "startup complete", "started application", "now listening",
            "tomcat started", "started in ",
        ]
        return task.logs.flatMap(\.lines).contains { line in
            let lower = line.prefix(2000).lowercased()
            return words.contains { lower.contains($0) }
        }
    }

    /// Twice what a start usually takes, or a minute where nobody knows.
    static func wanted(_ boot: Duration?) -> String {
        (boot.map { Duration.seconds($0.wholeSeconds * 2 + 1) } ?? .seconds(60)).compact
    }

    // MARK: Protocols

    /// How the target group's protocols contradict each other or an HTTP server; nothing where they do not.
    static func protocolMismatch(_ group: TargetGroupFact) -> Words? {
        let check = group.health
        if let version = group.protocolVersion, version == "GRPC", !check.statuses.isEmpty,
            check.statuses.allSatisfy({ $0.isNumber || $0 == "-" || $0 == "," }), check.statuses.hasPrefix("2")
        {
            return Words(
                "the target group speaks gRPC, and its check waits for the HTTP status \(check.statuses)",
                ko: "대상 그룹은 gRPC를 쓰는데 상태 확인은 HTTP 상태 코드 \(check.statuses) 응답을 기다립니다")
        }
        if let proto = group.proto, ["HTTP", "HTTPS"].contains(proto), ["HTTP", "HTTPS"].contains(check.proto),
            proto != check.proto
        {
            return Words(
                "the target group sends \(proto) and checks with \(check.proto) on the same application",
                ko: "대상 그룹은 같은 애플리케이션에 트래픽은 \(proto), 상태 확인은 \(check.proto) 프로토콜로 보냅니다")
        }
        return nil
    }
}

extension String {
    /// What stands behind the first of these.
    fileprivate func rest(after part: String) -> Substring {
        firstRange(of: part).map { self[$0.upperBound...] } ?? ""
    }
}
