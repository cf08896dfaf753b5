package import SlipwayDomain

/// Looks at facts before a deployment: one line for each subject, in a stable order, none stopping the others. Pure.
package enum Preflight {
    package static func check(_ facts: Facts, _ plan: ServicePlan) -> [Finding] {
        let foreseen = Catalogue.all.flatMap { mode in mode.foresee(facts, plan).map { (mode, $0) } }
        return subjects(facts, plan).flatMap { subject, state in
            let wrong = foreseen.filter { $0.1.subject == subject }.map { mode, found in
                Finding(
                    failure: mode.id, severity: found.severity, title: subject.description, cause: found.cause,
                    evidence: found.evidence, fix: found.fix, withoutUs: mode.withoutUs, nature: mode.nature)
            }
            return wrong.isEmpty ? [state.finding(subject)] : wrong
        }
    }

    /// How a subject stands when no failure mode has anything to say of it.
    private enum State {
        case ok(String)
        case planned(Phase)
        case denied(String)
        case unknown(String)
        case skipped(String)

        func finding(_ subject: Subject) -> Finding {
            let (severity, cause, fix): (Severity, String, String) =
                switch self {
                case .ok(let seen): (.ok, seen, "")
                case .planned(let phase): (.planned, "this run makes it (\(phase.rawValue))", "")
                case .denied(let action):
                    (.unknown, "\(action) is not allowed to us", "grant \(action) to the role that deploys")
                case .unknown(let reason): (.unknown, reason, "")
                case .skipped(let why): (.skipped, why, "")
                }
            return Finding(
                failure: FailureID("check-\(subject.kind)"), severity: severity, title: subject.description,
                cause: cause, fix: fix)
        }
    }

    private static func state<Value>(_ fact: Fact<Value>?, _ seen: (Value) -> String) -> State {
        switch fact {
        case .known(let value)?: .ok(seen(value))
        // Every thing that can be missing has a failure mode that says so; this one is only here to be complete.
        case .missing?: .unknown("it is not there")
        case .denied(let action)?: .denied(action)
        case .unknown(let reason)?: .unknown(reason)
        case .planned(let phase)?: .planned(phase)
        case nil: .skipped("nothing to look at")
        }
    }

    private static func subjects(_ facts: Facts, _ plan: ServicePlan) -> [(Subject, State)] {
        var subjects: [(Subject, State)] = [
            (.cluster(plan.service.cluster), state(facts.cluster) { $0.status.lowercased() }),
            (.service(plan.service.name), state(facts.service) { "\($0.runningCount) running" }),
            (.image(plan.imageSubject), imageState(facts, plan)),
        ]
        for identifier in uniqued(plan.secrets.map(\.reference).filter { $0.store == .secretsManager }.map(\.identifier)) {
            let fact = facts.secrets[identifier] ?? .unknown(reason: "not looked at")
            if case .known(let secret) = fact, case .denied(let action) = secret.content {
                subjects.append((.secret(identifier), .denied(action)))
            } else {
                let keys = plan.secrets.filter { $0.reference.identifier == identifier }.compactMap(\.reference.key)
                let seen = keys.isEmpty ? "there" : "has \(uniqued(keys).sorted().joined(separator: ", "))"
                subjects.append((.secret(identifier), state(fact) { _ in seen }))
            }
        }
        for identifier in uniqued(plan.secrets.map(\.reference).filter { $0.store == .parameterStore }.map(\.identifier)) {
            let fact = facts.parameters[identifier] ?? .unknown(reason: "not looked at")
            subjects.append((.parameter(identifier), state(fact) { $0.type }))
        }
        let given = plan.variables.count + plan.secrets.count
        subjects.append((.variables, .ok("\(given) given, \(plan.required.count) required")))
        subjects.append((.size, .ok("\(plan.cpu) CPU units, \(plan.memory) MiB")))
        subjects.append(
            (.percents, .ok("\(plan.deployment.percent.minimum)–\(plan.deployment.percent.maximum) % of \(plan.count)")))
        subjects.append((.roles, .ok(plan.roles.execution ?? "no execution role, and none is needed")))
        subjects.append((.network, .ok(plan.network.map { $0.subnets.joined(separator: ", ") } ?? "the service's own")))
        subjects.append(
            (.logGroup(plan.logs.group), state(facts.logGroup) { $0.retentionDays.map { "kept \($0) days" } ?? "there" }))
        if let group = plan.targetGroup {
            subjects.append(
                (.targetGroup(group), state(facts.targetGroup) { "\($0.targetType), health \($0.health.path ?? "-")" }))
        }
        return subjects
    }

    private static func imageState(_ facts: Facts, _ plan: ServicePlan) -> State {
        if facts.image == nil, case .reference = plan.image { return .skipped("not in a registry that can be asked") }
        return state(facts.image) { "\($0.digest.algorithm.rawValue):\($0.digest.short)" }
    }

    private static func uniqued(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

extension Subject {
    /// For the id of a check that found nothing wrong.
    fileprivate var kind: String {
        switch self {
        case .cluster: "cluster"
        case .service: "service"
        case .image: "image"
        case .secret: "secret"
        case .parameter: "parameter"
        case .variables: "variables"
        case .size: "size"
        case .percents: "percents"
        case .roles: "roles"
        case .network: "network"
        case .logGroup: "log-group"
        case .targetGroup: "target-group"
        }
    }
}

extension ServicePlan {
    /// What `check` calls the image.
    var imageSubject: String {
        switch image {
        case .reference(let reference): reference.description
        case .build(let plan): plan.repository
        case .executable(let plan): plan.repository
        }
    }
}
