import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import SlipwayCommands

@Suite("Completion") struct CompletionTests {
    @Test("the scripts parse in the shells that are there, and name the commands", arguments: ["bash", "zsh", "fish"])
    func parses(shell: String) async throws {
        let kind = try #require(Completion.Shell(rawValue: shell))
        let script = Slipway.completionScript(for: kind.kind)
        for command in ["deploy", "rehearse", "diagnose"] { #expect(script.contains(command)) }
        let path = ["/usr/bin/\(shell)", "/bin/\(shell)"].first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let path else { return }
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "slipway.\(shell)")
            try Data(script.utf8).write(to: file)
            let process = Process()
            process.executableURL = URL(filePath: path)
            process.arguments = ["-n", file.path]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }
}
