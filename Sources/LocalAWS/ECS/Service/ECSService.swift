import AWSRuntime

/// Amazon ECS of LocalAWS: keeps the `ControlPlane`, does what it wants done, and tells it what came of it.
///
/// It decides nothing. Secret values and images live here, by task, and are forgotten when the task is removed.
package actor ECSService {
    /// The scheduler's assumptions and their values, for `local status`.
    package nonisolated let timings: SchedulerTimings
    let ports: ECSPorts
    var plane: ControlPlane
    /// Values of secrets by container; never leaves this actor but in a container's specification.
    var secrets: [ContainerKey: [ContainerSpec.EnvironmentVariable]] = [:]
    var images: [ContainerKey: RunnableImage] = [:]
    /// Where each container's output goes.
    var logs: [ContainerKey: LogDestination] = [:]

    private let wallAtStart: Timestamp
    private let uptimeAtStart: Duration
    private var inFlight: [Int: Task<Void, Never>] = [:]
    private var nextFlight = 0
    private var alarm: Task<Void, Never>?
    private var alarmAt: Timestamp?
    private var listener: Task<Void, Never>?
    private var isShutDown = false

    /// Whether something that the scheduler wanted is still being done. With `eventsHeard`, a test knows by it when
    /// nothing more can happen before time moves on.
    package var isBusy: Bool { !inFlight.isEmpty }
    /// Events of the runtime taken in so far.
    package private(set) var eventsHeard = 0

    struct LogDestination {
        var group: String
        var stream: String
        var region: String
    }

    /// - Parameter seed: ids are drawn from it; give a fresh random one in life.
    package init(ports: ECSPorts, seed: UInt64) {
        self.ports = ports
        timings = SchedulerTimings(pace: ports.time.pace)
        plane = ControlPlane(timings: timings, seed: seed)
        wallAtStart = ports.time.now()
        uptimeAtStart = ports.time.uptime()
    }

    /// Begins to listen to the runtime. To be called once, before the first request.
    package func start() {
        guard listener == nil, !isShutDown else { return }
        let events = ports.runtime.events
        listener = Task { [weak self] in
            for await event in events {
                guard let self else { return }
                await self.receive(event)
            }
        }
    }

    /// Ends every task and everything that is under way. Nothing of the runtime is left after it.
    package func shutdown() async {
        guard !isShutDown else { return }
        isShutDown = true
        alarm?.cancel()
        for flight in inFlight.values { flight.cancel() }
        await ports.runtime.shutdown()
        listener?.cancel()
        secrets = [:]
        images = [:]
        logs = [:]
    }

    /// Breaks what the entries say, and nothing else from now on. An entry that names a service strikes those of that
    /// name, in any cluster.
    func set(_ entries: [FaultBoard.Entry]) {
        let faults = entries.flatMap { entry in
            let services: [String?] = entry.service.map(services(named:)) ?? [nil]
            return services.flatMap { service in
                entry.faults.map { SchedulerFault($0, service: service, since: entry.since) }
            }
        }
        request { plane, _ in plane.set(faults) }
    }

    /// The service's own time, for faults that strike from now on.
    var moment: Timestamp { now() }

    private func services(named name: String) -> [String] {
        plane.scheduler.services.all.filter { $0.name == name }.map(\.arn)
    }

    /// Wall-clock time that never jumps: the start's, plus what passed since.
    func now() -> Timestamp {
        wallAtStart.advanced(by: ports.time.uptime() - uptimeAtStart)
    }

    /// Answers a request and then does what the scheduler wants because of it.
    func request<Answer: Sendable>(
        _ body: @Sendable (inout ControlPlane, Timestamp) throws -> Answer
    ) rethrows -> Answer {
        let now = now()
        let answer = try body(&plane, now)
        perform(plane.settle(at: now))
        return answer
    }

    /// Tells the scheduler what happened.
    func report(_ report: SchedulerReport) {
        guard !isShutDown else { return }
        perform(plane.handle(report, at: now()))
    }

    // MARK: effects and time

    private func perform(_ effects: [SchedulerEffect]) {
        guard !isShutDown else { return }
        for effect in effects {
            nextFlight += 1
            let number = nextFlight
            inFlight[number] = Task {
                await self.carryOut(effect)
                self.landed(number)
            }
        }
        setAlarm()
    }

    private func landed(_ number: Int) {
        inFlight[number] = nil
    }

    private func setAlarm() {
        guard let due = plane.scheduler.nextWake else { return }
        if let alarmAt, alarmAt <= due { return }
        alarm?.cancel()
        alarmAt = due
        let wait = max(.zero, now().duration(to: due))
        alarm = Task {
            do {
                try await self.ports.time.sleep(for: wait)
            } catch {
                // Cancelled: a nearer alarm took its place, or everything ends.
                return
            }
            self.wake()
        }
    }

    private func wake() {
        alarmAt = nil
        report(.tick)
    }

    private func receive(_ event: RuntimeEvent) async {
        defer { eventsHeard += 1 }
        switch event {
        case .exited(let key, let status): report(.containerExited(key, status))
        case .output(let key, _, let line):
            guard let log = logs[key] else { return }
            await ports.logs.append([(now(), line)], group: log.group, stream: log.stream, region: log.region)
        }
    }
}
