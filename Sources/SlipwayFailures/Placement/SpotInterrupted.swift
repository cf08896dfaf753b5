import SlipwayDomain

extension FailureMode {
    static let spotInterrupted = FailureMode(
        "capacity-spot-interrupted", title: "AWS took the spot capacity back", nature: .mayPass,
        explanation: "Spot capacity is lent; AWS took it back with two minutes' notice.",
        withoutUs: "ECS would have started the task elsewhere",
        recognisers: [
            .reason { reason, signals in
                guard
                    reason.has("spot", "interrupted") || signals.task.stopCode == "SpotInterruption"
                        || reason.has("spotinterruption")
                else { return nil }
                return Recognition(
                    "AWS took the task's spot capacity back", fix: "keep part of the tasks on FARGATE in the strategy")
            }
        ])
}
