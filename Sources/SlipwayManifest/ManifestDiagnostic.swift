package import SlipwayDomain

/// Something wrong in a manifest: where it is, what it is, and what it should be.
package struct ManifestDiagnostic: Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1.
    package var column: Int
    /// Such as `services.backend.health.interval`; empty for the file as a whole.
    package var path: String
    /// Such as `'5' is not a duration: write 30s, 5m or 1h30m`.
    package var message: String

    package init(file: String, line: Int, column: Int, path: String, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    /// One line, as compilers write them.
    package var description: String {
        "\(file):\(line):\(column): \(path.isEmpty ? "" : "\(path): ")\(message)"
    }
}

/// Everything that is wrong in a manifest, in the order of the file.
package struct ManifestErrors: Error, Hashable, Sendable {
    package var diagnostics: [ManifestDiagnostic]

    package init(diagnostics: [ManifestDiagnostic]) {
        self.diagnostics = diagnostics
    }

    /// For the top of a command's output.
    package var problem: Problem {
        let count = diagnostics.count == 1 ? "1 error" : "\(diagnostics.count) errors"
        return Problem(
            "manifest.invalid", "\(diagnostics.first?.file ?? "the manifest") has \(count)",
            cause: diagnostics.map(\.description).joined(separator: "\n"),
            next: "correct it; Documentation/manifest.md lists every key", exitCode: .badManifest)
    }
}
