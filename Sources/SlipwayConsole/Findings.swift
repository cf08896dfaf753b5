package import SlipwayDomain

/// A finding as people read it, and as one JSON line.
package struct FindingReport: Report {
    package static let type = "finding"
    package var finding: Finding

    package init(_ finding: Finding) {
        self.finding = finding
    }

    package func lines(_ style: Style) -> [String] {
        let title = style.say(finding.title)
        let cause = style.say(finding.cause)
        switch finding.severity {
        case .ok: return ["\(style.ok) \(title)  \(style.paint(cause, .dim))"]
        case .planned: return ["\(style.pending) \(title)  \(style.paint(cause, .dim))"]
        case .skipped:
            return ["\(style.pending) \(title)  \(style.paint("\(style.say(Labels.skipped)): \(cause)", .dim))"]
        case .unknown: return ["\(style.unknown) \(title)  \(cause)"] + fixLines(style)
        case .warn: return ["\(style.warning) \(title)  \(cause)"] + fixLines(style)
        case .fail: return ["\(style.failed) \(title)  \(cause)"] + fixLines(style)
        }
    }

    private func fixLines(_ style: Style) -> [String] {
        finding.fix.isEmpty ? [] : ["    \(style.paint("\(style.say(Labels.fix)):", .dim)) \(style.say(finding.fix))"]
    }

    package func encode(to encoder: any Encoder) throws { try FindingBody(finding).encode(to: encoder) }
}

extension Style {
    /// The sign in front of a finding: what is no failure does not look like one.
    package func mark(of finding: Finding) -> String {
        switch finding.severity {
        case .ok, .planned, .skipped: pending
        case .warn: warning
        case .unknown: unknown
        case .fail: failed
        }
    }
}

/// The whole explanation of a failure: cause, evidence, fix, and what ECS alone would have done.
package struct Explanation: Sendable {
    package var finding: Finding

    /// In place of the sign that its severity has.
    private var mark: String?

    package init(_ finding: Finding, mark: String? = nil) {
        self.finding = finding
        self.mark = mark
    }

    package func lines(_ style: Style) -> [String] {
        var lines = [
            "\(mark ?? style.mark(of: finding)) \(style.paint(style.say(finding.title), .bold))  \(style.paint(finding.failure.name, .dim))"
        ]
        var rows: [(Words, String)] = [(Labels.cause, style.say(finding.cause))]
        for (index, evidence) in finding.evidence.enumerated() {
            let source = style.paint("\(evidence.source) \(evidence.field)".withoutControls, .cyan)
            let text = evidence.text.withoutControls.split(separator: "\n").joined(separator: " ")
            rows.append((index == 0 ? Labels.evidence : .none, "\(source)  \(text)"))
        }
        if !finding.fix.isEmpty { rows.append((Labels.fix, style.say(finding.fix))) }
        for (index, other) in finding.ruledOut.enumerated() {
            let name = style.paint(other.failure.name, .dim)
            rows.append((index == 0 ? Labels.ruledOut : .none, "\(name)  \(style.say(other.reason))"))
        }
        if !finding.withoutUs.isEmpty { rows.append((Labels.alone, style.say(finding.withoutUs))) }
        let width =
            [Labels.cause, Labels.evidence, Labels.fix, Labels.ruledOut, Labels.alone]
            .map { style.say($0).columns }.max() ?? 0
        for (label, text) in rows {
            let label = style.say(label)
            let space = String(repeating: " ", count: width - label.columns)
            let broken = style.wraps ? text.wrapped(to: max(20, style.width - width - 5)) : [text]
            lines.append("  \(style.paint(label, .dim))\(space)  \(broken.first ?? "")")
            lines += broken.dropFirst().map { String(repeating: " ", count: width + 4) + $0 }
        }
        return lines
    }
}

/// The words in front of a finding's parts.
enum Labels {
    static let cause = Words("cause", ko: "원인")
    static let evidence = Words("evidence", ko: "근거")
    static let fix = Words("fix", ko: "조치")
    static let ruledOut = Words("not", ko: "제외")
    static let alone = Words("alone", ko: "그냥 두면")
    static let skipped = Words("skipped", ko: "건너뜀")
}

/// A finding's JSON: names that scripts can rely on.
package struct FindingBody: Encodable, Sendable {
    private let finding: Finding

    package init(_ finding: Finding) {
        self.finding = finding
    }

    private enum Key: String, CodingKey {
        case id, severity, title, cause, evidence, fix, nature, confidence, tasks, withoutSlipway, ruledOut
    }

    private struct Other: Encodable {
        var id: String
        var reason: String
    }

    package func encode(to encoder: any Encoder) throws {
        let language = encoder.userInfo[.language] as? Language ?? .english
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(finding.failure.name, forKey: .id)
        try container.encode(finding.severity.rawValue, forKey: .severity)
        try container.encode(finding.title.text(in: language), forKey: .title)
        try container.encode(finding.cause.text(in: language), forKey: .cause)
        try container.encode(finding.evidence, forKey: .evidence)
        if !finding.fix.isEmpty { try container.encode(finding.fix.text(in: language), forKey: .fix) }
        if finding.severity == .fail {
            try container.encode(finding.nature.rawValue, forKey: .nature)
            try container.encode("\(finding.confidence)", forKey: .confidence)
            if !finding.withoutUs.isEmpty {
                try container.encode(finding.withoutUs.text(in: language), forKey: .withoutSlipway)
            }
            if !finding.ruledOut.isEmpty {
                let others = finding.ruledOut.map { Other(id: $0.failure.name, reason: $0.reason.text(in: language)) }
                try container.encode(others, forKey: .ruledOut)
            }
        }
        if !finding.tasks.isEmpty { try container.encode(finding.tasks, forKey: .tasks) }
    }
}
