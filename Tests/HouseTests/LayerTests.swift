import Testing

/// The table of rooms: who may import whom. Documentation/architecture.md tells why.
enum Layers {
    static let own: [String: Set<String>] = {
        let aws: Set = ["AWSRuntime", "AWSServices"]
        return [
            "slipway": ["SlipwayCommands"],
            "SlipwayCommands": aws.union([
                "SlipwayConsole", "SlipwayDeploy", "SlipwayAWS", "SlipwayImages", "SlipwayManifest", "SlipwayFailures",
                "SlipwayEvidence", "SlipwayFaults", "SlipwayRollout", "SlipwayDomain", "LocalAWS", "OCI",
            ]),
            "SlipwayConsole": ["SlipwayDomain"],
            "SlipwayDeploy": ["SlipwayDomain", "SlipwayManifest", "SlipwayFailures", "SlipwayRollout"],
            "SlipwayAWS": aws.union(["SlipwayDomain", "SlipwayDeploy", "SlipwayImages", "OCI"]),
            "SlipwayImages": ["SlipwayDomain", "OCI", "AWSRuntime"],
            "SlipwayFailures": ["SlipwayDomain"],
            "SlipwayEvidence": ["SlipwayDomain"],
            "SlipwayFaults": ["SlipwayDomain", "SlipwayFailures", "LocalAWS"],
            "SlipwayRollout": ["SlipwayDomain"],
            "SlipwayManifest": ["SlipwayDomain"],
            "SlipwayDomain": [],
            "OCI": ["CZlib"],
            "AWSServices": ["AWSRuntime"],
            "AWSRuntime": [],
            "AWSGenerator": ["CZlib"],
            "generate-aws": ["AWSGenerator"],
            "LocalAWS": aws.union(["OCI"]),
            "classifier-benchmark": ["SlipwayFailures", "SlipwayDomain"],
            "slipway-demo": aws.union(["SlipwayConsole"]),
            "TestSupport": [],
        ]
    }()

    /// Rooms that decide: no Foundation, no clock, no randomness, nothing from outside.
    static let pure: Set = ["SlipwayDomain", "SlipwayRollout", "SlipwayFailures"]

    struct Breach: Equatable, CustomStringConvertible {
        var path: String
        var line: Int
        var problem: String
        var description: String { "\(path):\(line): \(problem)" }
    }

    /// The module an import line names, if it is one.
    static func module(importedBy line: Substring) -> String? {
        let words = line.split(whereSeparator: \.isWhitespace).drop {
            $0.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains($0)
        }
        guard words.first == "import", var name = words.dropFirst().first else { return nil }
        if ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"].contains(name) {
            name = words.dropFirst(2).first ?? name
        }
        return name.split(separator: ".").first.map(String.init)
    }

    static func breaches(in file: SourceTree.File) -> [Breach] {
        guard let allowed = own[file.room] else {
            return [Breach(path: file.path, line: 1, problem: "the room \(file.room) is not in the table of rooms")]
        }
        return file.lines.enumerated().compactMap { index, line in
            guard let module = module(importedBy: line) else { return nil }
            let problem: String
            if own[module] != nil, !allowed.contains(module) {
                problem = "\(file.room) may not import \(module): arrows point down only"
            } else if pure.contains(file.room), own[module] == nil, module != "Synchronization" {
                problem = "\(file.room) decides; it may not import \(module)"
            } else {
                return nil
            }
            return Breach(path: file.path, line: index + 1, problem: problem)
        }
    }
}

@Suite("Layers")
struct LayerTests {
    @Test("arrows between rooms point down only")
    func arrowsPointDown() throws {
        let files = try SourceTree.swiftFiles(below: "Sources")
        try #require(files.count > 50)
        #expect(files.flatMap(Layers.breaches) == [])
    }

    @Test(
        "a forbidden import is found, however it is written",
        arguments: [
            ("SlipwayRollout", "import Foundation"), ("SlipwayDomain", "package import Logging"),
            ("SlipwayDeploy", "import AWSServices"), ("LocalAWS", "@testable import SlipwayDomain"),
            ("SlipwayConsole", "import struct SlipwayDeploy.Conductor"), ("Attic", "import OCI"),
        ])
    func findsBreaches(room: String, line: String) {
        let file = SourceTree.File(path: "Sources/\(room)/Some.swift", text: "// hello\n\(line)\n")
        #expect(Layers.breaches(in: file).count == 1)
    }

    @Test("an allowed import is no breach")
    func allowsTheTable() {
        let file = SourceTree.File(
            path: "Sources/SlipwayDeploy/Some.swift", text: "package import SlipwayDomain\nimport Logging\n")
        #expect(Layers.breaches(in: file) == [])
    }
}
