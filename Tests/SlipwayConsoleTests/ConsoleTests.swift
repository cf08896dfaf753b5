import SlipwayConsole
import Synchronization
import Testing

/// Keeps what was printed, by stream.
final class MemorySink: ConsoleSink {
    private let written = Mutex<(data: String, words: String)>(("", ""))
    var data: String { written.withLock { $0.data } }
    var words: String { written.withLock { $0.words } }

    func write(_ text: String, to stream: ConsoleStream) {
        written.withLock { stream == .data ? ($0.data += text) : ($0.words += text) }
    }
}

struct Greeting: Report {
    static let type = "result"
    var name: String
    func lines(_ style: Style) -> [String] { ["hello \(name)"] }
}

@Suite("Console")
struct ConsoleTests {
    @Test("data goes to standard output as text, words to standard error")
    func separatesStreams() {
        let sink = MemorySink()
        let console = Console(format: .text, sink: sink)
        console.say("working")
        console.report(Greeting(name: "you"))
        #expect(sink.data == "hello you\n")
        #expect(sink.words == "working\n")
    }

    @Test("in JSON one object a line with its type, and no words")
    func writesJSON() {
        let sink = MemorySink()
        let console = Console(format: .json, sink: sink)
        console.say("working")
        console.report(Greeting(name: "you"))
        #expect(sink.data == #"{"name":"you","type":"result"}"# + "\n")
        #expect(sink.words.isEmpty)
    }

    @Test(
        "a known secret is never printed, in any of its written forms",
        arguments: ["hunter2\"x", "p@ss/word&1", "multi\nline-secret"])
    func redacts(secret: String) {
        let sink = MemorySink()
        let redactor = Redactor()
        redactor.learn(secret)
        let text = Console(format: .text, sink: sink, redactor: redactor)
        let json = Console(format: .json, sink: sink, redactor: redactor)
        text.report(Greeting(name: secret))
        text.warn("url=postgres://u:\(secret)@h")
        json.report(Greeting(name: secret))
        #expect(!(sink.data + sink.words).contains(secret))
        #expect(sink.data.contains("[secret]"))
    }

    @Test("a secret of several lines is not printed line by line either")
    func redactsLines() {
        let redactor = Redactor()
        redactor.learn("-----BEGIN KEY-----\ncanary-1\r\ncanary-2\nend\n")
        #expect(redactor.clean("log: canary-2") == "log: [secret]")
        #expect(redactor.clean("canary-1 canary-2 end") == "[secret] [secret] end")
    }

    @Test("a password in a URL is not printed, whoever wrote it there")
    func redactsURLs() {
        let redactor = Redactor()
        let clean = [
            ("postgres://shop:p4ss@db:5432/shop", "postgres://shop:[secret]@db:5432/shop"),
            ("a http://u:1@h, b https://:two@h/x", "a http://u:[secret]@h, b https://:[secret]@h/x"),
            (#"{"url":"amqp://u:p@h","next":"x:y@z"}"#, #"{"url":"amqp://u:[secret]@h","next":"x:y@z"}"#),
            ("u:p@ss@h is none, ftp://u:p@ss@h is one", "u:p@ss@h is none, ftp://u:[secret]@h is one"),
        ]
        for (text, wanted) in clean { #expect(redactor.clean(text) == wanted) }
        for text in ["http://127.0.0.1:80/shop@sha256:12", "https://user@host/a:b@c", "://", "x://u:@h", "a://b"] {
            #expect(redactor.clean(text) == text)
        }
        redactor.learn("postgres://shop:canary%2D4711@db/shop")
        #expect(redactor.clean("with canary-4711 or canary%2D4711") == "with [secret] or [secret]")
    }

    @Test("a live block is erased before other words and drawn again")
    func drawsLive() {
        let sink = MemorySink()
        let console = Console(format: .text, isLive: true, sink: sink)
        console.draw(["one", "two"])
        console.say("event")
        #expect(sink.words.hasSuffix("\r\u{1B}[2A\u{1B}[Jevent\none\u{1B}[0m\ntwo\u{1B}[0m\n"))
    }

    @Test("foreign text cannot steer a terminal")
    func stripsControls() {
        #expect("a\u{1B}[31mred\u{07}\u{202E}".withoutControls == "a�[31mred��")
    }

    @Test("wide characters count two columns and colours none")
    func countsColumns() {
        #expect("배포".columns == 4)
        #expect(Style(isColoured: true).paint("ok", .green).columns == 2)
        #expect("배포하기".cut(to: 5) == "배포…")
    }

    @Test("a table aligns by columns")
    func alignsTables() {
        let table = Table(["task", "why"], rows: [["배포", "x"], ["longer", "y"]])
        #expect(table.lines(.plain) == ["task    why", "배포    x", "longer  y"])
    }
}
