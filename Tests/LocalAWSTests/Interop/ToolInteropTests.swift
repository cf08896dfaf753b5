import Testing

@Suite("docker and skopeo with the login of the AWS CLI", .privateEngine)
struct ToolInteropTests {
    @Test(
        "docker pushes, pulls and runs, and ECS runs what docker pushed",
        .enabled(if: Interop.hasCommands, "python3 with awscli is not installed"), .timeLimit(.minutes(2)))
    func docker() async throws {
        try await Interop.drive("tools.py", "docker", on: .docker)
    }

    @Test(
        "skopeo copies out, in and across, inspects and deletes",
        .enabled(if: Interop.hasCommands && RegistryToolTests.hasSkopeo, "skopeo or awscli is not installed"),
        .timeLimit(.minutes(2)))
    func skopeo() async throws {
        try await Interop.drive("tools.py", "skopeo", on: .process)
    }
}
