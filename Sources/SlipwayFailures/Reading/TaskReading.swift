import SlipwayDomain

/// Tells why one task failed.
enum TaskReading {
    static func classify(_ signals: TaskSignals) -> [Finding] {
        let task = signals.task
        guard task.isStopping else { return said(signals, exit: nil) + health(signals) }
        if signals.isOrdinaryStop || signals.saysNothingYet { return [] }
        let index = PhraseIndex.catalogue
        let scene = Scene(.reason, signals.workload, task: signals)
        for reason in signals.reasons {
            if let (mode, found) = index.recognise(reason, scene) {
                // A reason that only says that something went wrong may stand beside a line that says what.
                let lines = mode.specificity == .fallback ? said(signals, exit: signals.exit) : []
                return lines + [.of(mode, found, reason.evidence, [task.arn], signals.workload)]
            }
        }
        let health = health(signals)
        if !health.isEmpty { return said(signals, exit: nil) + health }
        if let exit = signals.exit {
            let lines = said(signals, exit: exit)
            if !lines.isEmpty { return lines }
            if let (mode, found) = ended(exit, signals) {
                return [.of(mode, found, nil, [task.arn], signals.workload)]
            }
        }
        // Where nothing else says anything, the reason that says little is all there is.
        if let reason = signals.stoppedReason, TaskSignals.isGeneric(reason),
            let (mode, found) = index.recognise(reason, scene)
        {
            return [.of(mode, found, reason.evidence, [task.arn], signals.workload)]
        }
        return [notRecognised(signals)]
    }

    /// What a failed container's last lines say: the most specific line, and of several the last.
    private static func said(_ signals: TaskSignals, exit: ExitSignals?) -> [Finding] {
        guard signals.task.isStopping || signals.isUnhealthy else { return [] }
        let scene = Scene(.log, signals.workload, task: signals, exit: exit)
        var best: (FailureMode, Recognition, Reason)?
        for tail in signals.logs where exit == nil || tail.container == exit?.container.name {
            for line in tail.lines {
                for reader in PhraseIndex.catalogue.readers(of: line, in: .log) {
                    if let specificity = best?.0.specificity, specificity > reader.mode.specificity { break }
                    let reason = Reason(source: "log", field: tail.container, text: line)
                    guard let found = reader.read(reason, scene) else { continue }
                    best = (reader.mode, found, reason)
                    break
                }
            }
        }
        guard let (mode, recognition, line) = best else { return [] }
        var found = recognition
        if found.confidence == .certain { found.confidence = .likely }
        if let exit {
            // The same crash, seen with or without its lines, is one failure.
            found.family = "app-exit"
            found.subject = "\(exit.container.name):\(exit.code)"
            found.evidence += exit.evidence.filter { $0.source != "log" }
        } else if !signals.task.isStopping {
            found.isWarning = true
        }
        return [.of(mode, found, line.evidence, [signals.task.arn], signals.workload)]
    }

    /// What an exit code says, where no line says more.
    private static func ended(_ exit: ExitSignals, _ signals: TaskSignals) -> (FailureMode, Recognition)? {
        let scene = Scene(nil, signals.workload, task: signals, exit: exit)
        return Readers.exits.lazy.compactMap { reader in reader.read(exit, scene).map { (reader.mode, $0) } }.first
    }

    /// What the first unhealthy check of a task says.
    private static func health(_ signals: TaskSignals) -> [Finding] {
        guard let health = HealthSignals.read(signals).first,
            var made = Self.health(health, Scene(nil, signals.workload, task: signals, exit: signals.exit))
        else { return [] }
        if health.isStopping, let stopped = signals.stoppedReason, made.evidence.first != stopped.evidence {
            made.evidence.insert(stopped.evidence, at: 0)
        }
        return [made]
    }

    /// The most specific mode for an unhealthy check. What is merely unhealthy right now is a warning.
    static func health(_ health: HealthSignals, _ scene: Scene) -> Finding? {
        let first = Readers.health.lazy.compactMap { reader in
            reader.read(health, scene).map { (reader.mode, $0) }
        }.first
        guard let (mode, recognition) = first else { return nil }
        var found = recognition
        found.isWarning = found.isWarning || !health.isStopping
        let tasks = (scene.task?.task.arn).map { [$0] } ?? []
        return .of(mode, found, health.words?.evidence, tasks, scene.workload)
    }

    /// The honest answer: nothing in the catalogue fits, and here is all there is.
    static func notRecognised(_ signals: TaskSignals) -> Finding {
        let task = signals.task
        var evidence: [Evidence] = []
        if let code = task.stopCode {
            evidence.append(Evidence(source: "ecs:DescribeTasks", field: "stopCode", text: code))
        }
        if let reason = signals.stoppedReason { evidence.append(reason.evidence) }
        for container in signals.essentialFirst {
            let parts = [
                container.lastStatus, container.exitCode.map { "exit code \($0)" }, container.reason,
            ]
            evidence.append(
                Evidence(
                    source: "ecs:DescribeTasks", field: "containers[\(container.name)]",
                    text: parts.compactMap(\.self).joined(separator: ", ")))
        }
        for tail in signals.logs where !tail.lines.isEmpty {
            evidence.append(
                Evidence(source: "log", field: tail.container, text: tail.lines.suffix(5).joined(separator: "\n")))
        }
        let words =
            signals.stoppedReason.map {
                Words("ECS says only: \($0.text)", ko: "ECS의 설명은 이것뿐입니다: \($0.text)")
            } ?? Words("ECS gives no reason", ko: "ECS는 이유를 밝히지 않았습니다")
        return Finding(
            failure: "not-recognised", severity: .fail,
            title: Words("a failure that is not in the catalogue", ko: "카탈로그에 없는 실패"),
            cause: Words(
                "the task stopped, and Slipway does not recognise why; ", ko: "태스크가 중지되었으나 Slipway는 그 이유를 알아보지 못합니다. ")
                + words,
            evidence: evidence,
            fix: Words(
                "read the evidence above; `slipway logs --since 10m` shows what the container wrote",
                ko: "위의 근거를 읽어 보십시오. 컨테이너 출력은 `slipway logs --since 10m`으로 볼 수 있습니다"),
            withoutUs: Words("ECS would have gone on starting tasks", ko: "ECS는 태스크를 계속 시작했을 것입니다"),
            nature: .application, confidence: .possible,
            fingerprint: "not-recognised:\(task.stopCode ?? ""):\(task.stoppedReason?.bounded(to: 80) ?? "")",
            tasks: [task.arn])
    }
}
