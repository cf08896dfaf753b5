package import SlipwayDomain

/// A problem that ended a command: said once, at the end.
package struct ProblemReport: Report {
    /// The last line of a command is its result, however it ended.
    package static let type = "result"
    package var problem: Problem

    package init(_ problem: Problem) {
        self.problem = problem
    }

    package func lines(_ style: Style) -> [String] {
        var lines = ["\(style.paint("error:", .red)) \(problem.message.withoutControls)"]
        if let cause = problem.cause { lines += cause.withoutControls.split(separator: "\n").map { "  \($0)" } }
        if let next = problem.next { lines.append("  \(style.paint("next:", .dim)) \(next.withoutControls)") }
        return lines
    }

    private enum Key: String, CodingKey { case status, code, message, cause, next, exitCode }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("error", forKey: .status)
        try container.encode(problem.code.name, forKey: .code)
        try container.encode(problem.message, forKey: .message)
        try container.encodeIfPresent(problem.cause, forKey: .cause)
        try container.encodeIfPresent(problem.next, forKey: .next)
        try container.encode(problem.exitCode.rawValue, forKey: .exitCode)
    }
}

extension Console {
    /// Prints a problem where it belongs: words for people on standard error, the result line in JSON mode.
    package func fail(_ problem: Problem) {
        switch format {
        case .text: for line in ProblemReport(problem).lines(style) { warn(line) }
        case .json: report(ProblemReport(problem))
        }
    }
}
