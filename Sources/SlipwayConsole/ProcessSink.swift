#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Standard output and standard error of this process.
package struct ProcessSink: ConsoleSink {
    package init() {}

    package func write(_ text: String, to stream: ConsoleStream) {
        let descriptor = stream == .data ? STDOUT_FILENO : STDERR_FILENO
        var bytes = ArraySlice(Array(text.utf8))
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { platformWrite(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            // A closed pipe (`slipway … | head`): nobody listens any more, which is no failure of the deployment.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

private func platformWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

extension Style {
    /// As a stream of this process wants it: colours on a terminal unless `NO_COLOR` or `TERM=dumb` ask for none.
    package static func of(_ stream: ConsoleStream, environment: [String: String]) -> Style {
        let descriptor = stream == .data ? STDOUT_FILENO : STDERR_FILENO
        let isTerminal = isatty(descriptor) == 1
        let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        var style = Style(isColoured: isTerminal && !refused, width: width(of: descriptor) ?? 100)
        style.wraps = isTerminal
        return style
    }

    private static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

extension ConsoleStream {
    package var isTerminal: Bool { isatty(self == .data ? STDOUT_FILENO : STDERR_FILENO) == 1 }
    /// Whether standard input is a terminal too, so that a question can be answered.
    package static var canAnswer: Bool { isatty(STDIN_FILENO) == 1 && ConsoleStream.words.isTerminal }
}
