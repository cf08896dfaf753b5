import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayEvidence
import SlipwayFailures

/// What was looked at, and what it means.
struct Diagnosis: Sendable {
    /// What was diagnosed, for headings: `prod/backend`.
    var subject: String
    var signals: Signals
    var findings: [Finding]
    /// What was looked at, in words.
    var looked: [Words]
    /// What could not be looked at, and why.
    var gaps: [Words] = []

    init(subject: String, signals: Signals, looked: [Words]) {
        self.subject = subject
        self.signals = signals
        self.looked = looked
        findings = Classifier.classify(signals)
    }

    init(subject: String, offline file: EvidenceFile) {
        self.init(subject: subject, signals: file.signals, looked: file.understood)
        gaps = file.forgottenTasks.map(Self.forgotten)
    }

    /// Nothing could be looked at, so nothing is known to be fine.
    var isUnknown: Bool { findings.isEmpty && looked.isEmpty }

    /// A task that is gone from ECS, and what may still tell of it.
    private static func forgotten(_ arn: String) -> Words {
        let parts = arn.split(separator: "/").map(String.init)
        let id = parts.last ?? arn
        let cluster = parts.count >= 3 ? parts[parts.count - 2] : "NAME"
        return Words(
            "ECS no longer knows the task \(id): it forgets stopped tasks after about an hour. Its log stream (ends in "
                + "/\(id)) is still there, and the service's events and deployments: slipway diagnose --cluster \(cluster) "
                + "--service NAME",
            ko: "ECS가 더는 알지 못하는 태스크: \(id). 중지된 태스크는 약 한 시간 뒤에 사라집니다. 로그 스트림(끝이 /\(id))과 서비스 이벤트, 배포는 남아 "
                + "있습니다: slipway diagnose --cluster \(cluster) --service NAME")
    }
}

/// Diagnoses what lives on AWS: climbs the ladder of evidence as far as a cause needs.
struct LiveDiagnosis: Sendable {
    let session: AWSSession
    let now: @Sendable () -> Moment
    /// The manifest's plan, where there is one: its configuration can be checked as well.
    var plan: ServicePlan?

    private var investigation: Investigation {
        Investigation(clients: session.clients, target: session.target, now: now)
    }

    func service(_ service: Service) async throws(Problem) -> Diagnosis {
        let signals: Signals?
        do { signals = try await investigation.service(service) } catch {
            throw error.problem(doing: "looking at \(service)")
        }
        guard let signals else {
            throw Problem(
                "service.not-found", "there is no service \(service.name) in the cluster \(service.cluster)",
                next: "aws ecs list-services --cluster \(service.cluster)", exitCode: .usage)
        }
        if let definition = signals.workload.settings?.taskDefinition {
            do { try await session.learnSecrets(ofDefinition: definition) } catch {
                throw error.problem(doing: "looking at \(service)")
            }
        }
        var diagnosis = Diagnosis(
            subject: "\(service)", signals: signals,
            looked: [
                Words("the service, its deployments, events, tasks, targets and logs", ko: "서비스, 배포, 이벤트, 태스크, 대상, 로그")
            ])
        if Ladder.wantsMore(diagnosis.findings), !diagnosis.findings.isEmpty, let plan {
            let facts = await session.target.collectFacts(for: plan)
            diagnosis.findings += Ladder.causes(in: Preflight.check(facts, plan), behind: diagnosis.findings)
            diagnosis.looked.append(Words("the configuration", ko: "구성"))
        }
        return diagnosis
    }

    func stack(_ name: String) async throws(Problem) -> Diagnosis {
        let signals: Signals?
        do { signals = try await investigation.stack(name) } catch {
            throw error.problem(doing: "looking at the stack \(name)")
        }
        guard let signals else {
            throw Problem(
                "stack.not-found", "there is no stack \(name)", next: "aws cloudformation list-stacks", exitCode: .usage
            )
        }
        return Diagnosis(
            subject: name, signals: signals, looked: [Words("the stack's events", ko: "스택 이벤트")])
    }

