/// A file of sections as the AWS CLI and SDKs write and read them.
///
/// `#` and `;` start comments (at the start of a line, or after white space), `key = value` lines belong to the section
/// above, and an indented block under `key =` is a nested block. Keys compare in lower case; a later value wins.
package struct INIFile: Hashable, Sendable {
    package enum Value: Hashable, Sendable {
        case text(String)
        /// `s3 =` followed by indented pairs.
        case block([String: String])
    }

    /// By the text between the brackets, white space collapsed and quotes removed: `default`, `profile dev`.
    package var sections: [String: [String: Value]]

    /// A line that is no section, pair, comment or continuation.
    package struct Malformed: Error, Hashable, Sendable {
        /// From 1.
        package var line: Int
        package var problem: String

        package init(line: Int, problem: String) {
            self.line = line
            self.problem = problem
        }
    }

    package init(parsing text: String) throws(Malformed) {
        var parser = Parser()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            try parser.read(line, number: index + 1)
        }
        self.sections = parser.sections
    }

    private struct Parser {
        var sections: [String: [String: Value]] = [:]
        var section: String?
        var key: String?

        mutating func read(_ line: Substring, number: Int) throws(Malformed) {
            let content = Self.withoutComment(line)
            guard !content.isEmpty else { return }
            if line.first == " " || line.first == "\t" {
                try continueValue(content, number: number)
            } else if content.first == "[" {
                try openSection(content, number: number)
            } else {
                try readPair(content, number: number)
            }
        }

        private mutating func openSection(_ content: Substring, number: Int) throws(Malformed) {
            guard let end = content.lastIndex(of: "]") else {
                throw Malformed(line: number, problem: "a section has no closing bracket")
            }
            let name = content[content.index(after: content.startIndex)..<end]
                .filter { $0 != "\"" && $0 != "'" }
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard !name.isEmpty else { throw Malformed(line: number, problem: "a section has no name") }
            section = name
            key = nil
            sections[name] = sections[name] ?? [:]
        }

        private mutating func readPair(_ content: Substring, number: Int) throws(Malformed) {
            guard let section else {
                throw Malformed(line: number, problem: "a setting stands before the first section")
            }
            guard let (name, value) = Self.pair(content) else {
                throw Malformed(line: number, problem: "expected `name = value`")
            }
            key = name
            sections[section]?[name] = .text(value)
        }

        private mutating func continueValue(_ content: Substring, number: Int) throws(Malformed) {
            guard let section, let key, let value = sections[section]?[key] else {
                throw Malformed(line: number, problem: "an indented line continues nothing")
            }
            switch value {
            case .text(let text) where text.isEmpty:
                guard let (name, nested) = Self.pair(content) else {
                    throw Malformed(line: number, problem: "expected `name = value` in the block \(key)")
                }
                sections[section]?[key] = .block([name: nested])
            case .text(let text):
                sections[section]?[key] = .text(text + "\n" + content)
            case .block(var block):
                guard let (name, nested) = Self.pair(content) else {
                    throw Malformed(line: number, problem: "expected `name = value` in the block \(key)")
                }
                block[name] = nested
                sections[section]?[key] = .block(block)
            }
        }

        private static func pair(_ content: Substring) -> (String, String)? {
            guard let equals = content.firstIndex(of: "=") else { return nil }
            let name = trim(content[..<equals]).lowercased()
            return name.isEmpty ? nil : (name, String(trim(content[content.index(after: equals)...])))
        }

        private static func withoutComment(_ line: Substring) -> Substring {
            var previous: Character = " "
            var end = line.endIndex
            for index in line.indices {
                if line[index] == "#" || line[index] == ";", previous.isWhitespace {
                    end = index
                    break
                }
                previous = line[index]
            }
            return trim(line[..<end])
        }

        private static func trim(_ text: Substring) -> Substring {
            let head = text.drop(while: \.isWhitespace)
            guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return head.prefix(0) }
            return head[...last]
        }
    }
}
