package import SlipwayDomain

/// What somebody was sent or saved: answers of AWS as its command line prints them, events of EventBridge, an error, log
/// lines, or any mixture, as JSON or as pasted text.
package struct EvidenceFile: Sendable {
    package var signals: Signals
    /// What was understood, for people: "2 tasks", "1 service".
    package var understood: [Words]
    /// ARNs of tasks that ECS was asked about and no longer knows.
    package var forgottenTasks: [String] = []

    /// Reads a text. Never fails: what is neither JSON nor an error that the AWS CLI prints is kept as lines.
    ///
    /// - Parameter now: the moment to judge times by where the text names none.
    package init(reading text: String, now: Moment) {
        if let file = SignalsFile(reading: text) {
            signals = file.signals
            understood = [Words("a bundle of Slipway's", ko: "Slipway 번들")]
            return
        }
        var collection = EvidenceCollection(now: now)
        for piece in TextPieces.pieces(of: text.endingWhole) {
            switch piece {
            case .json(let value): collection.collect(value)
            case .lines(let lines): collection.collect(lines)
            }
        }
        signals = collection.signals
        understood = collection.understood
        forgottenTasks = collection.forgotten
    }
}

extension String {
    /// So long a text was cut by a limit of bytes, mostly in the middle of a line.
    private static let cut = 1 << 20

    /// Without a last line that was probably cut off: half a line can say something else than the whole one.
    fileprivate var endingWhole: String {
        guard utf8.count >= Self.cut, let last = utf8.last, last != UInt8(ascii: "\n"), last != UInt8(ascii: "}"),
            last != UInt8(ascii: "]"), let end = utf8.lastIndex(of: UInt8(ascii: "\n"))
        else { return self }
        return String(self[...end])
    }
}
