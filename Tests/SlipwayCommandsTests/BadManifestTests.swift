import Foundation
import OCI
import TestSupport
import Testing

@testable import SlipwayCommands

@Suite("A manifest that is none") struct BadManifestTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        /// The file's content; nothing makes no file.
        var bytes: [UInt8]?
        var isFolder = false
        /// What the message must hold.
        var says: [String]

        init(_ name: String, _ text: String?, says: String...) {
            (self.name, self.says) = (name, says)
            bytes = text.map { Array($0.utf8) }
        }

        var testDescription: String { name }
    }

    /// Ten levels of ten aliases each: ten billion values.
    static let bomb = (0..<10).map { level in
        "a\(level): &a\(level) [\((0..<10).map { _ in level == 0 ? "x" : "*a\(level - 1)" }.joined(separator: ", "))]\n"
    }.joined()

    static let cases: [Case] = [
        Case("missing", nil, says: "there is no slipway.yml here", "slipway init", "--file"),
        Case("empty", "", says: "slipway.yml:1:1: is empty"),
        Case("only spaces and comments", "\n  \n# nothing\n", says: "is empty"),
        Case("a text", "hello", says: "slipway.yml:1:1", "expected a map", "'hello'"),
        Case("a list", "- a\n- b\n", says: "expected a map", "a list"),
        Case("malformed", "name: [unclosed\n", says: "slipway.yml:2:1", "is not YAML"),
        Case("tabs", "name: x\n\tservices: {}\n", says: "slipway.yml:2:1", "is not YAML"),
        Case("a key twice", "name: a\nname: b\n", says: "twice"),
        Case("an unknown key", "name: a\nservises: {}\n", says: "slipway.yml:2:1", "did you mean 'services'?"),
        Case("deep brackets", String(repeating: "[", count: 100_000), says: "slipway.yml:1:1", "nested too deep"),
        Case("deep dashes", String(repeating: "- ", count: 50_000), says: "slipway.yml:1:1", "nested too deep"),
        Case("an alias bomb", bomb, says: "more than 16 aliases"),
        Case("a merge of itself", "a: &a\n  <<: *a\n", says: "slipway.yml:"),
        Case("huge", String(repeating: "# ten megabytes\n", count: 650_000), says: "is larger than 128 KiB"),
        {
            var binary = Case("binary", "", says: "slipway.yml:1:1: is not text in UTF-8")
            binary.bytes = [0x7F, 0x45, 0x4C, 0x46] + (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            return binary
        }(),
        {
            var latin = Case("Latin-1", "", says: "is not text in UTF-8")
            latin.bytes = Array("name: caf".utf8) + [0xE9, 0x0A]
            return latin
        }(),
        {
            var wide = Case("UTF-16", "", says: "is not text in UTF-8")
            wide.bytes = [0xFF, 0xFE] + "name: x\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            return wide
        }(),
        Case("zero bytes", "name: a\0b\n", says: "is not YAML"),
        {
            var folder = Case("a folder", nil, says: "slipway.yml is a folder")
            folder.isFolder = true
            return folder
        }(),
    ]

    static let commands = [
        ["check"], ["plan"], ["deploy"], ["watch"], ["status"], ["history"], ["rollback"], ["logs"], ["diagnose"],
        ["run", "--", "x"], ["rehearse"],
    ]

    static func inFolder<Result>(of bad: Case, _ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let path = "\(folder.path)/slipway.yml"
            if bad.isFolder { try Disk.makeFolder(path) }
            if let bytes = bad.bytes { try Disk.write(bytes, to: path) }
            return try await body(folder.path)
        }
    }

    @Test("is told with what is wrong, where, and what to type next; the exit code is 65", arguments: cases)
    func told(bad: Case) async throws {
        try await Self.inFolder(of: bad) { folder in
            let clock = ContinuousClock()
            let start = clock.now
            let outcome = try await Offline.run(["check"], in: folder)
            #expect(clock.now - start < .seconds(20))
            #expect(outcome.exitCode == 65, "\(outcome.all)")
            #expect(outcome.data.isEmpty, "words for people go to standard error")
            for part in bad.says { #expect(outcome.words.contains(part), "\(outcome.words)") }
            #expect(outcome.words.contains("next: "))
            #expect(outcome.words.utf8.count < 2000, "a message is no copy of the file")
            #expect(!outcome.words.contains("\0") && !outcome.words.contains("Errno") && !outcome.words.contains("NS"))

            struct Line: Decodable {
                var type: String
                var status: String
                var code: String
                var message: String
                var next: String
                var exitCode: Int
            }
            let json = try await Offline.run(["check", "--output", "json"], in: folder)
            #expect(json.words.isEmpty)
            let line = try json.result(Line.self)
            #expect(line.type == "result" && line.status == "error" && line.exitCode == 65)
        }
    }

    @Test("stops every command that needs one before anything else is done", arguments: commands)
    func everyCommand(command: [String]) async throws {
        for bad in Self.cases where ["missing", "malformed"].contains(bad.name) {
            try await Self.inFolder(of: bad) { folder in
                let outcome = try await Offline.run(command, in: folder)
                #expect(outcome.exitCode == 65, "\(outcome.all)")
                // Without a manifest `diagnose` names another way.
                let says = command == ["diagnose"] && bad.bytes == nil ? bad.says.prefix(1) : bad.says[...]
                for part in says { #expect(outcome.all.contains(part)) }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == (bad.bytes == nil ? 0 : 1))
            }
        }
    }

    @Test("a file that may not be read is named, with why")
    func forbidden() async throws {
        guard geteuid() != 0 else { return }
        try await Self.inFolder(of: Case("forbidden", "name: x\n", says: "")) { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(folder)/slipway.yml")
            let outcome = try await Offline.run(["check"], in: folder)
            #expect(outcome.exitCode == 65)
            #expect(outcome.words.contains("slipway.yml cannot be read"))
        }
    }

    @Test("a secret's value written into the manifest by mistake is not repeated")
    func secretByMistake() async throws {
        let text = Stage.manifest.replacing(
            "\"secret:dev/shop/token\"", with: "\"postgres://shop:canary-4711@db.example/shop\"")
        let filled = text.replacing("${RELEASE}", with: "1").replacing("${SUBNET}", with: "subnet-1")
        try await Self.inFolder(of: Case("a secret", filled, says: "")) { folder in
            let outcome = try await Offline.run(["check"], in: folder)
            #expect(outcome.exitCode == 65)
            #expect(outcome.words.contains("services.web.secrets.API_TOKEN"))
            #expect(!outcome.all.contains("canary-4711"))
        }
    }
}
