package import SlipwayDomain

/// Looks at a plan and the facts before anything is changed. Pure, and none of its checks stops the others.
package enum Preflight {
    /// All findings, in the catalogue's order: also what is in order, planned, skipped or could not be looked at.
    package static func check(_ facts: Facts, _ plan: ServicePlan) -> [Finding] {
        Catalogue.all.flatMap { mode in
            (mode.foresee?(plan, facts) ?? []).map { seen in
                Finding(
                    failure: mode.id, severity: seen.severity, title: seen.subject, cause: seen.cause,
                    evidence: seen.evidence, fix: seen.fix,
                    withoutUs: seen.severity == .fail || seen.severity == .warn ? mode.withoutUs : "",
                    nature: mode.nature, fingerprint: "\(mode.id):\(seen.subject)", subjectCreatedAt: seen.createdAt)
            }
        }
    }

    /// Whether a deployment may begin: nothing fails. What is unknown does not stop it; it is shown.
    package static func passes(_ findings: [Finding]) -> Bool {
        !findings.contains { $0.severity == .fail }
    }
}

extension Fact {
    /// The foresight for everything but a known value: what is missing is told by `missing`.
    func foresight(
        _ subject: String, missing: @autoclosure () -> Foresight, known: (Value) -> Foresight?
    ) -> Foresight? {
        switch self {
        case .known(let value): known(value)
        case .missing: missing()
        case .denied(let action):
            Foresight(
                .unknown, subject, "we may not look: \(action) is denied",
                fix: "allow \(action) to whoever runs slipway, or look yourself")
        case .unknown(let reason): Foresight(.unknown, subject, "it could not be found out: \(reason)")
        case .planned(let phase):
            Foresight(.planned, subject, "will be made by this run, in its \(phase.rawValue) phase")
        }
    }
}
