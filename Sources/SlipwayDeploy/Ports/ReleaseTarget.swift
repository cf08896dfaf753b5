package import SlipwayDomain

/// What a release is deployed to, in the words of the domain. ECS is the first; each call is translation only: the
/// conductor and its machine decide.
///
/// Reads may be repeated freely. A write whose answer was lost and that has no token throws `TargetFailure.uncertain`:
/// the machine reads back before it asks for it again.
package protocol ReleaseTarget: Sendable {
    /// Everything `check` wants to know about a plan, collected in parallel. Never throws: what cannot be found out is
    /// a fact too.
    func collectFacts(for plan: ServicePlan) async -> Facts

    /// The service as it is and what it would go back to; `nil` when there is none.
    func snapshot(of service: Service) async throws(TargetFailure) -> ServiceSnapshot?

    /// ARNs behind the plan's names (secrets, roles, target group). The image is the conductor's.
    func resolveNames(of plan: ServicePlan) async throws(TargetFailure) -> ResolvedNames

    /// The newest active revision of a family; `nil` when there is none.
    func latestDefinition(family: String) async throws(TargetFailure) -> RegisteredDefinition?

    /// The definition behind an ARN.
    func definition(arn: String) async throws(TargetFailure) -> RegisteredDefinition

    /// Registers a revision.
    func register(_ plan: TaskDefinitionPlan) async throws(TargetFailure) -> RegisteredDefinition

    /// Writes on a task definition which failed checks it was deployed against, for `history`.
    func note(skipped checks: [FailureID], on taskDefinition: String) async throws(TargetFailure)

    /// Creates the service, or updates exactly the fields in which `settings` differs from `live`.
    /// - Returns: the service as the answer shows it.
    func apply(
        _ settings: ServiceSettings, to service: Service, live: ServiceSettings?
    ) async throws(TargetFailure) -> ServiceObservation

    /// One poll. Without a service deployment in the request, the service's current or else its newest one is described.
    /// Logs and targets are read only where a task has failed or is being judged.
    func observe(_ request: ObservationRequest) async throws(TargetFailure) -> Observation

    /// `StopServiceDeployment(ROLLBACK)`.
    func rollBack(serviceDeployment arn: String) async throws(TargetFailure)

    /// Starts one task that runs to its end. `token` makes a repeated start the same task.
    func startTask(_ request: OneOffTask) async throws(TargetFailure) -> String

    /// A task that was started, with the last lines of its containers once it has stopped.
    func observeTask(arn: String, in service: Service) async throws(TargetFailure) -> (TaskObservation, [LogTail])?

    func stopTask(arn: String, in service: Service, reason: String) async throws(TargetFailure)

    /// Where the service answers from outside: scheme, host and port; `nil` without a load balancer.
    func baseURL(targetGroup arn: String) async throws(TargetFailure) -> String?

    /// Service deployments of the last 90 days, newest first.
    func history(of service: Service, limit: Int) async throws(TargetFailure) -> [PastDeployment]

    /// Log lines of the service's tasks, oldest first, with where to continue.
    func logs(_ request: LogRequest) async throws(TargetFailure) -> LogPage
}

/// A service as it was at one moment.
package struct ServiceSnapshot: Hashable, Sendable {
    package var settings: ServiceSettings
    package var status: String
    package var runningCount: Int
    package var pendingCount: Int
    /// A service deployment that is under way already.
    package var currentServiceDeployment: String?
    package var restorePoint: RestorePoint

    package init(
        settings: ServiceSettings, status: String, runningCount: Int, pendingCount: Int,
        currentServiceDeployment: String?, restorePoint: RestorePoint
    ) {
        self.settings = settings
        self.status = status
        self.runningCount = runningCount
        self.pendingCount = pendingCount
        self.currentServiceDeployment = currentServiceDeployment
        self.restorePoint = restorePoint
    }
}

