package import SlipwayDomain

/// A finding as people read it, and as one JSON line.
package struct FindingReport: Report {
    package static let type = "finding"
    package var finding: Finding

    package init(_ finding: Finding) {
        self.finding = finding
    }

    package func lines(_ style: Style) -> [String] {
        let title = finding.title.withoutControls
        switch finding.severity {
        case .ok: return ["\(style.ok) \(title)  \(style.paint(finding.cause.withoutControls, .dim))"]
        case .planned: return ["\(style.pending) \(title)  \(style.paint(finding.cause.withoutControls, .dim))"]
        case .skipped: return ["\(style.pending) \(title)  \(style.paint("skipped: \(finding.cause)", .dim))"]
        case .unknown: return ["\(style.unknown) \(title)  \(finding.cause.withoutControls)"] + fixLines(style)
        case .warn: return ["\(style.warning) \(title)  \(finding.cause.withoutControls)"] + fixLines(style)
        case .fail: return ["\(style.failed) \(title)  \(finding.cause.withoutControls)"] + fixLines(style)
        }
    }

    private func fixLines(_ style: Style) -> [String] {
        finding.fix.isEmpty ? [] : ["    \(style.paint("fix:", .dim)) \(finding.fix.withoutControls)"]
    }

    package func encode(to encoder: any Encoder) throws { try FindingBody(finding).encode(to: encoder) }
}

/// The whole explanation of a failure: cause, evidence, fix, and what ECS alone would have done.
package struct Explanation: Sendable {
    package var finding: Finding

    package init(_ finding: Finding) {
        self.finding = finding
    }

    package func lines(_ style: Style) -> [String] {
        var lines = [
            "\(style.failed) \(style.paint(finding.title.withoutControls, .bold))  \(style.paint(finding.failure.name, .dim))"
        ]
        lines.append("  \(style.paint("cause", .dim))     \(finding.cause.withoutControls)")
        for (index, evidence) in finding.evidence.enumerated() {
            let label = index == 0 ? "evidence" : "        "
            let source = "\(evidence.source) \(evidence.field)"
            let text = evidence.text.withoutControls.split(separator: "\n").joined(separator: " ")
            lines.append("  \(style.paint(label, .dim))  \(style.paint(source, .cyan))  \(text)")
        }
        if !finding.fix.isEmpty { lines.append("  \(style.paint("fix", .dim))       \(finding.fix.withoutControls)") }
        if !finding.withoutUs.isEmpty { lines.append("  \(style.paint("alone", .dim))     \(finding.withoutUs)") }
        return lines
    }
}

/// A finding's JSON: names that scripts can rely on.
package struct FindingBody: Encodable, Sendable {
    private let finding: Finding

    package init(_ finding: Finding) {
        self.finding = finding
    }

    private enum Key: String, CodingKey {
        case id, severity, title, cause, evidence, fix, nature, confidence, tasks, withoutSlipway
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(finding.failure.name, forKey: .id)
        try container.encode(finding.severity.rawValue, forKey: .severity)
        try container.encode(finding.title, forKey: .title)
        try container.encode(finding.cause, forKey: .cause)
        try container.encode(finding.evidence, forKey: .evidence)
        if !finding.fix.isEmpty { try container.encode(finding.fix, forKey: .fix) }
        if finding.severity == .fail {
            try container.encode(finding.nature.rawValue, forKey: .nature)
            try container.encode("\(finding.confidence)", forKey: .confidence)
            if !finding.withoutUs.isEmpty { try container.encode(finding.withoutUs, forKey: .withoutSlipway) }
        }
        if !finding.tasks.isEmpty { try container.encode(finding.tasks, forKey: .tasks) }
    }
}
