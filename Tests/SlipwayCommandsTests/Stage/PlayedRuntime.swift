import LocalAWS
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Runs containers that are played: a script says of each what it writes and how it goes on. One that serves answers
/// HTTP on an address of its task's own, so that health checks and requests are real.
final class PlayedRuntime: TaskRuntime {
    /// What a program does.
    struct Part: Sendable {
        enum Act: Sendable {
            /// Goes on, and answers every request with this status.
            case serves(Int)
            /// Ends at once.
            case exits(Int)
        }

        var lines: [String] = []
        var act: Act
    }

    typealias Casting = @Sendable (ContainerSpec) -> Part

    private struct State {
        var count = 0
        var servers: [TaskID: PlayedServer] = [:]
        var running: Set<ContainerKey> = []
        /// Every container that was started.
        var started: [ContainerSpec] = []
    }

    let name = "played"
    let platform = "linux/amd64"
    let events: AsyncStream<RuntimeEvent>
    private let sink: AsyncStream<RuntimeEvent>.Continuation
    private let state = Mutex(State())
    private let casting: Casting

    init(_ casting: @escaping Casting) {
        (events, sink) = AsyncStream.makeStream()
        self.casting = casting
    }

    var started: [ContainerSpec] { state.withLock { $0.started } }
    var runningCount: Int { state.withLock { $0.running.count } }

    func createNetwork(task: TaskID, ports: [Int]) async throws(RuntimeFailure) -> TaskNetwork {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        // Loopback has sixteen million addresses on Linux.
        let address = "127.77.\(number / 250).\(number % 250 + 1)"
        do {
            let server = try await PlayedServer.start(address: address)
            state.withLock { $0.servers[task] = server }
            return TaskNetwork(
                address: address, portMap: Dictionary(uniqueKeysWithValues: ports.map { ($0, server.port) }),
                hostAddress: "127.0.0.1")
        } catch {
            throw RuntimeFailure("ResourceInitializationError", "no address for the task: \(error)")
        }
    }

    func prepareImage(_ image: RunnableImage) async throws(RuntimeFailure) {}

    func start(_ container: ContainerSpec, network: TaskNetwork) async throws(RuntimeFailure) {
        let part = casting(container)
        let server = state.withLock { state in
            state.started.append(container)
            state.running.insert(container.key)
            return state.servers[container.key.task]
        }
        for line in part.lines { sink.yield(.output(container.key, .standardOutput, line: line)) }
        switch part.act {
        case .serves(let status): server?.status = status
        case .exits(let code): end(container.key, code)
        }
    }

    private func end(_ key: ContainerKey, _ code: Int) {
        guard state.withLock({ $0.running.remove(key) }) != nil else { return }
        sink.yield(.exited(key, ExitStatus(code: code)))
    }

    func execute(
        _ command: [String], in container: ContainerKey, timeout: Duration
    ) async throws(RuntimeFailure) -> Int? { 0 }

    func stop(_ container: ContainerKey, timeout: Duration) async { end(container, 0) }

    func remove(task: TaskID) async {
        let server = state.withLock { state in
            state.running = state.running.filter { $0.task != task }
            return state.servers.removeValue(forKey: task)
        }
        await server?.stop()
    }

    func shutdown() async {
        let servers = state.withLock { state in
            defer { state.servers = [:] }
            return state.servers.values.map(\.self)
        }
        for server in servers { await server.stop() }
        sink.finish()
    }
}

/// Answers every request with one status, which may change.
final class PlayedServer: Sendable {
    private final class Answer: Sendable {
        /// 503 as long as nothing serves.
        let status = Mutex(503)
    }

    private let channel: any Channel
    private let answer: Answer

    var port: Int { channel.localAddress?.port ?? 0 }
    var status: Int {
        get { answer.status.withLock { $0 } }
        set { answer.status.withLock { $0 = newValue } }
    }

    private init(_ channel: any Channel, _ answer: Answer) {
        self.channel = channel
        self.answer = answer
    }

    static func start(address: String) async throws -> PlayedServer {
        let answer = Answer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: true)
                    try channel.pipeline.syncOperations.addHandler(Handler { answer.status.withLock { $0 } })
                }
            }
            .bind(host: address, port: 0).get()
        return PlayedServer(channel, answer)
    }

    func stop() async {
        // Closed already is as good.
        try? await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let status: () -> Int

        init(_ status: @escaping () -> Int) { self.status = status }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            let body = ByteBuffer(string: "{\"status\":\"ok\"}")
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: status()),
                headers: ["Content-Type": "application/json", "Content-Length": "\(body.readableBytes)"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
