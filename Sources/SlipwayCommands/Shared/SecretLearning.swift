import AWSRuntime
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

extension AWSSession {
    /// How long to wait for values that nobody needs: where they cannot be read, the work goes on without.
    private static var patience: Duration { .seconds(3) }

    /// Makes secrets' values known to the redactor, before what an application wrote is shown: some print their own
    /// passwords.
    func learnSecrets(_ references: [SecretReference]) async {
        guard !references.isEmpty else { return }
        let target = target
        await CallDeadline.with(caller.settings.clock.uptime() + Self.patience) {
            await target.learnSecrets(references)
        }
    }

    /// Those that a registered definition's containers get.
    func learnSecrets(ofDefinition arn: String) async throws(TargetFailure) {
        let definition = try await target.definition(arn: arn)
        await learnSecrets(
            definition.plan.containers.flatMap(\.secrets).map { secret in
                // ECS takes a bare name for a parameter of the Parameter Store.
                (try? SecretReference(parsing: secret.value))
                    ?? SecretReference(store: .parameterStore, identifier: secret.value)
            })
    }
}

extension ServiceWork {
    /// Makes the values of the plan's secrets known to the redactor.
    func learnSecrets() async { await session.learnSecrets(plan.secrets.map(\.reference)) }

    /// Also those of the releases that ran since then: the manifest may no longer have them.
    ///
    /// - Parameter limit: how many deployments are looked up at most.
    func learnSecrets(ofReleasesSince start: Moment, limit: Int = 10, _ context: CommandContext) async {
        await learnSecrets()
        do {
            let past = try await session.target.history(of: plan.service, limit: limit)
            for definition in Self.definitions(past, since: start) {
                try await session.learnSecrets(ofDefinition: definition)
            }
        } catch {
            cannotLearn(error, context)
        }
    }

    /// Says that secrets are not known; where there is no service, nothing of it can be shown either.
    func cannotLearn(_ failure: TargetFailure, _ context: CommandContext) {
        switch failure {
        case .notFound, .refused(_, "ServiceNotFoundException", _), .refused(_, "ClusterNotFoundException", _): return
        default:
            let problem = failure.problem(doing: "looking up earlier releases")
            context.console.warn("secrets of earlier releases may be shown as they are: \(problem.message)")
        }
    }

    /// What may have run since then: up to the release that had succeeded before.
    static func definitions(_ past: [PastDeployment], since start: Moment) -> [String] {
        var found: [String] = []
        for deployment in past {
            if let definition = deployment.taskDefinition, !found.contains(definition) { found.append(definition) }
            if deployment.status == "SUCCESSFUL", let finished = deployment.finishedAt, finished < start { break }
        }
        return found
    }
}

/// Learns the secrets of tasks before their lines are shown.
struct TaskSecrets {
    let work: ServiceWork
    let context: CommandContext
    private var tasks: Set<String> = []
    private var definitions: Set<String> = []

    init(_ work: ServiceWork, _ context: CommandContext) {
        self.work = work
        self.context = context
    }

    /// - Parameter streams: `PREFIX/CONTAINER/TASK`.
    mutating func learn(_ streams: Set<String>) async {
        let ids = Set(streams.compactMap { $0.split(separator: "/").last.map(String.init) }).subtracting(tasks)
        guard !ids.isEmpty else { return }
        tasks.formUnion(ids)
        do {
            let found = try await work.session.target.definitions(ofTasks: ids.sorted(), in: work.plan.service)
            for definition in Set(found).subtracting(definitions).sorted() {
                try await work.session.learnSecrets(ofDefinition: definition)
                definitions.insert(definition)
            }
        } catch {
            work.cannotLearn(error, context)
        }
    }
}
