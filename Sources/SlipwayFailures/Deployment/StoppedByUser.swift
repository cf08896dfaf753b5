import SlipwayDomain

extension FailureMode {
    static let stoppedByUser = FailureMode(
        "after-user-stopped", title: "somebody stopped the task", nature: .mayPass, fault: .userStop,
        explanation: "The task did not fail: a person or a program stopped it. ECS starts another one.",
        withoutUs: "ECS would have started another task",
        recognisers: [
            .reason { reason, signals in
                guard signals.task.stopCode == "UserInitiated" else { return nil }
                return Recognition("somebody stopped the task: \(reason.text)", fix: "ask who did; nothing is broken")
            }
        ])
}
