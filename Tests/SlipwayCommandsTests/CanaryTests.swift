import AWSRuntime
import Foundation
import LocalAWS
import SlipwayConsole
import Synchronization
import TestSupport
import Testing

@testable import SlipwayCommands

/// Whole deployments, good ones and failing ones, with secret values planted wherever Slipway comes by: nothing that is
/// printed, passed to another program or written to a file may hold one.
@Suite("Canaries", .enabled(if: Canaries.canRun)) struct CanaryTests {
    /// What each deployment has to go through.
    enum Variant: String, CaseIterable, Sendable {
        case works, keyIsMissing, crashesAtBoot, updateIsDenied, secretsAreDenied, credentialsExpire, scriptFails
    }

    static let looks = [
        ["status"], ["history"], ["logs"], ["logs", "--since", "1h"], ["diagnose"],
        ["diagnose", "--cluster", "shop-dev", "--service", "web", "--region", "eu-west-1"], ["plan"],
        ["plan", "--diff"], ["check"],
    ]

    /// For people and for programs, with the calls.
    static func inAllForms(_ command: [String]) -> [[String]] {
        [command + ["--debug"], command + ["--output", "json", "--debug"]]
    }

    @Test("appear nowhere, even where the redactor would not help", arguments: Variant.allCases)
    func nowhere(variant: Variant) async throws {
        try await Stage.with(secrets: Canaries.planted, identity: Canaries.identity, casting: Self.harmless) { stage in
            var stage = stage
            var ends: [String: Int32] = [:]
            func look(_ command: [String], live: Bool = false) async throws {
                let outcome = try await stage.run(command, live: live, blind: true)
                #expect(!outcome.all.isEmpty, "\(command)")
                #expect(Canaries.found(in: outcome.all) == [], "\(command)")
                ends[command.joined(separator: " "), default: 0] |= outcome.exitCode
            }
            try await look(["deploy"])
            #expect(ends == ["deploy": 0])
            stage.environment["RELEASE"] = "2"
            try await Self.play(variant, on: &stage)
            try await look(["deploy"], live: true)
            for command in [["deploy"]] + Self.looks { for form in Self.inAllForms(command) { try await look(form) } }
            try await look(["run", "--", "migrate"])
            try await look(["run", "--output", "json", "--", "migrate"])
            try await look(["rollback", "--output", "json"])
            #expect(
                ends.values.contains { $0 != 0 } == ![.works, .secretsAreDenied].contains(variant),
                "the deployment did not go through what it should: \(ends)")

            let started = try String(contentsOfFile: stage.startedPrograms, encoding: .utf8)
            #expect(started.contains("/docker build ") && started.contains("smoke.sh"))
            #expect(try Canaries.found(below: stage.root) == [])
        }
    }

    /// Lets the second deployment go wrong.
    static func play(_ variant: Variant, on stage: inout Stage) async throws {
        switch variant {
        case .works: break
        case .keyIsMissing:
            try await stage.put(secret: "dev/shop/database", ["database_url": Canaries.planted["DATABASE_URL"] ?? ""])
        case .crashesAtBoot: stage.environment["RELEASE"] = "broken"
        case .updateIsDenied: stage.faults.play { call, _ in call == "ecs:UpdateService" ? .denied(call) : nil }
        case .secretsAreDenied:
            stage.faults.play { call, _ in call == "secretsmanager:GetSecretValue" ? .denied(call) : nil }
        case .credentialsExpire: stage.faults.play { _, number in number > 60 ? .expired : nil }
        case .scriptFails: stage.environment["SMOKE"] = "1"
        }
    }

    /// Programs that write about everything but their secrets.
    static func harmless(_ container: ContainerSpec) -> PlayedRuntime.Part {
        if container.command == ["migrate"] { return PlayedRuntime.Part(lines: ["nothing to do"], act: .exits(0)) }
        let release = container.environment.first { $0.name == "RELEASE" }?.value
        return release == "broken"
            ? PlayedRuntime.Part(lines: ["starting", "error: no route to the database"], act: .exits(1))
            : PlayedRuntime.Part(lines: ["listening"], act: .serves(200))
    }

    @Test("are redacted where the application itself writes them", arguments: [OutputFormat.text, .json])
    func redacted(format: OutputFormat) async throws {
        try await Stage.with(secrets: Canaries.planted, identity: Canaries.identity, casting: Self.careless) { stage in
            let form = ["--output", format.rawValue]
            #expect(try await stage.run(["deploy"] + form).exitCode == 0)
            var broken = stage
            broken.environment["RELEASE"] = "broken"
            let commands = [["deploy"], ["diagnose"], ["logs"], ["status"], ["history"]].map { $0 + form }
            for command in commands + [["run"] + form + ["--", "migrate"]] {
                let outcome = try await broken.run(command)
                #expect(Canaries.found(in: outcome.all) == [], "\(command)")
                if ["deploy", "diagnose", "logs", "run"].contains(command[0]) {
                    #expect(outcome.all.contains("[secret]"), "\(command): \(outcome.all)")
                }
            }
            #expect(try Canaries.found(below: stage.root) == [])
        }
    }

    /// Programs that write everything they are given.
    static func careless(_ container: ContainerSpec) -> PlayedRuntime.Part {
        let lines = container.environment.map { "\($0.name)=\($0.value)" } + ["the password is canary-url-9f31"]
        let release = container.environment.first { $0.name == "RELEASE" }?.value
        return PlayedRuntime.Part(
            lines: lines,
            act: container.command == ["migrate"] ? .exits(0) : release == "broken" ? .exits(1) : .serves(200))
    }

    @Test("are redacted where a project's own script writes its environment")
    func scripts() async throws {
        try await Stage.with(secrets: Canaries.planted, identity: Canaries.identity, casting: Self.harmless) { stage in
            let script = "#!/bin/sh\necho \"$AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN\"\nexit 1\n"
            try stage.write(script, to: "smoke.sh")
            for form in Self.inAllForms(["deploy"]) {
                let outcome = try await stage.run(form)
                #expect(outcome.exitCode != 0)
                #expect(outcome.all.contains("[secret]"))
                #expect(Canaries.found(in: outcome.all) == [])
            }
        }
    }

    @Test("are found wherever one is planted on purpose")
    func canBeFound() async throws {
        try await Stage.with(secrets: Canaries.planted, identity: Canaries.identity, casting: Self.careless) { stage in
            let token = Canaries.planted["API_TOKEN"] ?? ""
            // A secret in a plain variable is shown by `plan`.
            #expect(try await stage.run("deploy").exitCode == 0)
            let text = Stage.manifest.replacing("RELEASE: \"${RELEASE}\"", with: "RELEASE: \"\(token)\"")
            try stage.write(text, to: "slipway.yml")
            #expect(Canaries.found(in: try await stage.run("deploy", blind: true).all) == ["whole secret"])
            #expect(Set(try Canaries.found(below: stage.root)) == ["whole secret in project/slipway.yml"])
            let leaks = Set(Canaries.found(in: try await stage.run("logs", "--output", "json", blind: true).all))
            // Passwords in URLs are masked by everybody.
            let safe = ["secret access key", "session token", "password in a URL, encoded"]
            #expect(leaks == Set(Canaries.words.map(\.name)).subtracting(safe))
            // As an argument, and in base64 in a file.
            try stage.write(
                Stage.manifest.replacing("./smoke.sh,", with: "[./smoke.sh, \(token)],"), to: "slipway.yml")
            _ = try await stage.run("deploy", blind: true)
            let started = try String(contentsOfFile: stage.startedPrograms, encoding: .utf8)
            #expect(Canaries.found(in: started) == ["whole secret"])
            for prefix in ["", "x", "xy", "xyz"] {
                try stage.write(Data("\(prefix)\(token), and more".utf8).base64EncodedString(), to: "note")
                #expect(try Canaries.found(below: stage.root).contains("whole secret in project/note"))
            }
        }
    }
}

extension Canaries {
    /// Played containers each have a loopback address of their own.
    static var canRun: Bool {
        #if os(Linux)
        true
        #else
        false
        #endif
    }
}
