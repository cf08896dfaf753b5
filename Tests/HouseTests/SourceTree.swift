import Foundation

/// The project's own files, as the house tests read them.
struct SourceTree {
    struct File {
        /// Relative to the package, `Sources/OCI/Digest.swift`.
        var path: String
        var text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        /// The room: the folder below `Sources`.
        var room: String { String(path.split(separator: "/")[1]) }
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every Swift file below a folder of the package, sorted by path.
    static func swiftFiles(below folder: String) throws -> [File] {
        try files(below: folder, ending: ".swift")
    }

    static func files(below folder: String, ending: String) throws -> [File] {
        let start = root.appending(path: folder)
        guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else { return [] }
        var paths: [String] = []
        for case let url as URL in walk where url.path.hasSuffix(ending) {
            paths.append(String(url.path.dropFirst(root.path.count).drop { $0 == "/" }))
        }
        return try paths.sorted().filter { !$0.contains("/.build") }.map { path in
            File(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }
}
