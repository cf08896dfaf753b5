import SlipwayConsole
import SlipwayDomain
import SlipwayFailures

/// Findings of a check as people read them: what fails first, with its fix, then what to look at, then what could not be
/// found out, then in a few words what is fine.
struct CheckLines {
    var findings: [Finding]
    /// Whether each fine thing gets a line of its own.
    var isWhole = false

    func lines(_ style: Style) -> [String] {
        var lines: [String] = []
        for severity in [Severity.fail, .warn] {
            for finding in findings where finding.severity == severity { lines += problem(finding, style) }
        }
        lines += unknown(style)
        return lines + (isWhole ? each(style) : areas(style))
    }

    private func problem(_ finding: Finding, _ style: Style) -> [String] {
        var lines = FindingReport(finding).lines(style)
        if !lines.isEmpty { lines[0] += "  \(style.paint(finding.failure.name, .dim))" }
        return lines
    }

    // MARK: Unknown

    private static let shownSubjects = 6

    /// One line for each reason: a permission that is missing is missing for many things at once.
    private func unknown(_ style: Style) -> [String] {
        let unknown = findings.filter { $0.severity == .unknown }
        if isWhole { return unknown.flatMap { FindingReport($0).lines(style) } }
        var reasons: [Words] = []
        for finding in unknown where !reasons.contains(finding.cause) { reasons.append(finding.cause) }
        return reasons.flatMap { reason -> [String] in
            let same = unknown.filter { $0.cause == reason }
            if same.count == 1 { return FindingReport(same[0]).lines(style) }
            var subjects: [String] = []
            for subject in same.map({ style.say($0.title) }) where !subjects.contains(subject) {
                subjects.append(subject)
            }
            let rest = subjects.count - Self.shownSubjects
            let more = rest > 0 ? style.say(Words(" and \(rest) more", ko: " 외 \(rest)개")) : ""
            let list = subjects.prefix(Self.shownSubjects).joined(separator: ", ") + more
            let count = style.say(Words("\(same.count) checks", ko: "\(same.count)개 항목"))
            var lines = ["\(style.unknown) \(count)  \(style.say(reason))", "    \(style.paint(list, .dim))"]
            if let fix = same.map(\.fix).first(where: { !$0.isEmpty }) {
                lines.append("    \(style.paint("\(style.say(Words("fix", ko: "조치"))):", .dim)) \(style.say(fix))")
            }
            return lines
        }
    }

    // MARK: Fine

    private static let fine: Set<Severity> = [.ok, .planned, .skipped]

    private func each(_ style: Style) -> [String] {
        findings.filter { Self.fine.contains($0.severity) }.flatMap { FindingReport($0).lines(style) }
    }

    /// One line for each area.
    private func areas(_ style: Style) -> [String] {
        FailurePhase.allCases.compactMap { area in
            let own = findings.filter {
                Self.fine.contains($0.severity) && Catalogue.mode($0.failure)?.phase == area
            }
            guard !own.isEmpty else { return nil }
            func count(_ severity: Severity) -> Int { own.count { $0.severity == severity } }
            let parts = [
                (count(.ok), Words("fine", ko: "정상")),
                (count(.planned), Words("to be made by this run", ko: "이번 실행에서 생성")),
                (count(.skipped), Words("skipped", ko: "건너뜀")),
            ].filter { $0.0 > 0 }.map { "\($0.0) \(style.say($0.1))" }
            let sign = count(.ok) > 0 ? style.ok : style.pending
            return "\(sign) \(style.say(area.title))  \(style.paint(parts.joined(separator: ", "), .dim))"
        }
    }
}

/// How long a deployment is going to take, in a line.
struct ForecastLine {
    var forecast: LengthForecast

    func lines(_ style: Style) -> [String] {
        let label = style.say(Words("expected on AWS", ko: "AWS에서 예상 소요"))
        return ["\(style.paint("\(label):", .dim)) \(style.say(forecast.headline))"]
    }
}
