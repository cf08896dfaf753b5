import SlipwayDomain

extension FailureMode {
    static let logGroupMissing = FailureMode(
        id: "start-log-group-missing", title: "no such log group", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .logGroupMissing,
        foresee: { facts, plan in
            guard case .missing? = facts.logGroup else { return [] }
            return [
                Foreseen(
                    .logGroup(plan.logs.group), cause: "there is no log group \(plan.logs.group) in \(plan.service.region)",
                    evidence: [Evidence(source: "logs:DescribeLogGroups", field: "logGroups", text: "[]")],
                    fix: "aws logs create-log-group --log-group-name \(plan.logs.group)")
            ]
        },
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["log group does not exist"], ["cannot find the amazon cloudwatch log group"],
                ["failed to initialize logging driver", "resourcenotfoundexception"],
                ["failed to create cloudwatch log stream", "resourcenotfoundexception"],
            ]) else { return nil }
            return Recognised(
                cause: "the log group of the task does not exist, so its container cannot start",
                fix: "aws logs create-log-group --log-group-name NAME, then deploy again", evidence: [found])
        })
}