/// ARNs behind a plan's names.
package struct ResolvedNames: Hashable, Sendable {
    /// By `SecretReference.identifier`.
    package var secretARNs: [String: String]
    package var executionRole: String?
    package var taskRole: String?
    package var targetGroup: String?

    package init(
        secretARNs: [String: String] = [:], executionRole: String? = nil, taskRole: String? = nil,
        targetGroup: String? = nil
    ) {
        self.secretARNs = secretARNs
        self.executionRole = executionRole
        self.taskRole = taskRole
        self.targetGroup = targetGroup
    }
}

package struct RegisteredDefinition: Hashable, Sendable {
    package var arn: String
    package var revision: Int
    package var plan: TaskDefinitionPlan

    package init(arn: String, revision: Int, plan: TaskDefinitionPlan) {
        self.arn = arn
        self.revision = revision
        self.plan = plan
    }
}

/// What one poll shall look at.
package struct ObservationRequest: Hashable, Sendable {
    package var service: Service
    /// Ours, once known.
    package var serviceDeployment: String?
    /// Events and stopped tasks from before are left out.
    package var since: Moment
    /// Tasks whose log tails were read already.
    package var logsRead: Set<String>
    /// Whether logs of failed tasks are read at all.
    package var readsLogs: Bool

    package init(
        service: Service, serviceDeployment: String?, since: Moment, logsRead: Set<String> = [], readsLogs: Bool = true
    ) {
        self.readsLogs = readsLogs
        self.service = service
        self.serviceDeployment = serviceDeployment
        self.since = since
        self.logsRead = logsRead
    }
}

/// A task that runs to its end: a migration, or `slipway run`.
package struct OneOffTask: Hashable, Sendable {
    package var service: Service
    package var taskDefinition: String
    package var container: String
    package var command: [String]
    package var variables: [PlainVariable]
    package var launchType: String?
    package var network: NetworkSettings?
    /// Shown as `startedBy`.
    package var startedBy: String
    package var token: String

    package init(
        service: Service, taskDefinition: String, container: String, command: [String],
        variables: [PlainVariable] = [], launchType: String? = "FARGATE", network: NetworkSettings?,
        startedBy: String, token: String
    ) {
        self.service = service
        self.taskDefinition = taskDefinition
        self.container = container
        self.command = command
        self.variables = variables
        self.launchType = launchType
        self.network = network
        self.startedBy = startedBy
        self.token = token
    }
}

/// A service deployment that `history` lists.
package struct PastDeployment: Hashable, Sendable, Codable {
    package var arn: String
    package var status: String
    package var statusReason: String?
    package var taskDefinition: String?
    package var images: [PinnedImage]
    package var createdAt: Moment?
    package var finishedAt: Moment?
    /// Failed checks that it was deployed against.
    package var skippedChecks: [String] = []

    package init(
        arn: String, status: String, statusReason: String?, taskDefinition: String?, images: [PinnedImage],
        createdAt: Moment?, finishedAt: Moment?
    ) {
        self.arn = arn
        self.status = status
        self.statusReason = statusReason
        self.taskDefinition = taskDefinition
        self.images = images
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

package struct LogRequest: Hashable, Sendable {
    package var group: String
    package var streamPrefix: String?
    package var since: Moment
    package var token: String?
    package var limit: Int

    package init(group: String, streamPrefix: String?, since: Moment, token: String? = nil, limit: Int = 1000) {
        self.group = group
        self.streamPrefix = streamPrefix
        self.since = since
        self.token = token
        self.limit = limit
    }
}

package struct LogPage: Hashable, Sendable {
    package struct Line: Hashable, Sendable, Codable {
        /// Unique; for telling repeats apart while following.
        package var id: String
        package var at: Moment
        package var stream: String
        package var message: String

        package init(id: String, at: Moment, stream: String, message: String) {
            self.id = id
            self.at = at
            self.stream = stream
            self.message = message
        }
    }
    package var lines: [Line]
    package var next: String?

    package init(lines: [Line], next: String?) {
        self.lines = lines
        self.next = next
    }
}
