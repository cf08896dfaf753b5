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

    static let logAccessDenied = FailureMode(
        "start-log-access-denied", title: "the execution role may not write logs", nature: .cannotHeal,
        fault: .logDenied,
        explanation:
            "Logs are opened by the execution role. It needs logs:CreateLogStream and logs:PutLogEvents on the "
            + "group, and logs:CreateLogGroup where the task is to make it.",
        withoutUs: "ECS would have started new tasks for ever, with pauses growing to 27 min",
        recognisers: [
            .reason { reason, signals in
                guard reason.has("not authorized to perform: logs:") else { return nil }
                let action = reason.value(after: "not authorized to perform: ") ?? "logs:CreateLogStream"
                let role = reason.role ?? signals.workload.taskDefinition?.executionRole ?? "the execution role"
                return Recognition(
                    "\(role) lacks \(action)", fix: "allow \(action) in the policy of \(role)", subject: action)
            }
        ])

    static let logNetworkTimeout = FailureMode(
        "start-log-network-timeout", title: "the task cannot reach CloudWatch Logs", nature: .mayPass,
        explanation:
            "AWS's message speaks of a group that cannot be found, but it is the network: there is no way from the "
            + "task to CloudWatch Logs.",
        withoutUs: "each attempt would have taken minutes, and ECS would never have given up",
        recognisers: [
            .reason { reason, _ in
                guard reason.has("failed to validate logger args"),
                    reason.hasAny("connection issue", "signal: killed", "deadline exceeded", "i/o timeout")
                else { return nil }
                return Recognition(
                    "the task cannot reach CloudWatch Logs", fix: "add the endpoint logs, or a NAT route")
            }
        ])
}
