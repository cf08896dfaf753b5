package import FoundationEssentials

/// The folder that holds the generated files, and nothing else below each service's folder.
package struct OutputFolder {
    private let root: URL

    package init(_ root: URL) {
        self.root = root
    }

    /// Replaces the folders of the services that the files belong to; a file that is no longer generated goes away.
    package func replace(with files: [GeneratedFile]) throws(GeneratorProblem) {
        do {
            for service in Set(files.compactMap { $0.path.split(separator: "/").first }).sorted() {
                let folder = root.appending(path: String(service))
                if FileManager.default.fileExists(atPath: folder.path()) {
                    try FileManager.default.removeItem(at: folder)
                }
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            }
            for file in files {
                try Data(file.text.utf8).write(to: root.appending(path: file.path))
            }
        } catch {
            throw GeneratorProblem(root.path(), "cannot be written: \(error)")
        }
    }
}
