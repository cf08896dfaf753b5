import AWSRuntime
import Testing

@Suite("Failure classes")
struct FailureClassTests {
    @Test(
        "codes and statuses decide",
        arguments: [
            ("ThrottlingException", 400, FailureClass.throttled), ("Whatever", 429, .throttled),
            ("LimitExceededException", 400, .permanent), ("ServerException", 500, .ambiguous),
            ("InternalFailure", 500, .ambiguous), ("", 503, .ambiguous), ("SlowDown", 503, .throttled),
            ("RequestTimeTooSkewed", 403, .clockSkew), ("InvalidSignatureException", 400, .clockSkew),
            ("ExpiredTokenException", 400, .expiredCredentials), ("ClusterNotFoundException", 400, .permanent),
            ("AccessDeniedException", 400, .permanent), ("NotImplemented", 501, .permanent),
        ])
    func classifies(code: String, status: Int, expected: FailureClass) {
        #expect(FailureClass.of(AWSServiceError(code: code, httpStatus: status)) == expected)
    }

    @Test("a request that never left is told from one that may have arrived")
    func transport() {
        #expect(FailureClass.of(AWSTransportError(.connect, requestMayHaveArrived: false, detail: "")) == .notSent)
        #expect(FailureClass.of(AWSTransportError(.broken, requestMayHaveArrived: true, detail: "")) == .ambiguous)
        #expect(FailureClass.of(AWSTransportError(.tls, requestMayHaveArrived: false, detail: "")) == .permanent)
    }
}

@Suite("Retry machine")
struct RetryMachineTests {
    private func decide(
        _ machine: inout RetryMachine, _ failure: RetryMachine.Failure, at now: Duration = .zero,
        deadline: Duration = .seconds(60)
    ) -> RetryMachine.Decision {
        machine.failed(failure, at: now, deadline: deadline) { $0 }
    }

    @Test("waits double up to the cap")
    func doubles() {
        var machine = RetryMachine(safety: .readBackFirst)
        let waits = (0..<7).map { _ in decide(&machine, .init(.throttled)) }
        #expect(
            waits == [100, 200, 400, 800, 1600, 2000, 2000].map { .retry(after: .milliseconds($0)) })
    }

    @Test("a write that may have been executed is not sent again, a throttled or unsent one is")
    func writes() {
        var machine = RetryMachine(safety: .readBackFirst)
        #expect(decide(&machine, .init(.throttled)) == .retry(after: .milliseconds(100)))
        #expect(decide(&machine, .init(.notSent)) == .retry(after: .milliseconds(200)))
        #expect(decide(&machine, .init(.ambiguous)) == .giveUp(.mayHaveExecuted))
        var read = RetryMachine(safety: .repeatable)
        #expect(decide(&read, .init(.ambiguous)) == .retry(after: .milliseconds(100)))
    }

    @Test("an endpoint that is not there, or that keeps stumbling, is given up soon; throttling never is")
    func futile() {
        var machine = RetryMachine(safety: .repeatable)
        for _ in 0..<100 { _ = decide(&machine, .init(.throttled), deadline: .seconds(1000)) }
        let waits = (0..<8).map { decide(&machine, .init($0 % 2 == 0 ? .notSent : .ambiguous)) }
        #expect(waits.dropLast().allSatisfy { $0 == .retry(after: .seconds(2)) })
        #expect(waits.last == .giveUp(.attempts))
    }

    @Test("does not wait past the deadline")
    func deadline() {
        var machine = RetryMachine(safety: .repeatable)
        #expect(
            decide(&machine, .init(.throttled), at: .milliseconds(950), deadline: .seconds(1)) == .giveUp(.deadline))
    }

    @Test("follows Retry-After within reason")
    func retryAfter() {
        var machine = RetryMachine(safety: .repeatable)
        #expect(decide(&machine, .init(.throttled, retryAfter: .seconds(3))) == .retry(after: .milliseconds(3100)))
        #expect(decide(&machine, .init(.throttled, retryAfter: .seconds(9000))) == .retry(after: .milliseconds(20_200)))
    }

    @Test("corrects a wrong clock once, and only a wrong one")
    func clockSkew() {
        var machine = RetryMachine(safety: .readBackFirst)
        let wrong = RetryMachine.Failure(.clockSkew, serverAhead: .seconds(-3600))
        #expect(decide(&machine, wrong) == .correctClock(offset: .seconds(-3600)))
        #expect(decide(&machine, wrong) == .giveUp(.permanent))
        var right = RetryMachine(safety: .readBackFirst)
        #expect(decide(&right, .init(.clockSkew, serverAhead: .seconds(2))) == .giveUp(.permanent))
        #expect(decide(&right, .init(.clockSkew)) == .giveUp(.permanent))
    }

    @Test("renews expired credentials once")
    func renews() {
        var machine = RetryMachine(safety: .readBackFirst)
        #expect(decide(&machine, .init(.expiredCredentials)) == .renewCredentials)
        #expect(decide(&machine, .init(.expiredCredentials)) == .giveUp(.permanent))
    }

    @Test("an empty budget delays retries to its rate instead of failing them")
    func budget() {
        var budget = RetryBudget(capacity: 2, refillPerSecond: 10)
        #expect(budget.reserve(at: .seconds(1)) == .zero)
        #expect(budget.reserve(at: .seconds(1)) == .zero)
        #expect(budget.reserve(at: .seconds(1)) == .milliseconds(100))
        #expect(budget.reserve(at: .seconds(1)) == .milliseconds(200))
        #expect(budget.reserve(at: .milliseconds(1300)) == .zero)
        budget.release()
        #expect(budget.reserve(at: .milliseconds(1300)) == .zero)
    }

    /// Ten thousand deployments of two hundred calls each, every answer throttled with one half chance, all calls of a
    /// deployment sharing one budget, ten of them at a time. Each call has thirty seconds.
    @Test("with half of all calls throttled, at least 99.99 % finish inside their deadline", arguments: 0..<20)
    func survivesThrottling(batch: UInt64) {
        var unfinished = 0
        var calls = 0
        for seed in (batch * 500)..<(batch * 500 + 500) {
            let random = SeededRandom(seed: seed)
            var budget = RetryBudget()
            var lanes = [Duration](repeating: .zero, count: 10)
            for _ in 0..<200 {
                let lane = lanes.indices.min { lanes[$0] < lanes[$1] } ?? 0
                calls += 1
                if !simulate(random, &budget, &lanes[lane]) { unfinished += 1 }
            }
        }
        #expect(calls == 100_000)
        #expect(unfinished * 10_000 <= calls)
    }

    /// One call on a lane's virtual clock, 30 ms an attempt. False when the deadline ended it.
    private func simulate(_ random: SeededRandom, _ budget: inout RetryBudget, _ now: inout Duration) -> Bool {
        var machine = RetryMachine(safety: .readBackFirst)
        let deadline = now + .seconds(30)
        while true {
            now += .milliseconds(30)
            if random.next() & 1 == 0 { return true }
            switch machine.failed(.init(.throttled), at: now, deadline: deadline, jitter: random.duration(upTo:)) {
            case .retry(let delay):
                let wait = max(delay, budget.reserve(at: now))
                guard now + wait < deadline else { return false }
                now += wait
            case .correctClock, .renewCredentials, .giveUp: return false
            }
        }
    }
}
