package import AWSRuntime
import Synchronization

/// What is broken on purpose right now, and how to put it right again.
///
/// Everybody asks here: the dispatcher before a call, the load balancer's checks, the scheduler through `changed`.
package actor FaultBoard: CallFaults {
    /// One fault that somebody added: a name of theirs, and the switches behind it.
    package struct Entry: Sendable {
        package var name: String
        package var faults: [CloudFault]
        /// A service's name; nil strikes all.
        package var service: String?
        package var since: Timestamp
    }

    private let time: any CloudTime
    private let random: any RandomSource
    private let account: AccountFaults
    private let inner: (any CallFaults)?
    private var entries: [Entry] = []
    private var undo: [String: [AccountFaults.Undo]] = [:]
    /// Addresses of targets that were registered while checks were broken.
    private var struckTargets: Set<String> = []
    private var tell: @Sendable ([Entry]) async -> Void = { _ in }

    /// - Parameter inner: is asked as well.
    init(time: any CloudTime, random: any RandomSource, account: AccountFaults, inner: (any CallFaults)?) {
        self.time = time
        self.random = random
        self.account = account
        self.inner = inner
    }

    /// Whom to tell when the faults change.
    func follow(_ tell: @escaping @Sendable ([Entry]) async -> Void) { self.tell = tell }

    package var active: [Entry] { entries }

    /// Adds faults under a name. Adding the same name again replaces what it was.
    ///
    /// - Parameters:
    ///   - service: only what the service of that name runs, and what it is run with.
    ///   - subjects: names of the account's things to strike; empty strikes all of the kind.
    /// - Returns: how many things of the account were struck.
    @discardableResult
    package func add(
        _ name: String, _ faults: [CloudFault], service: String?, subjects: [String], since: Timestamp
    ) async throws -> Int {
        await remove(name)
        let aim = AccountFaults.Aim(name: name, service: service, subjects: subjects)
        var undone: [AccountFaults.Undo] = []
        do {
            for fault in faults { undone += try await account.strike(fault, aim) }
        } catch {
            for step in undone.reversed() { await step() }
            throw error
        }
        undo[name] = undone
        entries.append(Entry(name: name, faults: faults, service: service, since: since))
        await tell(entries)
        return undone.count
    }

    /// Puts right what the name broke. False when there is no such name.
    @discardableResult
    package func remove(_ name: String) async -> Bool {
        guard entries.contains(where: { $0.name == name }) else { return false }
        entries.removeAll { $0.name == name }
        for step in (undo.removeValue(forKey: name) ?? []).reversed() { await step() }
        if !breaksChecks { struckTargets = [] }
        await tell(entries)
        return true
    }

    package func removeAll() async {
        for entry in entries { await remove(entry.name) }
    }

    private var faults: [CloudFault] { entries.flatMap(\.faults) }

    // MARK: Calls

    package func fault(service: String, operation: String) async -> AWSServiceError? {
        if let found = await inner?.fault(service: service, operation: operation) { return found }
        for fault in faults {
            switch fault {
            case .callRefused(service, operation, let code, let message):
                return AWSServiceError(code: code, message: message)
            case .throttled(let percent) where random.next() % 100 < UInt64(max(0, percent)):
                return AWSServiceError(code: "ThrottlingException", message: "Rate exceeded")
            default: continue
            }
        }
        return nil
    }

    // MARK: Checks of targets

    private var breaksChecks: Bool {
        faults.contains { fault in
            switch fault {
            case .checksAnswered, .checksTimeOut: true
            default: false
            }
        }
    }

    func registered(_ target: Target) {
        if breaksChecks { struckTargets.insert(target.id) }
    }

    /// What a check of that address gets instead of the application's own answer; nil where nothing is broken.
    func answer(to address: String) -> ELB.ProbeResult? {
        guard struckTargets.contains(address) else { return nil }
        for fault in faults {
            switch fault {
            case .checksAnswered(let status): return .answered(status)
            case .checksTimeOut: return .timedOut
            default: continue
            }
        }
        return nil
    }
}

/// Asks targets, unless their checks are broken. The board knows the load balancer, which needs its probe first: so the
/// board comes late.
final class LateProbe: ELB.HealthProbing {
    private let probe: any ELB.HealthProbing
    private let held = Mutex<FaultBoard?>(nil)

    init(_ probe: any ELB.HealthProbing) {
        self.probe = probe
    }

    var board: FaultBoard? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }

    func check(_ plan: ELB.CheckPlan) async -> ELB.ProbeResult {
        if let answer = await board?.answer(to: plan.address) { return answer }
        return await probe.check(plan)
    }
}

/// Passes everything on, and notes which targets are registered while checks are broken.
struct WatchedTargetGroups: TargetGroups {
    var groups: any TargetGroups
    var board: FaultBoard

    func describe(targetGroup arn: String) async -> TargetGroupSummary? { await groups.describe(targetGroup: arn) }

    func register(_ target: Target, in arn: String) async {
        await board.registered(target)
        await groups.register(target, in: arn)
    }

    func deregister(_ target: Target, from arn: String) async { await groups.deregister(target, from: arn) }

    func health(of target: Target, in arn: String) async -> TargetHealthSummary? {
        await groups.health(of: target, in: arn)
    }
}
