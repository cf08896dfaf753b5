import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

/// The last JSON line of a command that deploys, and its text.
struct DeployReport: Report {
    static let type = "result"
    var result: DeployResult

    func lines(_ style: Style) -> [String] {
        let sign = result.exitCode == .done ? style.ok : style.failed
        var lines: [String] = []
        if let cause = result.cause, result.refusals.isEmpty { lines += Explanation(cause).lines(style) }
        lines.append("\(sign) \(result.service): \(result.summary) (\(result.elapsed.words))")
        if let url = result.baseURL, result.exitCode == .done { lines.append("  \(url)") }
        // A cause has said already how to mend it.
        let fix = result.refusals.isEmpty ? result.cause?.fix : nil
        if let next = result.next, fix?.en != next { lines.append("  \(style.paint("next:", .dim)) \(next)") }
        return lines
    }

    private enum Key: String, CodingKey {
        case status, exitCode, phase, summary, service, cluster, region, taskDefinition, image, cause, refusals, changes
        case elapsedMilliseconds, url, next
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("\(result.exitCode)", forKey: .status)
        try container.encode(result.exitCode.rawValue, forKey: .exitCode)
        try container.encode(result.phase.rawValue, forKey: .phase)
        try container.encode(result.summary, forKey: .summary)
        try container.encode(result.service.name, forKey: .service)
        try container.encode(result.service.cluster, forKey: .cluster)
        try container.encode(result.service.region, forKey: .region)
        try container.encodeIfPresent(result.taskDefinition, forKey: .taskDefinition)
        try container.encodeIfPresent(result.image?.description, forKey: .image)
        try container.encodeIfPresent(result.cause.map(FindingBody.init), forKey: .cause)
        if !result.refusals.isEmpty { try container.encode(result.refusals.map(FindingBody.init), forKey: .refusals) }
        try container.encode(result.changes.map(\.sentence), forKey: .changes)
        try container.encode(result.elapsed.wholeMilliseconds, forKey: .elapsedMilliseconds)
        try container.encodeIfPresent(result.baseURL, forKey: .url)
        try container.encodeIfPresent(result.next, forKey: .next)
    }
}
