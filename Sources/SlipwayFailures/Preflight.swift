package import SlipwayDomain

/// Looks at a plan and the facts before anything is changed. Pure, and none of its checks stops the others.
package enum Preflight {
    /// All findings, in the catalogue's order: also what is in order, planned, skipped or could not be looked at.
    package static func check(_ facts: Facts, _ plan: ServicePlan) -> [Finding] {
        let findings = Catalogue.all.flatMap { mode in
            (mode.foresee?(plan, facts) ?? []).map { seen in
                Finding(
                    failure: mode.id, severity: seen.severity, title: seen.subject, cause: seen.cause,
                    evidence: seen.evidence, fix: seen.fix,
                    withoutUs: seen.severity == .fail || seen.severity == .warn ? mode.withoutUs : .none,
                    nature: mode.nature, fingerprint: "\(mode.id):\(seen.subject.en)", subjectCreatedAt: seen.createdAt)
            }
        }
        return findings + Unanswered.findings(facts.unanswered, beside: findings)
    }

    /// Whether a deployment may begin: nothing fails. What is unknown does not stop it; it is shown.
    package static func passes(_ findings: [Finding]) -> Bool {
        !findings.contains { $0.severity == .fail }
    }
}

extension Fact {
    /// The foresight for everything but a known value: what is missing is told by `missing`.
    func foresight(
        _ subject: Words, missing: @autoclosure () -> Foresight, known: (Value) -> Foresight?
    ) -> Foresight? {
        switch self {
        case .known(let value): known(value)
        case .missing: missing()
        case .denied(let action):
            Foresight(
                .unknown, subject,
                Words("we may not look: \(action) is denied", ko: "확인할 권한이 없습니다: \(action)"),
                fix: Words(
                    "allow \(action) to whoever runs slipway, or look yourself",
                    ko: "slipway를 실행하는 주체에 \(action) 권한을 주거나 직접 확인하십시오"))
        case .unknown(let reason):
            Foresight(
                .unknown, subject,
                Words("it could not be found out: \(reason)", ko: "알아낼 수 없었습니다: \(reason)"))
        case .planned(let phase):
            Foresight(
                .planned, subject,
                Words(
                    "will be made by this run, in its \(phase.rawValue) phase",
                    ko: "이번 실행의 \(phase.rawValue) 단계에서 만들어집니다"))
        }
    }
}
