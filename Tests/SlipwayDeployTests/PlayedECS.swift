import SlipwayDomain

@testable import SlipwayDeploy

/// A tiny ECS: its deployments are done as soon as they are asked for. It writes down every call that
/// changes something.
actor PlayedECS: ReleaseTarget {
    private struct Deployment {
        var number: Int
        var taskDefinition: String
        var status = ServiceDeploymentObservation.Status.successful
        var id: String { "ecs-svc/\(number)" }
        var arn: String { "arn:aws:ecs:::service-deployment/web/\(number)" }
    }

    /// Calls that change something, in their order.
    private(set) var calls: [String] = []
    private(set) var settings: ServiceSettings?
    private var definitions: [RegisteredDefinition] = []
    private var deployments: [Deployment] = []
    private var clusterIsThere = true
    private var exitCode = 0

    /// Forgets the calls so far.
    func forget() { calls = [] }
    func removeCluster() { clusterIsThere = false }
    /// With what tasks that run to their end will end.
    func endTasks(with code: Int) { exitCode = code }

    /// As if ECS had rolled the last deployment back.
    func rollBackLast() {
        guard deployments.count > 1 else { return }
        deployments[deployments.count - 1].status = .rollbackSuccessful
        settings?.taskDefinition = deployments[deployments.count - 2].taskDefinition
    }
    /// The deployment whose tasks run.
    private var running: Deployment? { deployments.last { $0.status == .successful } }
    /// How many tasks of it are there; all of them without a number.
    private var present: Int?
    func lose(all but: Int) { present = but }

    func collectFacts(for plan: ServicePlan) -> Facts {
        Facts(
            takenAt: Planned.moment,
            cluster: clusterIsThere
                ? .known(ClusterFact(arn: "cluster", name: plan.service.cluster, status: "ACTIVE")) : .missing)
    }

    func snapshot(of service: Service) -> ServiceSnapshot? {
        guard let settings, let last = deployments.last, let running else { return nil }
        return ServiceSnapshot(
            settings: settings, status: "ACTIVE", runningCount: settings.desiredCount, pendingCount: 0,
            currentServiceDeployment: last.arn,
            restorePoint: RestorePoint(
                origin: .lastSuccessful(serviceDeployment: running.arn, revision: "revision/\(running.number)"),
                settings: settings))
    }

    func resolveNames(of plan: ServicePlan) -> ResolvedNames {
        ResolvedNames(secretARNs: ["dev/db": Planned.secret], targetGroup: Planned.group)
    }

    func latestDefinition(family: String) -> RegisteredDefinition? { definitions.last { $0.plan.family == family } }

    func definition(arn: String) throws(TargetFailure) -> RegisteredDefinition {
        guard let found = definitions.first(where: { $0.arn == arn }) else { throw .notFound(what: arn, detail: "") }
        return found
    }

    func note(skipped checks: [FailureID], on taskDefinition: String) {
        calls.append("note \(checks.map(\.name).joined(separator: " "))")
    }

    func register(_ plan: TaskDefinitionPlan) -> RegisteredDefinition {
        let revision = definitions.count + 1
        calls.append("register \(plan.family):\(revision)")
        let arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/\(plan.family):\(revision)"
        let registered = RegisteredDefinition(arn: arn, revision: revision, plan: plan)
        definitions.append(registered)
        return registered
    }

    func apply(
        _ settings: ServiceSettings, to service: Service, live: ServiceSettings?
    ) throws(TargetFailure) -> ServiceObservation {
        calls.append("\(live == nil ? "create" : "update") \(settings.taskDefinition.shortDefinition)")
        let starts = self.settings.map { settings.startsDeployment(comparedTo: $0) } ?? true
        self.settings = settings
        if starts {
            deployments.append(Deployment(number: deployments.count + 1, taskDefinition: settings.taskDefinition))
        }
        guard let seen = view() else { throw .notFound(what: service.name, detail: "") }
        return seen
    }

    private func view() -> ServiceObservation? {
        guard let settings, let last = deployments.last, let running else { return nil }
        return ServiceObservation(
            arn: "web", taskDefinition: settings.taskDefinition, desiredCount: settings.desiredCount,
            runningCount: present ?? settings.desiredCount, currentServiceDeployment: last.arn,
            deployments: [
                DeploymentObservation(
                    id: running.id, status: .primary, taskDefinition: running.taskDefinition,
                    desiredCount: settings.desiredCount, runningCount: settings.desiredCount, rolloutState: .completed)
            ],
            gracePeriod: settings.gracePeriod, percent: settings.percent)
    }

    func observe(_ request: ObservationRequest) -> Observation {
        guard let settings, let last = deployments.last, let running else {
            return Observation(takenAt: Planned.moment)
        }
        let asked = deployments.first { $0.arn == request.serviceDeployment } ?? last
        let tasks = (0..<(present ?? settings.desiredCount)).map { number in
            TaskObservation(
                arn: "task/\(running.number)-\(number)", taskDefinition: running.taskDefinition, startedBy: running.id,
                group: "service:web", lastStatus: "RUNNING", desiredStatus: "RUNNING",
                targets: [TargetObservation(targetGroup: Planned.group, state: "healthy")])
        }
        return Observation(
            takenAt: Planned.moment, service: view(),
            serviceDeployment: ServiceDeploymentObservation(
                arn: asked.arn, status: asked.status,
                statusReason: asked.status == .successful ? nil : "circuit breaker triggered",
                targetRevision: RevisionObservation(
                    arn: "revision/\(asked.number)", taskDefinition: asked.taskDefinition)),
            tasks: tasks)
    }

    func rollBack(serviceDeployment arn: String) throws(TargetFailure) {
        throw .refused(operation: "ecs:StopServiceDeployment", code: "ConflictException", message: "it has ended")
    }

    func startTask(_ request: OneOffTask) -> String {
        calls.append("start \(request.command.joined(separator: " "))")
        return "task/\(request.token)"
    }

    func observeTask(arn: String, in service: Service) -> (TaskObservation, [LogTail])? {
        let container = ContainerObservation(name: "web", lastStatus: "STOPPED", exitCode: exitCode)
        return (
            TaskObservation(
                arn: arn, taskDefinition: "td", lastStatus: "STOPPED", desiredStatus: "STOPPED",
                stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited",
                containers: [container]),
            []
        )
    }

    func stopTask(arn: String, in service: Service, reason: String) { calls.append("stop \(arn)") }
    func baseURL(targetGroup arn: String) -> String? { "http://web.example" }
    func history(of service: Service, limit: Int) -> [PastDeployment] {
        deployments.reversed().map { past in
            PastDeployment(
                arn: past.arn, status: past.status.rawValue, statusReason: nil, taskDefinition: past.taskDefinition,
                images: [],
                createdAt: nil, finishedAt: nil)
        }
    }
    func logs(_ request: LogRequest) -> LogPage { LogPage(lines: [], next: nil) }
}

/// An image that is there already.
struct PresentImage: ImageSource {
    var reference: ImageReference
    func prepare(
        _ plan: ServicePlan, facts: Facts, progress: @escaping @Sendable (ImageProgress) -> Void
    ) async throws(Problem) -> PreparedImage {
        PreparedImage(reference: reference, tag: "1.2", platforms: [.linuxX86])
    }
}

/// Answers every request with one status.
struct Answering: HTTPProbing {
    var status: Int
    func request(
        _ plan: RequestPlan, baseURL: String, timeout: Duration
    ) async throws(ProbeFailure) -> ProbeAnswer {
        ProbeAnswer(status: status, body: baseURL + plan.path)
    }
}

/// Passes every script.
struct PassingScripts: ScriptRunning {
    func run(
        _ command: [String], environment: [String: String], timeout: Duration
    ) async throws(ProbeFailure) -> (exitCode: Int, output: [String]) { (0, []) }
}
