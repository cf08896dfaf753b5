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
    private let bottom = Mutex(Bottom())

    /// What stands below everything else on a terminal.
    private struct Bottom {
        /// Drawn anew as it changes, and again after other words.
        var block: [String] = []
        /// Waits for an answer; nothing is drawn meanwhile.
        var question: String?

        var erasing: String {
            // Whoever types Ctrl-C leaves the cursor anywhere in its line.
            if question != nil { return "\r\u{1B}[2K" }
            return block.isEmpty ? "" : "\r\u{1B}[\(block.count)A\u{1B}[J"
        }

        var text: String { question ?? block.map { $0 + "\u{1B}[0m\n" }.joined() }
    }

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

    /// Prints data: lines of text, or one JSON line with its `type`. The live block is gone for good then.
    package func report<R: Report>(_ report: R) {
        switch format {
        case .text:
            clearLive()
            for line in report.lines(dataStyle) { put(line, to: .data) }
        case .json: put(Self.jsonLine(report, dataStyle.language), to: .data)
        }
    }

    /// Says something to a person. Silent in JSON mode, where events carry the same.
    package func say(_ line: String = "") {
        guard format == .text else { return }
        put(line, to: .words)
    }

    /// Says something that matters in any format: errors and warnings.
    package func warn(_ line: String) { put(line, to: .words) }

    /// Every line that is printed comes by here.
    private func put(_ line: String, to stream: ConsoleStream) {
        let line = redactor.clean(line) + "\n"
        bottom.withLock { bottom in
            let (before, after) = (bottom.erasing, bottom.text)
            if !before.isEmpty { sink.write(before, to: .words) }
            sink.write(line, to: stream)
            if !after.isEmpty { sink.write(after, to: .words) }
        }
    }

    /// Draws the live block anew at the bottom of a terminal. Elsewhere nothing: plain lines come from `say`.
    package func draw(_ lines: [String]) {
        guard isLive else { return }
        // A wrapped line would break the count of lines to erase.
        let block = lines.map { redactor.clean($0).cut(to: style.width - 1) }
        bottom.withLock { bottom in
            guard bottom.question == nil, bottom.block != block else { return }
            let before = bottom.erasing
            bottom.block = block
            sink.write(before + bottom.text, to: .words)
        }
    }

    /// Removes the live block, for good.
    package func clearLive() { draw([]) }

    /// Asks a person, who answers on standard input; `answered` must follow. Nothing is drawn until then, and what is
    /// said comes above the question.
    ///
    /// - Parameter question: short, so that it never wraps.
    package func ask(_ question: String) {
        guard canAsk else { return }
        bottom.withLock { bottom in
            let before = bottom.erasing
            bottom.block = []
            bottom.question = question
            sink.write(before + question, to: .words)
        }
    }

    /// The question is over.
    ///
    /// - Parameter isTyped: whether a person ended the line, so that the cursor stands below the question.
    package func answered(isTyped: Bool) {
        bottom.withLock { bottom in
            guard bottom.question != nil else { return }
            bottom.question = nil
            if !isTyped { sink.write("\n", to: .words) }
        }
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
