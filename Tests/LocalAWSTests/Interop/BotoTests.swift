import Testing

@Suite("boto3")
struct BotoTests {
    @Test(
        "drives the service as it drives AWS", .enabled(if: Interop.hasBoto, "python3 with boto3 is not installed"),
        .timeLimit(.minutes(2)),
        arguments: ["sts", "secrets", "parameters", "logs", "registry", "containers", "balancing"])
    func drives(suite: String) async throws {
        try await Interop.drive("localaws.py", suite)
    }
}
