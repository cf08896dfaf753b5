import SlipwayDomain

/// Questions that AWS refused to answer and that no fact can say so of: what hangs on them is not known, and not fine.
enum Unanswered {
    /// The failure mode that an answer would have been for. What is not listed is told by the mode about permissions.
    private static let modes: [String: FailureID] = [
        "ecr:DescribeImages": "image-digest-gone",
        "ecr:GetLifecyclePolicy": "image-digest-gone",
        "ecs:ListTasks": "dep-task-protection-blocks",
        "ecs:DescribeTasks": "secret-stale-in-running-tasks",
        "ecs:GetTaskProtection": "dep-task-protection-blocks",
        "elasticloadbalancing:DescribeLoadBalancerAttributes": "lb-5xx-during-deploy",
        "elasticloadbalancing:DescribeTargetGroupAttributes": "lb-deregistration-slow",
    ]
    private static let others: FailureID = "iam-deployer-denied"

    /// One finding for each refused action that none of the findings names already.
    static func findings(_ actions: [String], beside findings: [Finding]) -> [Finding] {
        let told = findings.filter { $0.severity == .unknown }.map(\.cause.en)
        return actions.filter { action in !told.contains { $0.contains("\(action) ") } }.compactMap { action in
            let id = modes[action] ?? others
            guard let mode = Catalogue.mode(id) else { return nil }
            let fact = Fact<Bool>.denied(action: action)
            let seen = fact.foresight(mode.title, missing: Foresight(.skipped, mode.title, .none)) { _ in nil }
            return seen.map { seen in
                Finding(
                    failure: id, severity: seen.severity, title: seen.subject, cause: seen.cause, fix: seen.fix,
                    nature: mode.nature, fingerprint: "\(id):\(action)")
            }
        }
    }
}
