/// One thing that is wrong with a manifest: where, what, and what was expected.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// As given to the loader.
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int
    /// Where in the document: `services.backend.cpu`.
    package var path: String
    package var message: String

    package init(file: String, line: Int, column: Int, path: String, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    /// `slipway.yml:12:5: services.backend.cpuu: unknown key; did you mean cpu?`
    package var description: String {
        "\(file):\(line):\(column): \(path.isEmpty ? "" : "\(path): ")\(message)"
    }
}

/// Everything that is wrong with a manifest, in the order of the file.
package struct ManifestError: Error, Hashable, Sendable, CustomStringConvertible {
    package var diagnostics: [Diagnostic]

    package init(diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
