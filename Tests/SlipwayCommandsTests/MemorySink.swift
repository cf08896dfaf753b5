import SlipwayConsole
import Synchronization

/// Keeps what was printed, by stream and altogether.
final class MemorySink: ConsoleSink {
    private struct Written {
        var data = ""
        var words = ""
        var all = ""
    }

    private let written = Mutex(Written())
    /// Whichever stream it went to.
    var text: String { written.withLock { $0.all } }
    /// Standard output.
    var data: String { written.withLock { $0.data } }
    /// Standard error.
    var words: String { written.withLock { $0.words } }
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    func write(_ text: String, to stream: ConsoleStream) {
        written.withLock { written in
            written.all += text
            switch stream {
            case .data: written.data += text
            case .words: written.words += text
            }
        }
    }
}
