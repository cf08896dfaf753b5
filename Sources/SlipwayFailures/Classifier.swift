package import SlipwayDomain

/// Tells what signals mean. Pure: the same signals give the same findings.
///
/// The order is that of facts 0.4, the most specific signal first: what an API said when it refused, the first failed
/// event of a stack, a container's reason, the task's reason, last lines and exit codes, health, service events; verdicts
/// of the circuit breaker, alarms and hooks are reported as what they are and never as causes.
package enum Classifier {
    /// Reads one poll. The findings are ranked: causes that cannot heal first, then the surer ones, verdicts last.
    package static func classify(_ observation: Observation, _ workload: Workload = Workload()) -> [Finding] {
        classify(Signals(observation: observation, workload: workload))
    }

    /// Reads everything there is. Tasks that stop in the ordinary course of things give no finding; one finding stands
    /// for all tasks with the same fingerprint.
    package static func classify(_ signals: Signals) -> [Finding] {
        let signals = signals.bounded
        let workload = signals.workload
        let observation = signals.observation
        var findings = Findings()
        for refusal in signals.refusals { findings.merge(classify(refusal, workload)) }
        for finding in StackReading.classify(signals.stackEvents, workload) { findings.merge(finding) }
        let logs = Dictionary(grouping: observation.logs, by: \.task)
        for task in observation.tasks {
            let own = TaskSignals(task, logs: logs[task.arn] ?? [], in: observation, of: workload)
            for finding in TaskReading.classify(own) { findings.merge(finding) }
        }
        for event in observation.service?.events ?? [] {
            let reason = Reason(source: "ecs:DescribeServices", field: "events", text: event.message)
            if reason.has("is unhealthy in") {
                // Where there are tasks, they say whether ECS has given up on one.
                let health = HealthSignals(event: reason, isStopping: observation.tasks.isEmpty)
                if let finding = TaskReading.health(health, Scene(nil, workload)) { findings.merge(finding) }
            } else if let (mode, found) = PhraseIndex.catalogue.recognise(reason, Scene(.event, workload)) {
                findings.merge(.of(mode, found, reason.evidence, [], workload))
            }
        }
        if let deployment = observation.serviceDeployment {
            for finding in classify(deployment) { findings.merge(finding) }
        }
        for reader in Readers.rules {
            for found in reader.read(signals) {
                findings.merge(.of(reader.mode, found, nil, found.tasks, workload))
            }
        }
        for text in signals.texts {
            for finding in classify(pasted: text, workload) { findings.merge(finding) }
        }
        let ranked = findings.ranked
        if ranked.isEmpty, let finding = notRecognised(signals.texts) { return [finding] }
        return ranked
    }

    /// Reads the refusal of a call: its error code and message. Always gives an answer.
    package static func classify(
        refusalBy api: String, code: String, message: String, _ workload: Workload = Workload()
    ) -> Finding {
        classify(CallRefusal(operation: api, code: code, message: message), workload)
    }

    private static func classify(_ refusal: CallRefusal, _ workload: Workload) -> Finding {
        let reason = Reason(source: refusal.operation, field: refusal.code, text: refusal.message)
        // An error's code alone may say what it is.
        let whole = Reason(
            source: refusal.operation, field: refusal.code, text: "\(refusal.code): \(refusal.message)")
        if let (mode, found) = PhraseIndex.catalogue.recognise(whole, Scene(.call, workload)) {
            return .of(mode, found, reason.evidence, [], workload)
        }
        return Finding(
            failure: "call-refused", severity: .fail,
            title: Words("\(refusal.operation) was refused", ko: "\(refusal.operation) 호출이 거부되었습니다"),
            cause: Words(
                "AWS refused \(refusal.operation) with \(refusal.code): \(reason.text)",
                ko: "AWS가 \(refusal.operation) 호출을 \(refusal.code) 오류로 거부했습니다: \(reason.text)"),
            evidence: [reason.evidence],
            fix: Words(
                "read AWS's words above; `slipway check` looks at everything this call needs",
                ko: "위의 AWS 메시지를 읽어 보십시오. 이 호출에 필요한 것은 `slipway check`가 모두 살펴봅니다"),
            nature: .cannotHeal, confidence: .possible,
            fingerprint: "call-refused:\(refusal.operation):\(refusal.code)")
    }

    private static func classify(_ deployment: ServiceDeploymentObservation) -> [Finding] {
        Readers.deployments.compactMap { reader in
            reader.read(deployment).map { .of(reader.mode, $0, nil, [], Workload()) }
        }
    }

    /// The honest answer to a text in which nothing of the catalogue occurs.
    private static func notRecognised(_ texts: [String]) -> Finding? {
        let said = texts.filter { $0.contains { !$0.isWhitespace } }
        guard let last = said.last else { return nil }
        return Finding(
            failure: "not-recognised", severity: .fail,
            title: Words("a failure that is not in the catalogue", ko: "카탈로그에 없는 실패"),
            cause: Words(
                "Slipway does not recognise anything in this text", ko: "이 텍스트에서 Slipway가 알아볼 수 있는 것이 없습니다"),
            evidence: said.suffix(5).map { Evidence(source: "text", field: "", text: $0) },
            fix: Words(
                "give more of it: the whole output of `aws ecs describe-tasks`, `aws ecs describe-services` or "
                    + "`aws cloudformation describe-stack-events`",
                ko: "더 많은 내용을 주십시오: `aws ecs describe-tasks`, `aws ecs describe-services`, "
                    + "`aws cloudformation describe-stack-events`의 전체 출력"),
            nature: .application, confidence: .possible, fingerprint: "not-recognised:text:\(last.prefix(80))")
    }

    /// Lines that nobody could place: each is tried everywhere.
    private static func classify(pasted text: String, _ workload: Workload) -> [Finding] {
        text.boundedLines(10_000).compactMap { line in
            let readers = PhraseIndex.catalogue.readers(of: line, in: nil)
            let isHealth = line.contains("is unhealthy in")
            guard isHealth || !readers.isEmpty else { return nil }
            let reason = Reason(source: "text", field: "", text: line)
            if isHealth {
                return TaskReading.health(HealthSignals(event: reason, isStopping: true), Scene(nil, workload))
            }
            for place in Place.allCases {
                for reader in readers where reader.places.contains(place) {
                    guard let found = reader.read(reason, Scene(place, workload)) else { continue }
                    return .of(reader.mode, found, reason.evidence, [], workload)
                }
            }
            return nil
        }
    }
}

