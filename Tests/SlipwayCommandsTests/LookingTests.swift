import ArgumentParser
import Foundation
import LocalAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import Testing

@testable import SlipwayCommands

@Suite("Commands that only look", .enabled(if: Canaries.canRun)) struct LookingTests {
    struct Result: Decodable {
        var status: String?
        var exitCode: Int?
        var summary: String?
        var message: String?
    }

    @Test("mask the secrets of a release that the manifest no longer has", arguments: [OutputFormat.text, .json])
    func droppedSecret(format: OutputFormat) async throws {
        try await Stage.with(secrets: Canaries.planted, identity: Canaries.identity, casting: CanaryTests.careless) {
            stage in
            #expect(try await stage.run("deploy").exitCode == 0)
            let manifest = Stage.manifest.replacing("      API_TOKEN: \"secret:dev/shop/token\"\n", with: "")
                .replacing("API_TOKEN, ", with: "")
            #expect(!manifest.contains("API_TOKEN"))
            try stage.write(manifest, to: "slipway.yml")
            for command in [["logs"], ["run", "--", "migrate"]] {
                let outcome = try await stage.run(
                    [command[0], "--output", format.rawValue] + command.dropFirst())
                #expect(outcome.all.contains("[secret]"), "\(command): \(outcome.all)")
                #expect(Canaries.found(in: outcome.all) == [], "\(command)")
            }
        }
    }

    @Test("a service or a cluster that is not there is a wrong name, whichever of them looks for it")
    func missing() async throws {
        try await Stage.with(secrets: Canaries.planted) { stage in
            for manifest in [Stage.manifest, Stage.manifest.replacing("name: shop", with: "name: nowhere")] {
                try stage.write(manifest, to: "slipway.yml")
                for command in ["status", "history", "diagnose", "watch"] {
                    let outcome = try await stage.run(command)
                    #expect(outcome.exitCode == 64, "\(command): \(outcome.all)")
                    #expect(outcome.words.contains("there is no") || outcome.words.contains("does not exist"))
                }
            }
            #expect(try await stage.run("logs").exitCode == 64)
        }
    }

    @Test("credentials that AWS refuses are told as such, with where they come from")
    func refusedCredentials() async throws {
        try await Stage.with(secrets: Canaries.planted) { stage in
            var stage = stage
            stage.environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
            let wrong = try await stage.run("status")
            #expect(wrong.exitCode == 77)
            #expect(wrong.words.contains("AWS refused the credentials") && wrong.words.contains("environment"))
            stage.faults.play { _, _ in .expired }
            stage.environment["AWS_SECRET_ACCESS_KEY"] = stage.cloud.owner.secretAccessKey
            let expired = try await stage.run("status")
            #expect(expired.words.contains("expired") && expired.words.contains("aws sso login"))
        }
    }

    @Test("the result of `run` says how it went")
    func runStatus() throws {
        for (code, status) in [(0, "done"), (3, "failed"), (nil, "neverRan")] as [(Int?, String)] {
            let sink = MemorySink()
            Console(format: .json, sink: sink).report(RunReport(task: "task/1", exitCode: code, reason: nil))
            let result = try JSONDecoder().decode(Result.self, from: Data(sink.text.utf8))
            #expect(result.status == status && result.exitCode == code)
        }
    }

    @Test("what became of a fault is a result line in JSON, and words beside the data for people")
    func faults() throws {
        let change = FaultChange(status: "over", failure: "app-exit-1", words: "app-exit-1 is over")
        let (json, text) = (MemorySink(), MemorySink())
        change.tell(Console(format: .json, sink: json))
        change.tell(Console(format: .text, sink: text))
        #expect(try JSONDecoder().decode(Result.self, from: Data(json.data.utf8)).status == "over")
        #expect(text.data.isEmpty && text.words.contains("app-exit-1 is over"))
    }

    @Test("a command line that cannot be read is a JSON line where JSON was asked for, once")
    func usage() throws {
        func problem(_ arguments: [String]) -> Problem? {
            do {
                _ = try Slipway.parseAsRoot(arguments)
                return nil
            } catch {
                return Slipway.usageProblem(error, arguments)
            }
        }
        let unknown = try #require(problem(["history", "--output", "json", "--limit", "0"]))
        #expect(unknown.exitCode == .usage && unknown.message.contains("--limit must be from 1 to 100"))
        #expect(problem(["status", "--output=json", "--nonsense"]) != nil)
        #expect(problem(["status", "--nonsense"]) == nil)
        #expect(problem(["status", "--output", "json", "--help"]) == nil)
        #expect(Slipway.usageProblem(ArgumentParser.ExitCode(64), ["--output", "json"]) == nil)
        #expect(problem(["explain", "app-exit-1", "--search", "words", "--output", "json"]) != nil)
    }

    @Test("what keeps a cloud from starting in the background is told once, as its own words")
    func notStarted() {
        let problem = LocalRecord.notStarted("error: the port 4566 is taken\n  address in use\n  next: try --port 0\n")
        #expect(problem.message == "the embedded cloud did not start: the port 4566 is taken")
        #expect(problem.cause == "address in use")
        #expect(problem.next == "try --port 0")
        #expect(LocalRecord.notStarted("").cause == nil)
    }

    @Test("a time stands beside the sentence, a fix is told once, and no line ends in blanks")
    func tidy() throws {
        let fix = "see `docker login`"
        let cause = Finding(
            failure: "image", severity: .fail, title: Words(same: "image"), cause: Words(same: "no"),
            fix: Words(same: fix))
        let result = DeployResult(
            exitCode: .failedBefore, service: OutputTests.service, phase: .image, summary: "nothing was changed",
            cause: cause, elapsed: .milliseconds(27), next: fix)
        let sink = MemorySink()
        let console = Console(format: .text, sink: sink)
        console.report(DeployReport(result: result))
        DeployView(console).show(.phaseEnded(.check, after: .seconds(1), .done))
        #expect(sink.text.contains("nothing was changed (27 ms)"))
        #expect(sink.text.components(separatedBy: fix).count == 2)
        #expect(sink.lines.allSatisfy { !$0.hasSuffix(" ") })
    }
}
