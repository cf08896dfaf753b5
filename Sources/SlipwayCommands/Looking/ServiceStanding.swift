import SlipwayConsole
import SlipwayDomain

/// How a service is now, and when what is told of it happened: ECS remembers failures for an hour.
struct ServiceStanding {
    let observation: Observation

    /// All its tasks run, are healthy and of one release, and nothing is under way.
    var isSteady: Bool {
        guard let service = observation.service, service.status == "ACTIVE", service.desiredCount > 0,
            service.runningCount >= service.desiredCount, service.pendingCount == 0
        else { return false }
        let deployments = service.deployments.filter { $0.status != .inactive }
        guard deployments.count <= 1, deployments.allSatisfy({ [.completed, nil].contains($0.rolloutState) }) else {
            return false
        }
        return !observation.tasks.contains { task in
            !task.isStopping
                && (task.healthStatus == "UNHEALTHY" || task.targets.contains { $0.state.hasPrefix("unhealthy") })
        }
    }

    /// That all is well now, and that the findings tell of the past; nothing where they tell of what goes on.
    func lines(before findings: [Finding], _ style: Style) -> [String] {
        guard isSteady, let service = observation.service else { return [] }
        let running = "\(service.runningCount)/\(service.desiredCount)"
        let release = Self.name(service.taskDefinition)
        let now = Words(
            "the service is healthy now: \(running) tasks run \(release)",
            ko: "서비스는 현재 정상입니다: 태스크 \(running)개가 \(release) 실행 중")
        let last = findings.filter { $0.severity == .fail }.compactMap(newest).max { $0.at < $1.at }
        guard findings.contains(where: { $0.severity == .fail }) else { return ["\(style.ok) \(style.say(now))", ""] }
        let before =
            last.map { last in
                Words(
                    "\(ago(last.at).en) \(last.release) failed:", ko: "\(ago(last.at).ko) \(last.release)에서 실패가 있었습니다:")
            } ?? Words("what went wrong before:", ko: "이전에 발생한 문제:")
        return ["\(style.ok) \(style.say(now))", "\(style.pending) \(style.say(before))", ""]
    }

    /// Of which release a finding is, how many tasks showed it, and when the last of them did.
    func seen(_ finding: Finding) -> Words? {
        if let newest = newest(finding) {
            let count = finding.tasks.count
            return Words(
                "\(newest.release), \(ago(newest.at).en)" + (count > 1 ? ", \(count) tasks" : ""),
                ko: "\(newest.release), \(ago(newest.at).ko)" + (count > 1 ? ", 태스크 \(count)개" : ""))
        }
        guard finding.nature == .verdict, let deployment = observation.serviceDeployment,
            let at = deployment.finishedAt ?? deployment.startedAt ?? deployment.createdAt
        else { return nil }
        let release = deployment.targetRevision?.taskDefinition.map { "\(Self.name($0)), " } ?? ""
        return Words("\(release)\(ago(at).en)", ko: "\(release)\(ago(at).ko)")
    }

    private func newest(_ finding: Finding) -> (at: Moment, release: String)? {
        observation.tasks.filter { finding.tasks.contains($0.arn) }.compactMap { task in
            (task.stoppedAt ?? task.stoppingAt ?? task.executionStoppedAt ?? task.createdAt).map {
                (at: $0, release: Self.name(task.taskDefinition))
            }
        }.max { $0.at < $1.at }
    }

    private func ago(_ moment: Moment) -> Words {
        let seconds = max(0, moment.duration(to: observation.takenAt).wholeSeconds)
        let rounded = Duration.seconds(seconds < 120 ? seconds : seconds / 60 * 60)
        return Words("\(rounded.words) ago", ko: "\(rounded.koreanWords) 전")
    }

    /// `web:5`.
    private static func name(_ definition: String) -> String {
        definition.split(separator: "/").last.map(String.init) ?? definition
    }
}
