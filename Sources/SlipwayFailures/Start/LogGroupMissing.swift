import SlipwayDomain

extension FailureMode {
    static let logGroupMissing = FailureMode(
        "start-log-group-missing", title: "the log group does not exist", nature: .cannotHeal, fault: .logGroupMissing,
        explanation:
            "The container writes to a log group that is not there, and is therefore not started. A teardown of "
            + "another stack may have taken it along.",
        withoutUs: "ECS would have started new tasks for ever, with pauses growing to 27 min",
        foresee: { plan, facts in
            let subject = "log group \(plan.logs.group)"
            let missing = Foresight(
                .fail, subject, "there is no log group '\(plan.logs.group)' in \(plan.service.region)",
                fix: "aws logs create-log-group --log-group-name \(plan.logs.group) --region \(plan.service.region)",
                evidence: [Evidence(source: "logs:DescribeLogGroups", field: "logGroupName", text: plan.logs.group)])
            return [
                facts.logGroup?.foresight(subject, missing: missing) {
                    Foresight(.ok, subject, "there", createdAt: $0.createdAt)
                }
            ].compactMap(\.self)
        },
        recognisers: [
            .reason { reason, signals in
                guard reason.has("log group does not exist") else { return nil }
                let group = signals.workload.taskDefinition?.containers.compactMap(\.logGroup).first
                return Recognition(
                    "the log group \(group ?? "of the task definition") does not exist",
                    fix: "aws logs create-log-group --log-group-name \(group ?? "NAME")", subject: group ?? "",
                    named: group)
            }
        ])
}
