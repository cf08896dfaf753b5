import Testing

/// Services that really run, created, updated, broken and rolled back by clients that Slipway did not write.
@Suite("Rollouts with boto3 and the AWS CLI", .privateEngine)
struct RolloutInteropTests {
    @Test(
        "boto3 sees what it would see of ECS", .enabled(if: Interop.hasBoto, "python3 with boto3 is not installed"),
        .timeLimit(.minutes(2)),
        arguments: [
            "update", "missing_image", "missing_key", "crash_at_boot", "failing_check", "breaker",
            "breaker_without_candidate", "stop", "steady",
        ])
    func rollouts(suite: String) async throws {
        try await Interop.drive("rollouts.py", suite, on: .process)
    }

    @Test(
        "boto3 sees the same with containers of an engine",
        .enabled(if: Interop.hasBoto, "python3 with boto3 is not installed"),
        .timeLimit(.minutes(2)), arguments: ["update", "breaker", "steady"])
    func containers(suite: String) async throws {
        try await Interop.drive("rollouts.py", suite, on: .docker)
    }

    @Test(
        "the AWS CLI creates, updates, waits, and sees a rollback",
        .enabled(if: Interop.hasCommands, "python3 with awscli is not installed"), .timeLimit(.minutes(4)))
    func commands() async throws {
        try await Interop.drive("commands.py", "rollout", on: .process)
    }
}
