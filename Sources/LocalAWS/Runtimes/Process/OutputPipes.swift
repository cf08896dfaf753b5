import CTaskSpawn
import NIOCore
import NIOPosix
import OCI

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The pipes of a container's standard output and error.
struct OutputPipes {
    struct Ends {
        var readEnd: Int32
        var writeEnd: Int32
    }

    let output: Ends
    let error: Ends

    init() throws(RuntimeFailure) {
        output = try Self.pipe()
        do throws(RuntimeFailure) {
            error = try Self.pipe()
        } catch {
            Self.shut([output.readEnd, output.writeEnd])
            throw error
        }
    }

    private static func pipe() throws(RuntimeFailure) -> Ends {
        var descriptors: [Int32] = [0, 0]
        guard task_pipe(&descriptors) == 0 else {
            throw RuntimeFailure(
                "CannotStartContainerError", "no pipe: \(Disk.describe(errorCode: errno).lowercased())")
        }
        return Ends(readEnd: descriptors[0], writeEnd: descriptors[1])
    }

    /// A descriptor whose output is dropped; negative when there is none.
    static func openNowhere() -> Int32 { open("/dev/null", O_WRONLY | O_CLOEXEC) }

    static func shut(_ descriptors: [Int32]) {
        for descriptor in descriptors { _ = Self.systemClose(descriptor) }
    }

    private static func systemClose(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #elseif canImport(Musl)
        Musl.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }

    /// Closes all ends.
    func close() { Self.shut([output.readEnd, output.writeEnd, error.readEnd, error.writeEnd]) }

    /// The container has the write ends now.
    /// - Returns: the read ends, whose reader closes them.
    func handOver() -> (output: Int32, error: Int32) {
        Self.shut([output.writeEnd, error.writeEnd])
        return (output.readEnd, error.readEnd)
    }

    /// Passes on what comes through a read end as lines, until its end; then the descriptor is closed.
    static func lines(
        from descriptor: Int32, _ line: @Sendable (String) async -> Void
    ) async throws {
        let channel = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .takingOwnershipOfDescriptor(input: descriptor) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, Never>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound in
            var splitter = LineSplitter()
            for try await buffer in inbound {
                for text in splitter.append(buffer.readableBytesView) { await line(text) }
            }
            if let rest = splitter.finish() { await line(rest) }
        }
    }
}
