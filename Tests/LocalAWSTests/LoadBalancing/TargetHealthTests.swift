import LocalAWS
import Testing

@Suite("Target health")
struct TargetHealthTests {
    private static let settings = ELB.HealthCheck()

    private static func after(_ results: [ELB.ProbeResult]) -> ELB.TargetHealth {
        var health = ELB.TargetHealth()
        for result in results { health.handle(result, settings: settings) }
        return health
    }

    @Test("takes a new target in after one passing check")
    func onePass() {
        #expect(
            ELB.TargetHealth().report
                == .init("initial", "Elb.RegistrationInProgress", "Target registration is in progress"))
        #expect(Self.after([.answered(200)]).report == .init("healthy"))
        #expect(Self.after([.failed, .answered(200)]).report == .init("healthy"))
    }

    @Test("gives a new target up after the unhealthy threshold")
    func initialFailures() {
        #expect(
            Self.after([.answered(503)]).report
                == .init("initial", "Elb.InitialHealthChecking", "Initial health checks in progress"))
        #expect(
            Self.after([.answered(503), .answered(503)]).report
                == .init("unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"))
    }

    @Test("names what failed last")
    func reasons() {
        #expect(Self.after([.failed, .timedOut]).report == .init("unhealthy", "Target.Timeout", "Request timed out"))
        #expect(
            Self.after([.timedOut, .failed]).report
                == .init("unhealthy", "Target.FailedHealthChecks", "Health checks failed"))
        #expect(
            Self.after([.failed, .failed, .answered(404)]).report.description
                == "Health checks failed with these codes: [404]")
    }

    @Test("needs the unhealthy threshold in a row to give a healthy target up")
    func healthyToUnhealthy() {
        #expect(Self.after([.answered(200), .failed, .answered(200), .failed]).report.state == "healthy")
        #expect(Self.after([.answered(200), .failed, .failed]).report.state == "unhealthy")
    }

    @Test("needs the healthy threshold in a row to take a target back")
    func recovery() {
        let down: [ELB.ProbeResult] = [.failed, .failed]
        let pass = ELB.ProbeResult.answered(200)
        #expect(Self.after(down + [pass, pass, pass, pass]).report.state == "unhealthy")
        #expect(Self.after(down + [pass, pass, pass, pass, pass]).report.state == "healthy")
        #expect(Self.after(down + [pass, pass, pass, pass, .failed, pass]).report.state == "unhealthy")
    }

    @Test("counts extra checks only in the target's favour")
    func extraChecks() {
        var health = ELB.TargetHealth()
        health.handle(.failed, settings: Self.settings)
        for _ in 0..<20 { health.handle(.failed, settings: Self.settings, isExtra: true) }
        #expect(health.report.state == "initial")
        health.handle(.answered(200), settings: Self.settings, isExtra: true)
        #expect(health.report.state == "healthy")
    }

    @Test("looks sooner after a fresh target that refuses connections, unless at AWS's own pace")
    func recheck() {
        let fresh = Self.after([.failed])
        #expect(fresh.recheckDelay(after: .failed, pacedInterval: .seconds(1), pace: 20) == .milliseconds(100))
        #expect(fresh.recheckDelay(after: .failed, pacedInterval: .seconds(30), pace: 1) == nil)
        #expect(fresh.recheckDelay(after: .answered(503), pacedInterval: .seconds(1), pace: 20) == nil)
        #expect(
            Self.after([.answered(200), .failed]).recheckDelay(after: .failed, pacedInterval: .seconds(1), pace: 20)
                == nil)
    }
}