    func task(_ task: String, in service: Service) async throws(Problem) -> Diagnosis {
        let signals: Signals?
        do { signals = try await investigation.task(task, in: service) } catch {
            throw error.problem(doing: "looking at the task \(task)")
        }
        guard let signals else {
            throw Problem(
                "task.not-found", "the cluster \(service.cluster) knows no task \(task)",
                cause: "ECS forgets stopped tasks after about an hour",
                next: "aws ecs list-tasks --cluster \(service.cluster) --desired-status STOPPED", exitCode: .usage)
        }
        for observed in signals.observation.tasks where !observed.taskDefinition.isEmpty {
            do { try await session.learnSecrets(ofDefinition: observed.taskDefinition) } catch {
                throw error.problem(doing: "looking at the task \(task)")
            }
        }
        return Diagnosis(
            subject: task, signals: signals, looked: [Words("the task and its logs", ko: "태스크와 로그")])
    }
}

extension Finding {
    /// As it may be shown: what was read was written by others, and holds whatever they wrote.
    ///
    /// Known secrets come first: what only looks like one may be a part of them.
    func withoutSecrets(_ redactor: Redactor) -> Finding {
        var finding = self
        for index in finding.evidence.indices {
            finding.evidence[index].text = LikelySecrets.clean(redactor.clean(evidence[index].text))
        }
        guard finding.evidence != evidence else { return self }
        finding.cause = Words(
            LikelySecrets.clean(redactor.clean(cause.en)), ko: LikelySecrets.clean(redactor.clean(cause.ko)))
        return finding
    }
}

struct DiagnosisReport: Report {
    static let type = "result"
    var diagnosis: Diagnosis

    func lines(_ style: Style) -> [String] {
        let looked = diagnosis.looked.map(style.say).joined(separator: ", ")
        let subject = diagnosis.subject.withoutControls
        guard !diagnosis.findings.isEmpty else {
            guard !diagnosis.isUnknown else {
                let nothing = Words("nothing in it that Slipway can read", ko: "Slipway가 읽을 수 있는 내용이 없습니다")
                let wanted = Words(
                    "it takes the output of `aws ecs describe-tasks`, `aws ecs describe-services`, `aws cloudformation "
                        + "describe-stack-events`, an error as the AWS CLI prints it, or log lines",
                    ko: "필요한 것: `aws ecs describe-tasks`, `aws ecs describe-services`, `aws cloudformation "
                        + "describe-stack-events`의 출력, AWS CLI가 출력한 오류, 또는 로그 줄")
                let why = diagnosis.gaps.isEmpty ? [wanted] : diagnosis.gaps
                return ["\(style.unknown) \(subject): \(style.say(nothing))"]
                    + why.flatMap { gap in style.say(gap).wrapped(to: max(20, style.width - 2)).map { "  \($0)" } }
            }
            let nothing = Words("nothing failed that can still be seen", ko: "확인 가능한 실패가 없습니다")
            return ["\(style.ok) \(subject): \(style.say(nothing))", "  \(style.paint(looked, .dim))"]
                + diagnosis.gaps.map { "\(style.unknown) \(style.say($0))" }
        }
        let standing = ServiceStanding(observation: diagnosis.signals.observation)
        var lines = standing.lines(before: diagnosis.findings, style)
        let hasCause = diagnosis.findings.contains { $0.severity == .fail && $0.nature != .verdict }
        for (index, finding) in diagnosis.findings.enumerated() {
            if index > 0 { lines.append("") }
            // What ECS made of a failure is not another one.
            let mark = hasCause && finding.nature == .verdict ? style.pending : nil
            lines += Explanation(finding, mark: mark).lines(style)
            if let seen = standing.seen(finding) {
                let label = style.say(Words("seen", ko: "시점"))
                lines.append("  \(style.paint(label, .dim))  \(style.say(seen))")
            }
        }
        lines += ["", style.paint("\(style.say(Words("looked at", ko: "확인한 것"))): \(looked)", .dim)]
        return lines + diagnosis.gaps.map { "\(style.unknown) \(style.say($0))" }
    }

    private enum Key: String, CodingKey { case status, exitCode, subject, healthyNow, findings }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        let status = diagnosis.isUnknown ? "unknown" : diagnosis.findings.isEmpty ? "healthy" : "failures"
        try container.encode(status, forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(diagnosis.subject, forKey: .subject)
        if diagnosis.signals.observation.service != nil {
            let standing = ServiceStanding(observation: diagnosis.signals.observation)
            try container.encode(standing.isSteady, forKey: .healthyNow)
        }
        try container.encode(diagnosis.findings.map(FindingBody.init), forKey: .findings)
    }
}
