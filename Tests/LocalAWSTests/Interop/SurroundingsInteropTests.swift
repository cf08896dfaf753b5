import Testing

@Suite("boto3 and what stands around tasks")
struct SurroundingsInteropTests {
    @Test(
        "drives networks, roles, alarms, stacks and what was given as it drives AWS's",
        .enabled(if: Interop.hasBoto, "python3 with boto3 is not installed"), .timeLimit(.minutes(2)),
        arguments: ["network", "permissions", "alarms", "stacks", "given"])
    func drives(suite: String) async throws {
        try await Interop.drive("surroundings.py", suite)
    }
}