/// Findings as they come up: one for each fingerprint.
struct Findings {
    private struct Entry {
        var finding: Finding
        var tasks: Set<String>
    }
    private var all: [Entry] = []
    private var places: [String: Int] = [:]

    mutating func merge(_ finding: Finding) {
        let finding = finding.bounded
        guard let index = places[finding.fingerprint] else {
            places[finding.fingerprint] = all.count
            all.append(Entry(finding: finding, tasks: Set(finding.tasks)))
            return
        }
        let isOther = all[index].tasks.isDisjoint(with: finding.tasks) && !finding.tasks.isEmpty
        let new = finding.tasks.filter { all[index].tasks.insert($0).inserted }
        let known = all[index].finding.confidence
        // Tasks come oldest first, and the newest shows what happens now.
        if finding.confidence > known || isOther && finding.confidence == known {
            let seen = all[index].finding.tasks
            all[index].finding = finding
            all[index].finding.tasks = seen
        }
        all[index].finding.tasks += new
    }

    /// Verdicts last; what fails before what only warns; the surer before others; causes that cannot heal first. What
    /// was found is not ruled out, and what has failed is not warned of.
    var ranked: [Finding] {
        let names = Set(all.map(\.finding.failure))
        // What has failed need not be warned of as well.
        let told = all.map(\.finding).filter { finding in
            !finding.fingerprint.hasSuffix(":now") || places[String(finding.fingerprint.dropLast(4))] == nil
        }
        return told.enumerated().sorted { left, right in
            let (first, second) = (Self.rank(left.element), Self.rank(right.element))
            return first == second ? left.offset < right.offset : first.lexicographicallyPrecedes(second)
        }.map { entry in
            var finding = entry.element
            finding.ruledOut.removeAll { names.contains($0.failure) }
            return finding
        }
    }

    private static func rank(_ finding: Finding) -> [Int] {
        let nature =
            switch finding.nature {
            case .cannotHeal: 0
            case .application: 1
            case .mayPass: 2
            case .verdict: 3
            }
        return [
            nature == 3 ? 1 : 0, finding.severity == .fail ? 0 : finding.severity == .ok ? 2 : 1,
            -finding.confidence.rawValue, nature,
        ]
    }
}

extension Finding {
    /// A recognition as a finding.
    static func of(
        _ mode: FailureMode, _ found: Recognition, _ evidence: Evidence?, _ tasks: [String], _ workload: Workload
    ) -> Finding {
        let name = found.family ?? mode.id.name
        let fingerprint = found.subject.isEmpty ? name : "\(name):\(found.subject)"
        return Finding(
            failure: mode.id, severity: found.isFine ? .ok : found.isWarning ? .warn : .fail, title: mode.title,
            cause: found.cause,
            evidence: [evidence].compactMap(\.self) + found.evidence, fix: found.fix, withoutUs: mode.withoutUs,
            nature: mode.nature,
            confidence: mode.sureness == .documented ? found.confidence : min(found.confidence, .likely),
            fingerprint: found.isWarning ? fingerprint + ":now" : fingerprint, tasks: tasks,
            ruledOut: mode.lookAlikes.map { RuledOut($0.failure, reason: $0.difference) },
            subjectCreatedAt: found.named.flatMap { named in
                workload.createdAt.filter { named.contains($0.key) || $0.key.contains(named) }.map(\.value).max()
            })
    }
}
