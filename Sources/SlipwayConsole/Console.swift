import SlipwayDomain
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Where a command's words and data go: data to standard output, words to standard error.
///
/// One value a process, passed to whoever prints. Everything passes the redactor, so that a secret value that Slipway
/// knows never reaches a terminal, a pipe or a log.
package final class Console: Sendable {
    package let format: OutputFormat
    /// Of standard error, where words and live progress go.
    package let style: Style
    /// Of standard output.
    package let dataStyle: Style
    /// Whether standard error is a terminal whose last lines may be drawn again.
    package let isLive: Bool
    /// Whether a person can be asked.
    package let canAsk: Bool
    private let sink: any ConsoleSink
    private let redactor: Redactor
    private let drawn = Mutex(0)

    package init(
        format: OutputFormat, style: Style = .plain, dataStyle: Style = .plain, isLive: Bool = false,
        canAsk: Bool = false, sink: any ConsoleSink, redactor: Redactor = Redactor()
    ) {
        self.format = format
        self.style = style
        self.dataStyle = dataStyle
        self.isLive = isLive && format == .text
        self.canAsk = canAsk && format == .text
        self.sink = sink
        self.redactor = redactor
    }

    /// Prints data: lines of text, or one JSON line with its `type`.
    package func report<R: Report>(_ report: R) {
        switch format {
        case .text:
            clearLive()
            for line in report.lines(dataStyle) { sink.write(redactor.clean(line) + "\n", to: .data) }
        case .json: sink.write(redactor.clean(Self.jsonLine(report, dataStyle.language)) + "\n", to: .data)
        }
    }

    /// Says something to a person. Silent in JSON mode, where events carry the same.
    package func say(_ line: String = "") {
        guard format == .text else { return }
        clearLive()
        sink.write(redactor.clean(line) + "\n", to: .words)
    }

    /// Says something that matters in any format: errors and warnings.
    package func warn(_ line: String) {
        clearLive()
        sink.write(redactor.clean(line) + "\n", to: .words)
    }

    /// Draws the live block anew at the bottom of a terminal. Elsewhere nothing: plain lines come from `say`.
    package func draw(_ lines: [String]) {
        guard isLive else { return }
        drawn.withLock { count in
            var text = Self.erase(count)
            // A wrapped line would break the count of lines to erase.
            for line in lines { text += redactor.clean(line).cut(to: style.width - 1) + "\u{1B}[0m\n" }
            count = lines.count
            sink.write(text, to: .words)
        }
    }

    /// Removes the live block, for good or before other words.
    package func clearLive() {
        drawn.withLock { count in
            guard count > 0 else { return }
            sink.write(Self.erase(count), to: .words)
            count = 0
        }
    }

    private static func erase(_ count: Int) -> String {
        count == 0 ? "" : "\u{1B}[\(count)A\u{1B}[J"
    }

    /// One line of JSON, keys sorted.
    static func jsonLine<R: Report>(_ report: R, _ language: Language = .english) -> String {
        let encoder = JSONEncoder()
        encoder.userInfo[.language] = language
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(JSONLine(body: report)), as: UTF8.self)
        } catch {
            return #"{"type":"error","code":"unprintable","message":"a report could not be written as JSON"}"#
        }
    }
}

extension CodingUserInfoKey {
    /// The language that a report's sentences are written in.
    package static var language: CodingUserInfoKey {
        guard let key = CodingUserInfoKey(rawValue: "language") else {
            // The initialiser fails for no text; it is failable for history's sake.
            preconditionFailure("CodingUserInfoKey takes any text")
        }
        return key
    }
}

/// A report with its `type` among its own keys.
private struct JSONLine<Body: Report>: Encodable {
    var body: Body

    private enum Key: String, CodingKey { case type }

    func encode(to encoder: any Encoder) throws {
        try body.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Body.type, forKey: .type)
    }
}

/// The two streams of a process, or a test's memory.
package protocol ConsoleSink: Sendable {
    func write(_ text: String, to stream: ConsoleStream)
}

package enum ConsoleStream: Sendable {
    /// Standard output.
    case data
    /// Standard error.
    case words
}
