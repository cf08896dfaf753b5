import SlipwayDomain

/// Tells why a task did not reach what it needs, from the network that it stands in.
enum BlockedPath {
    /// Texts of connections that did not come about, while a task starts.
    static let phrases = [
        "i/o timeout", "deadline exceeded", "connection issue", "request canceled", "maximum number of attempts",
        "signal: killed",
    ]

    static let places: Set<Place> = [.reason, .event]

    /// The recogniser of one of the flaws: it claims only what it is, so no two claim the same text.
    static func recogniser(_ passes: @escaping @Sendable (NetworkPath.Flaw) -> Bool) -> Recogniser {
        .text(places, phrases) { reason, scene in
            guard let (flaw, groups) = flaw(reason, scene), passes(flaw) else { return nil }
            return recognition(flaw, groups)
        }
    }

    /// Of tasks that wait for a service from a subnet that has no way to it: ECS itself says so minutes later
    /// (facts: ecs-failures B.3). It is foretold, so it belongs to the failure that will show, which may yet pass.
    ///
    /// - Parameter service: what ECS asks first of all that it cannot reach, by its endpoint's short name.
    static func waiting(for service: String, _ cause: Words) -> Recogniser {
        .rule { signals in
            let workload = signals.workload
            guard let network = workload.network, let definition = workload.taskDefinition,
                TemplateWords.isFargate(workload.settings)
            else { return [] }
            let path = path(network, workload, NetworkPath.needs(definition))
            let now = signals.observation.takenAt
            return signals.observation.tasks.compactMap { task in
                guard !task.isStopping, task.pullStartedAt == nil, task.lastStatus == "PENDING",
                    let created = task.createdAt, created.duration(to: now) > patience,
                    let subnet = network.subnets.first(where: { $0.id == task.subnet }),
                    let (flaw, needs) = path.flaws(subnet).lazy.compactMap(\.cut).first,
                    beforePull.first(where: { needs.contains(.service($0)) }) == service
                else { return nil }
                let waited = created.duration(to: now)
                let told = NetworkWords.tell(flaw, groups: path.groups)
                return Recognition(
                    Words(
                        "the task has waited \(waited.words) for ", ko: "태스크가 \(waited.koreanWords) 동안 다음을 기다리고 있습니다: ")
                        + cause + Words(": ", ko: ". ") + told.cause,
                    fix: told.fix, confidence: .likely,
                    evidence: [
                        Evidence(
                            source: "ecs:DescribeTasks", field: "task \(task.id) lastStatus",
                            text: "PENDING, and no pullStartedAt")
                    ] + told.evidence, tasks: [task.arn])
            }
        }
    }

    /// What ECS asks before it begins with the image, in that order.
    private static let beforePull = ["ecr.api", "secretsmanager", "ssm"]

    /// How long a task may take to begin with its image (facts: ecs-failures B.3).
    private static let patience = Duration.seconds(90)

    private static func recognition(_ flaw: NetworkPath.Flaw, _ groups: [String]) -> Recognition {
        let told = NetworkWords.tell(flaw, groups: groups)
        let subject =
            switch flaw {
            case .noPublicAddress(let subnet, _), .noRoute(let subnet, _), .endpointMissing(let subnet, _),
                .aclClosed(let subnet):
                subnet.id
            case .endpointClosed(let endpoint, _): endpoint.id
            case .egressClosed: groups.first ?? ""
            }
        // The text says only that nothing answered; why is inferred.
        return Recognition(
            told.cause, fix: told.fix, confidence: .likely, subject: subject, evidence: told.evidence)
    }

    /// The flaw that explains the text; nothing where the network is not known or shows none.
    private static func flaw(_ reason: Reason, _ scene: Scene) -> (NetworkPath.Flaw, groups: [String])? {
        guard let network = scene.workload.network, TemplateWords.isFargate(scene.workload.settings),
            !NameResolution.isAbout(reason),
            let need = need(reason)
        else { return nil }
        let path = path(network, scene.workload, [need])
        let own = scene.task?.task.subnet
        let subnets = network.subnets.filter { own == nil || $0.id == own }
        let isInside = Reach.address(reason).map(Reach.isPrivate)
        let flaws = subnets.map { subnet in
            path.flaws(subnet).filter { flaw in
                switch flaw {
                case .noPublicAddress, .noRoute, .endpointMissing: isInside != true
                case .endpointClosed: isInside != false
                case .egressClosed, .aclClosed: true
                }
            }
        }
        // Where nobody knows in which of them the task stood, each must explain it.
        guard flaws.allSatisfy({ !$0.isEmpty }) else { return nil }
        return flaws.first?.first.map { ($0, path.groups) }
    }

    private static func path(
        _ network: NetworkFact, _ workload: Workload, _ needs: [NetworkPath.Need]
    ) -> NetworkPath {
        let settings = workload.settings?.network
        return NetworkPath(
            network: network, hasPublicAddress: settings?.assignPublicIP, groups: settings?.securityGroups ?? [],
            needs: needs)
    }

    /// What was tried; nothing for a text that is not about a task's start.
    private static func need(_ reason: Reason) -> NetworkPath.Need? {
        if reason.hasAny("starport-layer-bucket", "httpreadseeker", "httpreaderseeker", "env files") { return .storage }
        if reason.hasAny("logger args", "cloudwatch") { return .service("logs") }
        if reason.hasAny("from ssm", "systems manager") { return .service("ssm") }
        if reason.hasAny("from asm", "secrets manager", "secretsmanager.") { return .service("secretsmanager") }
        if reason.hasAny("registry auth", "api.ecr.") { return .service("ecr.api") }
        if reason.has(".dkr.ecr.") { return .service("ecr.dkr") }
        guard reason.hasAny("cannotpull", "the task cannot pull") else { return nil }
        let host = reason.value(after: "https://", until: ["/", "\"", " "])
        return host.map { .registry($0) } ?? .service("ecr.dkr")
    }
}

extension NetworkPath.Flaw {
    /// Itself with what is out of reach, where the subnet leads nowhere.
    fileprivate var cut: (NetworkPath.Flaw, [NetworkPath.Need])? {
        switch self {
        case .noPublicAddress(_, let needs), .noRoute(_, let needs), .endpointMissing(_, let needs): (self, needs)
        case .endpointClosed, .egressClosed, .aclClosed: nil
        }
    }
}

/// Texts of names that did not resolve.
enum NameResolution {
    static let phrases = ["no such host", "server misbehaving", "temporary failure in name resolution"]

    static func isAbout(_ reason: Reason) -> Bool {
        phrases.contains { reason.has($0) } || reason.has("lookup ", ":53", "i/o timeout")
    }

    /// Whether a name resolves wherever names do; another may be misspelt.
    static func isWellKnown(_ host: String) -> Bool { host.contains("amazonaws.com") || host.contains("docker.io") }
}
