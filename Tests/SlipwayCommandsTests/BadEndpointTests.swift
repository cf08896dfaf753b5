import AWSRuntime
import Foundation
import OCI
import TestSupport
import Testing

@testable import SlipwayCommands

@Suite("An endpoint that is none", .timeLimit(.minutes(3))) struct BadEndpointTests {
    static let commands = [
        ["check"], ["plan"], ["deploy"], ["status"], ["history"], ["logs"], ["diagnose"], ["watch"], ["rollback"],
        ["run", "--", "x"],
    ]

    /// Runs a command against an endpoint, with time-outs a hundredth of the real ones.
    static func run(
        _ arguments: [String], endpoint: String, environment: [String: String] = credentials
    ) async throws -> Stage.Outcome {
        try await withTemporaryFolder { folder in
            try Disk.write(Array(Stage.manifest.utf8), to: "\(folder.path)/slipway.yml")
            let variables = environment.merging(["AWS_ENDPOINT_URL": endpoint, "RELEASE": "1", "SUBNET": "subnet-1"]) {
                $1
            }
            return try await Offline.run(arguments, in: folder.path, environment: variables) { context in
                context.timeouts = TransportTimeouts(
                    connect: .milliseconds(300), firstByte: .milliseconds(200), total: .milliseconds(300))
                context.longestCall = .milliseconds(600)
            }
        }
    }

    static let credentials = ["AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "canary-4711"]

    static func expectUnreachable(_ outcome: Stage.Outcome, _ what: String) {
        #expect(outcome.exitCode == 69, "\(what): \(outcome.all)")
        #expect(outcome.words.contains("error: AWS did not answer while "), "\(what): \(outcome.all)")
        #expect(outcome.words.contains("next: check the network, AWS_REGION and AWS_ENDPOINT_URL"))
        #expect(!outcome.all.contains("canary-4711"))
    }

    @Test("is told as such, whatever it answers", arguments: BadEndpoint.Manner.allCases)
    func manners(manner: BadEndpoint.Manner) async throws {
        try await BadEndpoint.with(manner) { port in
            // Each run waits for its time-outs: all commands meet one of them, two commands speak for all with the others.
            for command in manner == .html ? Self.commands : [["deploy"], ["status"]] {
                let outcome = try await Self.run(command, endpoint: "http://127.0.0.1:\(port)")
                Self.expectUnreachable(outcome, "\(command)")
            }
        }
    }

    @Test("is told as such where nobody listens, and where plain HTTP is spoken instead of TLS")
    func refused() async throws {
        let free = try await BadEndpoint.with(.hangs) { $0 }
        for command in [["deploy"], ["status"]] {
            let outcome = try await Self.run(command, endpoint: "http://127.0.0.1:\(free)")
            Self.expectUnreachable(outcome, "\(command)")
            #expect(outcome.words.contains("127.0.0.1:\(free)") || outcome.words.contains("refused"))
        }
        try await BadEndpoint.with(.html) { port in
            for command in [["deploy"], ["status"]] {
                Self.expectUnreachable(try await Self.run(command, endpoint: "https://127.0.0.1:\(port)"), "TLS")
            }
        }
    }

    @Test("the last JSON line says the same")
    func json() async throws {
        struct Line: Decodable {
            var type: String
            var code: String
            var exitCode: Int
            var next: String
        }
        try await BadEndpoint.with(.html) { port in
            for command in ["check", "deploy", "status"] {
                let outcome = try await Self.run([command, "--output", "json"], endpoint: "http://127.0.0.1:\(port)")
                let line = try outcome.result(Line.self)
                #expect(line.type == "result" && line.code == "aws.unreachable" && line.exitCode == 69)
                #expect(outcome.words.isEmpty)
            }
        }
    }

    @Test("an endpoint that is no URL is named by its variable, without repeating a password in it")
    func noURL() async throws {
        for endpoint in ["localhost:4566", "ftp://host", "http://", "http://h:x", "http://u:canary-4711@h"] {
            let outcome = try await Self.run(["check"], endpoint: endpoint)
            #expect(outcome.exitCode == 64)
            #expect(outcome.words.contains("AWS_ENDPOINT_URL"))
            #expect(!outcome.all.contains("canary-4711"))
        }
    }

    @Test("without credentials every command says where they were looked for, and which command needs none")
    func noCredentials() async throws {
        for command in Self.commands {
            let outcome = try await Self.run(command, endpoint: "http://127.0.0.1:1", environment: [:])
            #expect(outcome.exitCode == 77, "\(command): \(outcome.all)")
            #expect(outcome.words.contains("no AWS credentials were found"))
            #expect(outcome.words.contains("environment: AWS_ACCESS_KEY_ID is not set"))
            #expect(outcome.words.contains("slipway rehearse"))
        }
    }
}
