import ArgumentParser
import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout
import Testing

@testable import SlipwayCommands

@Suite("Options of a rollout") struct OptionsTests {
    static func options(_ arguments: String...) throws -> DeployOptions {
        try RolloutOptions.parse(arguments).options
    }

    @Test("without any, everything is checked, run, verified and put back when it fails")
    func standard() throws {
        let options = try Self.options()
        #expect(options.skip == .none)
        #expect(options.onBudget == .restore)
        #expect(options.failFast == nil)
        #expect(options.verifies && options.runsBefore)
    }

    @Test("checks are skipped by their ids, repeated or with commas, or all of them")
    func skips() throws {
        let some = try Self.options("--skip-check", "a,b", "--skip-check", "c").skip
        #expect(some == .some(["a", "b", "c"]))
        #expect(some.covers("b") && !some.covers("d"))
        #expect(try Self.options("--skip-check", "all").skip == .all)
    }

    @Test("each option does what its name says")
    func others() throws {
        let options = try Self.options("--on-budget", "leave", "--fail-fast", "3", "--no-verify", "--skip-before")
        #expect(options.onBudget == .leave)
        #expect(options.failFast == 3)
        #expect(!options.verifies && !options.runsBefore)
    }

    @Test("what makes no sense is refused", arguments: [["--fail-fast", "0"], ["--on-budget", "hope"], ["--fast"]])
    func refusals(arguments: [String]) {
        #expect(throws: (any Error).self) { try RolloutOptions.parse(arguments) }
    }
}

@Suite("Arguments that people shorten") struct CompletedArgumentTests {
    @Test(
        "--skip-check alone means all of them",
        arguments: [
            (["deploy", "--skip-check"], ["deploy", "--skip-check", "all"]),
            (["deploy", "--skip-check", "--no-verify"], ["deploy", "--skip-check", "all", "--no-verify"]),
            (["deploy", "--skip-check", "a,b"], ["deploy", "--skip-check", "a,b"]),
            (["run", "--", "--skip-check"], ["run", "--", "--skip-check"]), (["deploy"], ["deploy"]),
        ])
    func skipCheck(typed: [String], whole: [String]) {
        #expect(Slipway.completed(typed) == whole)
    }
}
