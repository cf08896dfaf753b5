/// For clouds that run no containers: every start is refused by name, the rest of the cloud works.
package struct NoRuntime: TaskRuntime {
    package let name = "none"
    package let platform = "linux/amd64"
    package let events: AsyncStream<RuntimeEvent>

    package init() {
        self.events = AsyncStream { $0.finish() }
    }

    private static let refusal = RuntimeFailure(
        "CannotStartContainerError", "this LocalAWS was started without a container runtime")

    package func createNetwork(task: TaskID, ports: [Int]) async throws(RuntimeFailure) -> TaskNetwork {
        throw Self.refusal
    }

    package func prepareImage(_ image: RunnableImage) async throws(RuntimeFailure) {
        throw Self.refusal
    }

    package func start(_ container: ContainerSpec, network: TaskNetwork) async throws(RuntimeFailure) {
        throw Self.refusal
    }

    package func execute(
        _ command: [String], in container: ContainerKey, timeout: Duration
    ) async throws(RuntimeFailure) -> Int? {
        throw Self.refusal
    }

    package func stop(_ container: ContainerKey, timeout: Duration) async {}

    package func remove(task: TaskID) async {}

    package func shutdown() async {}
}
