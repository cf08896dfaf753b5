package import Foundation

/// Runs `body` with a new, empty folder that is removed afterwards, whatever happens.
///
/// Its name is short, because sockets in it must fit into 104 bytes.
package func withTemporaryFolder<Result>(
    _ body: (URL) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("slipway-\(UInt32.random(in: .min ... .max))", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    do {
        let result = try await body(folder)
        try FileManager.default.removeItem(at: folder)
        return result
    } catch {
        try FileManager.default.removeItem(at: folder)
        throw error
    }
}

/// The root of the package that `file` belongs to: the nearest folder above with a `Package.swift`.
package func packageRoot(file: String = #filePath) -> URL {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
        if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) { return folder }
        folder = folder.deletingLastPathComponent()
    }
    return folder
}

/// A file or folder of the material shared beside the package, such as `vectors/sigv4`; nothing where it is not there.
package func sharedMaterial(_ path: String, file: String = #filePath) -> URL? {
    let url = packageRoot(file: file).appendingPathComponent("../shared").appendingPathComponent(path)
        .standardizedFileURL
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
}
