import AWSGenerator
import Foundation
import Testing

/// The checked-in services are what the generator makes of botocore 1.44.5, byte for byte.
@Suite("Regeneration")
struct RegenerationTests {
    static let version = "1.44.5"
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// `BOTOCORE_DATA`, or the botocore that Python has; nil when there is none of that version.
    static let models: URL? = {
        if let path = ProcessInfo.processInfo.environment["BOTOCORE_DATA"] { return URL(filePath: path) }
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", "import botocore; print(botocore.__version__, botocore.__path__[0])"]
        let output = Pipe()
        python.standardOutput = output
        python.standardError = FileHandle.nullDevice
        guard (try? python.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0] == version else { return nil }
        return URL(filePath: parts[1].trimmingCharacters(in: .whitespacesAndNewlines) + "/data")
    }()

    @Test(
        "the checked-in services are what the models give",
        .enabled(if: models != nil, "no botocore 1.44.5: set BOTOCORE_DATA to its unpacked wheel"),
        arguments: AllowedService.all)
    func sameAsCheckedIn(service: AllowedService) throws {
        let folder = try ModelFolder(try #require(Self.models))
        #expect(folder.botocoreVersion == Self.version)
        let files = try folder.generate(service)
        let root = Self.package.appending(path: "Sources/AWSServices")
        let present = try FileManager.default.contentsOfDirectory(
            atPath: root.appending(path: service.namespace).path)
        #expect(Set(present.map { "\(service.namespace)/\($0)" }) == Set(files.map(\.path)))
        for file in files {
            let text = try String(contentsOf: root.appending(path: file.path), encoding: .utf8)
            #expect(text == file.text, "\(file.path) differs; run make generate")
        }
    }
}

extension AllowedService: CustomTestStringConvertible {
    package var testDescription: String { namespace }
}

@Suite("Model folder")
struct ModelFolderTests {
    @Test("a folder without models says what to do")
    func missing() {
        let nowhere = URL(filePath: "/nonexistent-models")
        let error = #expect(throws: GeneratorProblem.self) { try ModelFolder(nowhere) }
        #expect(error?.description.contains("unpack botocore's wheel") == true)
    }

    @Test("output replaces a service's folder and leaves the others")
    func output() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "generated-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let output = OutputFolder(root)
        try output.replace(with: [
            GeneratedFile(path: "A/old.swift", text: "1"), GeneratedFile(path: "B/b.swift", text: "2"),
        ])
        try output.replace(with: [GeneratedFile(path: "A/new.swift", text: "3")])
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "A").path) == ["new.swift"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "B").path) == ["b.swift"])
    }
}
