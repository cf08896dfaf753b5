/// Lines of Swift, indented.
struct SourceText {
    private(set) var lines: [String] = []
    private var depth = 0
    static let width = 120

    mutating func line(_ text: String = "") {
        lines.append(text.isEmpty ? "" : String(repeating: "    ", count: depth) + text)
    }

    mutating func doc(_ text: String) {
        var current = "///"
        for word in text.split(separator: " ") {
            if current.count + 1 + word.count + depth * 4 > Self.width, current != "///" {
                line(current)
                current = "///"
            }
            current += " \(word)"
        }
        line(current)
    }

    /// `open`, the body one level deeper, `}`.
    mutating func block(_ open: String, _ body: (inout SourceText) -> Void) {
        line(open + " {")
        depth += 1
        body(&self)
        depth -= 1
        line("}")
    }

    /// `switch`, whose cases stand below the word.
    mutating func cases(of subject: String, _ body: (inout SourceText) -> Void) {
        line("switch \(subject) {")
        body(&self)
        line("}")
    }

    /// `open` and `items` on one line where they fit, else filled lines one level deeper.
    mutating func call(_ open: String, _ items: [String], _ close: String) {
        let single = open + items.joined(separator: ", ") + close
        guard single.count + depth * 4 > Self.width else { return line(single) }
        line(open)
        depth += 1
        var current = ""
        for (index, item) in items.enumerated() {
            let piece = item + (index == items.count - 1 ? "" : ",")
            if !current.isEmpty, current.count + 1 + piece.count + depth * 4 > Self.width {
                line(current)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + piece
        }
        if !current.isEmpty { line(current) }
        depth -= 1
        line(close)
    }

    var text: String { lines.joined(separator: "\n") + "\n" }
}

/// A file to be written: its path below the output folder, and its text.
package struct GeneratedFile: Equatable, Sendable {
    package var path: String
    package var text: String

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}
