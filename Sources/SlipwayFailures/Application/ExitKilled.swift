import SlipwayDomain

extension FailureMode {
    static let exitKilled = FailureMode(
        "app-exit-137", title: "the container was killed", nature: .application, fault: .ignoreTermination,
        explanation:
            "137 is SIGKILL, and says nothing of who sent it. Memory is only one cause, and then ECS mostly says so; "
            + "on Fargate the task's own limit may kill without a word. A program that ends itself like this, or was killed "
            + "by another in its container, looks the same.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code == 137 else { return nil }
                return ApplicationWords.ended(
                    exit, "it was killed (SIGKILL), and ECS does not say that it was for memory",
                    fix: "look at its memory: slipway logs --since 10m; if it grows to the limit, raise `memory:`",
                    confidence: .possible)
            }
        ])
}
