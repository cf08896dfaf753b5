package import SlipwayDomain

/// Asks the released service from outside until every check passes once, or its time is over.
struct VerifyPhase<C: Clock<Duration>>: Sendable {
    let clock: C
    let probe: any HTTPProbing
    let scripts: any ScriptRunning
    /// Between two tries.
    var pause: Duration = .milliseconds(250)
    /// No try begins with less time than this: it would only fail for want of it, and hide what was really wrong.
    var shortestTry: Duration = .milliseconds(500)

    /// - Returns: the finding of the first check that never passed; `nil` when all did.
    func run(
        _ checks: [VerifyPlan], baseURL: String?, environment: [String: String], deadline: C.Instant,
        tell: @Sendable (DeployEvent) -> Void
    ) async throws(CancellationError) -> Finding? {
        for check in checks {
            let start = clock.now
            let end = min(deadline, start.advanced(by: check.within))
            var attempt = 0
            var last: String?
            while true {
                attempt += 1
                tell(.verifying(check, attempt: attempt, last: last))
                let left = clock.now.duration(to: end)
                last = await failure(
                    of: check, baseURL: baseURL, environment: environment, timeout: max(left, .milliseconds(100)))
                guard let failed = last else { break }
                guard clock.now.advanced(by: pause + shortestTry) < end else {
                    return Self.finding(check, failed, baseURL: baseURL, after: start.duration(to: clock.now))
                }
                do { try await clock.sleep(for: pause) } catch { throw CancellationError() }
            }
            tell(.verified(check, after: start.duration(to: clock.now)))
        }
        return nil
    }

    /// What is wrong with one answer; `nil` when nothing is.
    private func failure(
        of check: VerifyPlan, baseURL: String?, environment: [String: String], timeout: Duration
    ) async -> String? {
        do {
            switch check.kind {
            case .request(let plan):
                guard let baseURL else { return "the service has no load balancer to ask through" }
                let answer = try await probe.request(plan, baseURL: baseURL, timeout: min(timeout, .seconds(10)))
                return Expectations.problem(with: answer, for: plan)
            case .script(let command):
                var variables = environment
                variables["BASE_URL"] = baseURL
                let (exitCode, output) = try await scripts.run(command, environment: variables, timeout: timeout)
                guard exitCode != 0 else { return nil }
                return (["exit code \(exitCode)"] + output.suffix(5)).joined(separator: "\n")
            }
        } catch {
            return error.detail
        }
    }

    private static func finding(
        _ check: VerifyPlan, _ problem: String, baseURL: String?, after: Duration
    ) -> Finding {
        let title = Expectations.title(of: check)
        let fix: String
        switch check.kind {
        case .request(let plan): fix = "curl -i \(baseURL ?? "")\(plan.path)"
        case .script(let command): fix = "BASE_URL=\(baseURL ?? "") \(command.joined(separator: " "))"
        }
        return Finding(
            failure: "verify-failed", severity: .fail, title: Words(same: title),
            cause: Words(
                "the new release runs, but \(title) did not pass within \(after.words)",
                ko: "새 릴리스는 실행 중이지만 '\(title)' 확인이 \(after.words) 안에 통과하지 못했습니다"),
            evidence: [Evidence(source: "verify", field: title, text: problem)], fix: Words(same: fix),
            withoutUs: Words("ECS would have called the deployment successful", ko: "ECS는 배포가 성공했다고 했을 것입니다"),
            nature: .cannotHeal)
    }
}

/// What an answer must look like. Pure.
package enum Expectations {
    /// `GET /health` or the script's command.
    package static func title(of check: VerifyPlan) -> String {
        switch check.kind {
        case .request(let plan): "\(plan.method.rawValue) \(plan.path)"
        case .script(let command): command.joined(separator: " ")
        }
    }

    /// The first thing wrong with an answer; `nil` when nothing is.
    package static func problem(with answer: ProbeAnswer, for plan: RequestPlan) -> String? {
        guard answer.status == plan.status else {
            return "status \(answer.status) instead of \(plan.status): \(answer.body.prefix(300))"
        }
        if let text = plan.contains, !answer.body.contains(text) {
            return "the answer does not contain \"\(text)\": \(answer.body.prefix(300))"
        }
        guard !plan.json.isEmpty else { return nil }
        guard let document = JSONText(parsing: answer.body) else {
            return "the answer is not JSON: \(answer.body.prefix(300))"
        }
        for expected in plan.json {
            let found = document.value(at: expected.name)
            guard found == expected.value else {
                return "\(expected.name) is \(found ?? "not there") instead of \(expected.value)"
            }
        }
        return nil
    }
}
