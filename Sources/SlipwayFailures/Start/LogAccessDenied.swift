import SlipwayDomain

extension FailureMode {
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
}
