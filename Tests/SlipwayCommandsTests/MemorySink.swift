import SlipwayConsole
import Synchronization

/// Keeps what was printed, whichever stream it went to.
final class MemorySink: ConsoleSink {
    private let written = Mutex("")
    var text: String { written.withLock { $0 } }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    func write(_ text: String, to stream: ConsoleStream) { written.withLock { $0 += text } }
}
