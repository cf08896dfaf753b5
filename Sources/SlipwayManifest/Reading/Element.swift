import Yams

/// A piece of the document with where it stands. Unlike YAML's own nodes it is small, merged and bounded.
struct Element: Sendable {
    struct Place: Sendable, Hashable {
        var line: Int
        var column: Int
    }

    indirect enum Content: Sendable {
        case null
        /// As written, with whether it was quoted.
        case scalar(String, isQuoted: Bool)
        case list([Element])
        /// In the order of the file.
        case section([Entry])
    }

    struct Entry: Sendable {
        var key: String
        var keyPlace: Place
        var value: Element
    }

    var place: Place
    var content: Content

    /// What it is, for messages.
    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a value"
        case .list: "a list"
        case .section: "a section"
        }
    }
}

/// Reads YAML into elements, within bounds: a manifest is small, and a document that grows by its aliases is refused.
struct YAMLReader {
    static let longestText = 512 * 1024
    static let mostElements = 20_000
    static let deepest = 32

    let file: String
    private var elements = 0

    init(file: String) {
        self.file = file
    }

    /// - Returns: `nil` for an empty document.
    mutating func read(_ text: String) throws(ManifestError) -> Element? {
        guard text.utf8.count <= Self.longestText else {
            throw error(1, 1, "the file is larger than \(Self.longestText / 1024) KiB: this is no manifest")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let failure as YamlError {
            throw syntax(failure)
        } catch {
            throw self.error(1, 1, "the file is not YAML: \(error)")
        }
        guard let node else { return nil }
        return try element(node, depth: 0)
    }

    private mutating func element(_ node: Node, depth: Int) throws(ManifestError) -> Element {
        let place = Element.Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        elements += 1
        guard elements <= Self.mostElements, depth <= Self.deepest else {
            throw error(place.line, place.column, "the document is too deep or too large; are aliases nested?")
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = [.singleQuoted, .doubleQuoted, .literal, .folded].contains(scalar.style)
            if !isQuoted, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                return Element(place: place, content: .null)
            }
            return Element(place: place, content: .scalar(scalar.string, isQuoted: isQuoted))
        case .sequence(let sequence):
            var items: [Element] = []
            for item in sequence { items.append(try element(item, depth: depth + 1)) }
            return Element(place: place, content: .list(items))
        case .mapping(let mapping):
            var entries: [Element.Entry] = []
            for (key, value) in mapping {
                let keyPlace = Element.Place(line: key.mark?.line ?? place.line, column: key.mark?.column ?? place.column)
                guard case .scalar(let name) = key else {
                    throw error(keyPlace.line, keyPlace.column, "a key must be a word")
                }
                entries.append(
                    Element.Entry(key: name.string, keyPlace: keyPlace, value: try element(value, depth: depth + 1)))
            }
            return Element(place: place, content: .section(entries))
        case .alias:
            throw error(place.line, place.column, "an alias without its anchor")
        }
    }

    private func error(_ line: Int, _ column: Int, _ message: String) -> ManifestError {
        ManifestError(diagnostics: [Diagnostic(file: file, line: line, column: column, path: "", message: message)])
    }

    private func syntax(_ failure: YamlError) -> ManifestError {
        switch failure {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return error(mark.line, mark.column, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map(\.description).sorted().joined(separator: ", ")
            return error(context.mark.line, context.mark.column, "the key \(names) stands twice")
        case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return error(1, 1, "the file is not YAML: \(failure)")
        }
    }
}
