import Testing

/// Style that a formatter cannot hold: words with a better replacement, and files that want splitting.
enum Tidy {
    struct Ban {
        var word: String
        var instead: String
        /// A comment on the same line or the two before it that gives the reason lifts the ban.
        var mayGiveReason = false
    }

    static let bans = [
        Ban(word: "try!", instead: "throw, or `guard` with a clear error"),
        Ban(word: "as! ", instead: "`as?` with an error for the other case"),
        Ban(word: "@unchecked Sendable", instead: "a value, an actor or `Mutex`", mayGiveReason: true),
        Ban(word: "nonisolated(unsafe)", instead: "a value, an actor or `Mutex`", mayGiveReason: true),
        Ban(word: "fatalError(", instead: "a typed error; `preconditionFailure` with why it cannot happen"),
        Ban(word: "FIX" + "ME", instead: "the fix"),
        Ban(word: "TO" + "DO", instead: "the thing itself, or an issue"),
        Ban(word: "Thread.sleep", instead: "the injected clock"),
        Ban(word: "usleep(", instead: "the injected clock"),
    ]

    /// Source files above this want splitting.
    static let longestFile = 500

    static func breaches(in file: SourceTree.File) -> [String] {
        let lines = file.lines
        var found: [String] = []
        for (index, line) in lines.enumerated() {
            let code = line.drop { $0 == " " }
            if code.hasPrefix("//") { continue }
            for ban in bans where code.contains(ban.word) {
                let around = lines[max(0, index - 2)...index]
                if ban.mayGiveReason, around.contains(where: { $0.contains("//") }) { continue }
                found.append("\(file.path):\(index + 1): \(ban.word): use \(ban.instead)")
            }
        }
        if lines.count > longestFile {
            found.append("\(file.path): \(lines.count) lines; split it (\(longestFile) at most)")
        }
        return found
    }
}

@Suite("Tidiness")
struct TidyTests {
    @Test("no banned word and no overlong file in the sources")
    func sourcesAreTidy() throws {
        let files = try SourceTree.swiftFiles(below: "Sources").filter { $0.room != "AWSServices" }
        #expect(files.flatMap(Tidy.breaches) == [])
    }

    @Test("each ban can fail, and a given reason lifts those that allow it", arguments: Tidy.bans.indices)
    func bansBite(index: Int) {
        let ban = Tidy.bans[index]
        let bare = SourceTree.File(path: "Sources/OCI/Some.swift", text: "let x = 1\nlet y = 2\n\(ban.word)\n")
        #expect(Tidy.breaches(in: bare).count == 1)
        let reasoned = SourceTree.File(
            path: "Sources/OCI/Some.swift", text: "// The kernel guards this one.\n\(ban.word)\n")
        #expect(Tidy.breaches(in: reasoned).isEmpty == ban.mayGiveReason)
    }

    @Test("no file of the project names a folder of somebody's machine")
    func noForeignPaths() throws {
        let suspicious = ["/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/"]
        var found: [String] = []
        for folder in ["Sources", "Tests", "Scripts", "Benchmarks", "Documentation", "Examples"] {
            for ending in [".swift", ".sh", ".md", ".yml", ".py", ".c", ".lua"] {
                for file in try SourceTree.files(below: folder, ending: ending) {
                    for (index, line) in file.lines.enumerated() where suspicious.contains(where: line.contains) {
                        found.append("\(file.path):\(index + 1): \(line)")
                    }
                }
            }
        }
        #expect(found == [])
    }
}
