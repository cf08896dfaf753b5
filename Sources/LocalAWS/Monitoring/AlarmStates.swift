import AWSServices
import Synchronization

/// Alarms as ECS watches them while a deployment goes on, and as faults set them beside CloudWatch's calls.
final class AlarmStates: DeploymentAlarms {
    let stores = ScopedStores(MetricStore.init(scope:))
    private let time: any CloudTime
    /// Those that a fault made ring, as they were before.
    private let rung = Mutex<[(scope: CloudScope, alarm: CloudWatch.MetricAlarm)]>([])

    init(time: any CloudTime) {
        self.time = time
    }

    var scopes: [CloudScope] { stores.scopes }

    func ringing(_ names: [String], in scope: CloudScope) async -> [String] {
        stores.with(scope) { store in names.filter { store.alarms[$0]?.stateValue == .alarm } }
    }

    func ring(_ names: [String], in scope: CloudScope) async {
        let before = set(.alarm, of: names, in: scope)
        rung.withLock { $0 += before.map { (scope, $0) } }
    }

    /// Ends what `ring` began.
    func quieten() {
        let before = rung.withLock { rung in
            defer { rung = [] }
            return rung
        }
        for (scope, alarm) in before.reversed() { restore(alarm, in: scope) }
    }

    /// - Parameter names: empty means all.
    /// - Returns: the alarms as they were.
    func set(_ state: CloudWatch.StateValue, of names: [String], in scope: CloudScope) -> [CloudWatch.MetricAlarm] {
        let now = time.now()
        return stores.with(scope) { store in
            let before = store.alarms.all.filter { names.isEmpty || names.contains($0.alarmName ?? "") }
            for alarm in before {
                store.alarms.update(alarm.alarmName ?? "") { held in
                    held.stateValue = state
                    held.stateReason = "A fault of this cloud set it."
                    held.stateUpdatedTimestamp = now
                    held.stateTransitionedTimestamp = now
                }
            }
            return before
        }
    }

    func restore(_ alarm: CloudWatch.MetricAlarm, in scope: CloudScope) {
        stores.with(scope) { store in store.alarms.update(alarm.alarmName ?? "") { $0 = alarm } }
    }
}
