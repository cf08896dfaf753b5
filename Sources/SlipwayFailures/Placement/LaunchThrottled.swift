import SlipwayDomain

extension FailureMode {
    static let launchThrottled = PlacementWords.mode(
        "task-launch-throttled", title: "ECS pauses between attempts", fault: .launchThrottled,
        explanation:
            "Tasks failed to start several times, and ECS waits longer and longer before it tries again. It is a "
            + "consequence, never the cause.",
        texts: [["unable to consistently start tasks successfully"], ["operations are being throttled"]],
        cause: "ECS waits before it tries again, because earlier tasks failed to start",
        fix: "mend what made them fail; a new task definition ends the pause at once")
}
