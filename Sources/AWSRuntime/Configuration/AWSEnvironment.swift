import FoundationEssentials

/// Everything outside that configuration is read from: variables, the home directory, files. Injected, so that tests
/// and `rehearse` never read the machine's own.
package struct AWSEnvironment: Sendable {
    package var variables: [String: String]
    package var homeDirectory: String
    /// The file's text, nil when there is no such file. Throws a sentence when it cannot be read.
    package var readFile: @Sendable (String) throws(UnreadableFile) -> String?

    package struct UnreadableFile: Error, Hashable, Sendable {
        package var problem: String

        package init(problem: String) {
            self.problem = problem
        }
    }

    package init(
        variables: [String: String] = [:], homeDirectory: String = "/nonexistent",
        readFile: @escaping @Sendable (String) throws(UnreadableFile) -> String? = { _ in nil }
    ) {
        self.variables = variables
        self.homeDirectory = homeDirectory
        self.readFile = readFile
    }

    /// This process's.
    package static func process() -> AWSEnvironment {
        let variables = ProcessInfo.processInfo.environment
        return AWSEnvironment(
            variables: variables, homeDirectory: variables["HOME"] ?? "/",
            readFile: { path throws(UnreadableFile) in try readFromDisk(path) })
    }

    /// The variable's value; an empty one counts as absent, as in the AWS CLI.
    package func variable(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `~` and `~/…` in front of the home directory.
    package func expand(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? homeDirectory + path.dropFirst() : path
    }

    /// Configuration files are small; anything above is not one.
    private static let largestFileBytes = 4 << 20

    private static func readFromDisk(_ path: String) throws(UnreadableFile) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw UnreadableFile(problem: "\(path) cannot be read: \(error)")
        }
        guard data.count <= largestFileBytes else {
            throw UnreadableFile(problem: "\(path) is larger than \(largestFileBytes >> 20) MiB")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw UnreadableFile(problem: "\(path) is not UTF-8 text")
        }
        return text
    }
}
