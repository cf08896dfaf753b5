import AWSRuntime
import AWSServices
import SlipwayConsole

/// The story, act by act.
struct Demo {
    let console: Console
    var program: SlipwayProgram

    func run() async throws -> [Summary.Row] {
        var rows: [Summary.Row] = []
        title("1. A RealWorld backend goes live on the embedded cloud")
        let cloud = try await EmbeddedCloud.start(program, console)
        do {
            rows = try await acts(cloud)
        } catch {
            await cloud.stop()
            throw error
        }
        await cloud.stop()
        return rows
    }

    private func acts(_ cloud: EmbeddedCloud) async throws -> [Summary.Row] {
        var program = program
        program.endpoint = cloud.endpoint
        program.accessKey = cloud.accessKey
        program.secretKey = cloud.secretKey
        var rows = [
            row("version 1, first deployment", cloud.firstDeployment, promised: cloud.firstDeployment.exitCode == 0)
        ]
        guard let url = cloud.firstDeployment.result["url"]?.text else {
            throw DemoError("the first deployment named no address: \(cloud.firstDeployment.cause)")
        }

        title("2. Its API, through the load balancer at \(url)")
        try await Conversation(console: console, url: url).hold()

        title("3. Version 2 replaces it while people use it")
        let load = try LoadGenerator(url)
        let running = program
        let (second, counts) = try await load.during("/api/articles?limit=5") {
            try await running.run(["deploy", "--env", "local"], release: "2")
        }
        say(second)
        console.say(
            "\(counts.succeeded + counts.failed) requests meanwhile, \(counts.failed) failed"
                + (counts.firstFailure.map { " (first: \($0))" } ?? ""))
        rows.append(
            row(
                "version 2 under load, \(counts.succeeded) requests", second,
                cause: "\(counts.failed) requests failed", promised: second.exitCode == 0 && counts.failed == 0))

        title("4. Accident: an image that nobody pushed")
        let missing = try await program.run(
            ["deploy", "--env", "local", "--image", "realworld-backend:never-pushed"], release: "3")
        say(missing)
        rows.append(row("image tag does not exist", missing, promised: missing.refused(by: "image-tag-not-found")))

        title("5. Accident: the secret lost its jwt_secret")
        let secrets = SecretAccident(endpoint: cloud.endpoint, accessKey: cloud.accessKey, secretKey: cloud.secretKey)
        let kept = try await secrets.removeKey("jwt_secret", from: "local/realworld/database")
        let refused = try await program.run(["deploy", "--env", "local"], release: "3")
        say(refused)
        rows.append(row("secret without jwt_secret", refused, promised: refused.refused(by: "secret-json-key-missing")))
        let forced = try await program.run(
            ["deploy", "--env", "local", "--skip-check", "all", "--skip-before"], release: "3")
        say(forced)
        rows.append(
            row(
                "the same with --skip-check", forced,
                promised: forced.exitCode == 11 && forced.causeID == "secret-json-key-missing" && forced.wasHopeless))
        try await secrets.put(kept, into: "local/realworld/database")

        title("6. Accident: version 3 crashes at boot")
        let crash = try await program.run(["deploy", "--env", "local"], release: "3", fault: "crash-at-boot")
        say(crash)
        let still = try await Conversation(console: console, url: url).release()
        console.say("release \(still) is still serving")
        rows.append(
            row(
                "version 3 crashes at boot", crash,
                promised: crash.exitCode == 11 && crash.failures == 2 && still == "2"))
        return rows
    }

    private func title(_ text: String) {
        console.say()
        console.say("── \(text)")
    }

    /// What Slipway said, as its own reports print it.
    private func say(_ outcome: SlipwayProgram.Outcome) {
        console.say(
            "exit code \(outcome.exitCode) after \(outcome.seconds.short): \(outcome.result["summary"]?.text ?? "")")
        let findings = outcome.result["refusals"]?.items ?? []
        for finding in findings.isEmpty ? [outcome.result["cause"]].compactMap(\.self) : findings {
            console.say("  ✘ \(finding["id"]?.text ?? ""): \(finding["cause"]?.text ?? "")")
            for evidence in (finding["evidence"]?.items ?? []).prefix(3) {
                console.say(
                    "    evidence: \(evidence["field"]?.text ?? ""): \((evidence["text"]?.text ?? "").cut(to: 160))")
            }
            if let fix = finding["fix"]?.text { console.say("    fix: \(fix)") }
        }
    }

    private func row(
        _ accident: String, _ outcome: SlipwayProgram.Outcome, cause: String? = nil, promised: Bool
    ) -> Summary.Row {
        let verdicts = [
            0: "deployed", 10: "failed", 11: "put back", 12: "refused", 14: "budget spent", 17: "failed before",
        ]
        return Summary.Row(
            accident: accident, verdict: verdicts[outcome.exitCode] ?? "exit code \(outcome.exitCode)",
            cause: cause ?? outcome.cause, time: outcome.seconds.short, isAsPromised: promised)
    }
}

extension SlipwayProgram.Outcome {
    func refused(by id: String) -> Bool {
        exitCode == 12 && (result["refusals"]?.items ?? []).contains { $0["id"]?.text == id }
    }

    /// Decided at the first task, because the cause cannot heal by itself.
    var wasHopeless: Bool {
        lines.contains { $0["event"]?.text == "failed" && $0["text"]?.text == "a cause that cannot heal by itself" }
    }

    /// The number in the last "failure N of M".
    var failures: Int {
        lines.filter { $0["event"]?.text == "failure" }.compactMap { $0["number"]?.text.flatMap(Int.init) }.max() ?? 0
    }
}

extension Double {
    var short: String { "\((self * 100).rounded() / 100) s" }
}
