package import SlipwayDomain

/// Colours and signs, or their absence, and the language. Text is built with a style in hand, so that it is the same text everywhere.
package struct Style: Sendable, Equatable {
    package var isColoured: Bool
    /// Columns; text for people is not wrapped below 40.
    package var width: Int
    /// What sentences are printed in, where they are there in more than one.
    package var language: Language
    /// Whether long sentences are broken into lines: on a terminal. In a pipe each stays one line, for `grep`.
    package var wraps = false

    package init(isColoured: Bool, width: Int = 100, language: Language = .english) {
        self.isColoured = isColoured
        self.language = language
        self.width = max(40, width)
    }

    /// Without colours, for files, pipes and tests.
    package static let plain = Style(isColoured: false)

    package enum Colour: String, Sendable {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"
        case dim = "2"
        case bold = "1"
    }

    package func paint(_ text: String, _ colour: Colour) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A sentence in the language, on one line and without anything that a terminal would obey: names inside it may be
    /// hostile, and a new line would be a command to a runner that reads lines (`::error`).
    package func say(_ words: Words) -> String {
        words.text(in: language).withoutControls.split(separator: "\n").joined(separator: " ")
    }

    package var ok: String { paint("✔", .green) }
    package var failed: String { paint("✘", .red) }
    package var warning: String { paint("!", .yellow) }
    package var unknown: String { paint("?", .yellow) }
    package var pending: String { paint("·", .dim) }
}

extension String {
    /// The text without anything that a terminal would obey: foreign text (logs, reasons, names) passes through here
    /// before it is shown. Tabs become spaces; other control characters, escape sequences' introducers among them,
    /// become visible `�`.
    package var withoutControls: String {
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09: clean.append(" ")
            case 0x0A: clean.append(scalar)
            case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: clean.append("\u{FFFD}")
            default: clean.append(scalar)
            }
        }
        return String(clean)
    }

    /// The text in at most `width` columns, ended by `…` when it was cut.
    package func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var kept = ""
        var used = 0
        for character in self {
            let next = String(character).columns
            if used + next > width - 1 { break }
            kept.append(character)
            used += next
        }
        return kept + "…"
    }

    /// Terminal columns: wide East Asian characters take two, colour codes none (Unicode TR 11, roughly).
    package var columns: Int {
        var count = 0
        var isEscape = false
        for scalar in unicodeScalars {
            if isEscape {
                if scalar.value >= 0x40 && scalar.value <= 0x7E && scalar != "[" { isEscape = false }
                continue
            }
            switch scalar.value {
            case 0x1B: isEscape = true
            case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: break
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                count += 2
            default: count += 1
            }
        }
        return count
    }
}

extension String {
    /// Lines of at most `width` columns, broken at spaces; a longer word stands alone.
    package func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: true) {
            if !line.isEmpty, line.columns + 1 + String(word).columns > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
