package import FoundationEssentials

/// A folder with botocore's models, as an unpacked wheel has them.
package struct ModelFolder {
    private let data: URL
    private let version: String

    /// - Parameter folder: botocore's `data` folder, or one that contains `botocore/data` or `data`.
    /// - Throws: `GeneratorProblem` when there are no models or botocore's version is not written beside them.
    package init(_ folder: URL) throws(GeneratorProblem) {
        let candidates = [folder.appending(path: "botocore/data"), folder.appending(path: "data"), folder]
        guard let data = candidates.first(where: { Self.exists($0.appending(path: "ecs")) }) else {
            throw GeneratorProblem(
                folder.path(), "holds no botocore models; unpack botocore's wheel and name the folder it is in")
        }
        self.data = data
        let initialiser = data.deletingLastPathComponent().appending(path: "__init__.py")
        let text = String(decoding: try Self.read(initialiser), as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("__version__") }),
            case let parts = line.split(whereSeparator: { $0 == "'" || $0 == "\"" }), parts.count >= 2
        else { throw GeneratorProblem(initialiser.path(), "has no __version__") }
        version = String(parts[1])
    }

    package var botocoreVersion: String { version }

    /// All files of one service.
    package func generate(_ allowed: AllowedService) throws(GeneratorProblem) -> [GeneratedFile] {
        let service = data.appending(path: allowed.folder)
        let versions = try Self.contents(of: service)
        // Dates: the last one is the newest.
        guard let newest = versions.max() else { throw GeneratorProblem(service.path(), "has no version") }
        let folder = service.appending(path: newest)
        guard let model = try Self.readJSON("service-2.json", in: folder) else {
            throw GeneratorProblem(folder.path(), "has no service-2.json or service-2.json.gz")
        }
        return try Pipeline.files(
            for: allowed, service: model, paginators: try Self.readJSON("paginators-1.json", in: folder),
            source: ModelSource(folder: allowed.folder, botocoreVersion: version))
    }

    private static func readJSON(_ name: String, in folder: URL) throws(GeneratorProblem) -> [UInt8]? {
        let plain = folder.appending(path: name)
        if exists(plain) { return try read(plain) }
        let packed = folder.appending(path: "\(name).gz")
        guard exists(packed) else { return nil }
        return try Gunzip.unpack(try read(packed), named: packed.path())
    }

    private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path()) }

    private static func contents(of folder: URL) throws(GeneratorProblem) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.path())
        } catch {
            throw GeneratorProblem(folder.path(), "cannot be listed: \(error)")
        }
    }

    private static func read(_ url: URL) throws(GeneratorProblem) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: url))
        } catch {
            throw GeneratorProblem(url.path(), "cannot be read: \(error)")
        }
    }
}
