import AWSRuntime
import AWSServices
package import SlipwayDeploy
package import SlipwayDomain

/// Amazon ECS as a release target. Translation only: no call here decides anything.
package actor ECSReleaseTarget: ReleaseTarget {
    let clients: AWSClients
    /// For idempotency tokens; injected so that a test repeats a run exactly.
    let newToken: @Sendable () -> String
    let now: @Sendable () -> Moment
    /// Is told every secret value that is looked at, so that it is never printed.
    let learn: @Sendable (String) -> Void
    let collecting: CollectorSettings
    /// Service revisions and registered definitions never change; each is asked for once.
    var revisions: [String: ECS.ServiceRevision] = [:]
    var definitions: [String: RegisteredDefinition] = [:]
    /// When running tasks that are not well were asked for their lines last.
    var askedWhileRunning: [String: Moment] = [:]

    package init(
        clients: AWSClients, newToken: @escaping @Sendable () -> String, now: @escaping @Sendable () -> Moment,
        learn: @escaping @Sendable (String) -> Void, collecting: CollectorSettings = CollectorSettings()
    ) {
        self.learn = learn
        self.collecting = collecting
        self.clients = clients
        self.newToken = newToken
        self.now = now
    }

    package func collectFacts(for plan: ServicePlan) async -> Facts {
        await FactsCollector(clients: clients, now: now, settings: collecting, learn: learn).collect(for: plan)
    }

    /// Only the repository and the image of a plan: what they are called and which digest that is.
    package func imageFacts(for plan: ServicePlan) async -> (Fact<RepositoryFact>?, Fact<ImageFact>?) {
        let look = await FactsCollector(clients: clients, now: now, settings: collecting).image(of: plan)
        return (look.repository, look.image)
    }

    /// Looks at secrets' values only so that they are never printed; before what an application wrote is shown. One
    /// that may not be looked at is passed over.
    package func learnSecrets(_ references: [SecretReference]) async {
        await FactsCollector(clients: clients, now: now, learn: learn).learnValues(of: references)
    }

    /// Performs a call; its errors become the port's, with the IAM action that the call needs.
    func ask<O: AWSOperation>(_ operation: O.Type, _ input: O.Input) async throws(TargetFailure) -> O.Output {
        do { return try await clients.caller.call(operation, input) } catch {
            throw error.targetFailure(O.action)
        }
    }

    /// The service itself; `nil` when it is not there or is INACTIVE.
    func describe(_ service: Service) async throws(TargetFailure) -> ECS.Service? {
        let answer: ECS.DescribeServicesResponse
        do {
            answer = try await clients.ecs.describeServices(
                ECS.DescribeServicesRequest(cluster: service.cluster, services: [service.name]))
        } catch {
            if error.code == "ClusterNotFoundException" {
                throw .notFound(what: "the cluster \(service.cluster)", detail: "ClusterNotFoundException")
            }
            throw error.targetFailure("ecs:DescribeServices")
        }
        return answer.services?.first { $0.status != "INACTIVE" }
    }

    package func snapshot(of service: Service) async throws(TargetFailure) -> ServiceSnapshot? {
        guard let live = try await describe(service) else { return nil }
        let settings = ServiceSettings(live)
        return ServiceSnapshot(
            settings: settings, status: live.status ?? "ACTIVE", runningCount: live.runningCount ?? 0,
            pendingCount: live.pendingCount ?? 0, currentServiceDeployment: live.currentServiceDeployment,
            restorePoint: try await restorePoint(of: service, live: settings))
    }

    /// The last service deployment that reached SUCCESSFUL, by when it finished; what runs when ECS holds no such
    /// record (services older than service deployments, or records older than 90 days).
    private func restorePoint(of service: Service, live: ServiceSettings) async throws(TargetFailure) -> RestorePoint {
        let answer = try await ask(
            ECS.ListServiceDeployments.self,
            ECS.ListServiceDeploymentsRequest(
                service: service.name, cluster: service.cluster, status: [.init(rawValue: "SUCCESSFUL")]))
        let last = (answer.serviceDeployments ?? []).max {
            ($0.finishedAt?.millisecondsSinceEpoch ?? 0) < ($1.finishedAt?.millisecondsSinceEpoch ?? 0)
        }
        guard let deployment = last?.serviceDeploymentArn, let revisionARN = last?.targetServiceRevisionArn,
            let revision = try await revision(revisionARN)
        else { return RestorePoint(origin: .whatRan, settings: live) }
        return RestorePoint(
            origin: .lastSuccessful(serviceDeployment: deployment, revision: revisionARN),
            settings: ServiceSettings(revision, remaining: live), images: revision.pinnedImages)
    }

    func revision(_ arn: String) async throws(TargetFailure) -> ECS.ServiceRevision? {
        if let known = revisions[arn] { return known }
        let answer = try await ask(
            ECS.DescribeServiceRevisions.self,
            ECS.DescribeServiceRevisionsRequest(serviceRevisionArns: [arn]))
        let found = answer.serviceRevisions?.first
        // Digests are filled in once the first task has resolved its tags; only then it is final.
        if let found, !(found.containerImages ?? []).isEmpty { revisions[arn] = found }
        return found
    }

    package func latestDefinition(family: String) async throws(TargetFailure) -> RegisteredDefinition? {
        do {
            let answer = try await clients.ecs.describeTaskDefinition(
                ECS.DescribeTaskDefinitionRequest(taskDefinition: family))
            return answer.taskDefinition.map(RegisteredDefinition.init)
        } catch {
            // ECS has no code of its own for an unknown family: ClientException "Unable to describe task definition."
            if error.code == "ClientException" { return nil }
            throw error.targetFailure("ecs:DescribeTaskDefinition")
        }
    }

    package func definition(arn: String) async throws(TargetFailure) -> RegisteredDefinition {
        if let known = definitions[arn] { return known }
        let answer = try await ask(
            ECS.DescribeTaskDefinition.self,
            ECS.DescribeTaskDefinitionRequest(taskDefinition: arn))
        guard let found = answer.taskDefinition.map(RegisteredDefinition.init) else {
            throw .notFound(
                what: "the task definition \(arn)", detail: "ecs:DescribeTaskDefinition answered without it")
        }
        definitions[arn] = found
        return found
    }

    package func register(_ plan: TaskDefinitionPlan) async throws(TargetFailure) -> RegisteredDefinition {
        do {
            let answer = try await clients.ecs.registerTaskDefinition(ECS.RegisterTaskDefinitionRequest(plan))
            if let registered = answer.taskDefinition { return RegisteredDefinition(registered) }
        } catch {
            guard error.answerWasLost else { throw error.targetFailure("ecs:RegisterTaskDefinition") }
        }
        // There is no idempotency token: a lost answer is looked for before anything is tried again.
        if let latest = try await latestDefinition(family: plan.family), latest.plan == plan { return latest }
        throw .uncertain(
            operation: "ecs:RegisterTaskDefinition",
            detail: "the answer was lost, and the newest revision of \(plan.family) is another one")
    }

    /// The tag that `note` writes and `history` reads.
    static let skippedTag = "slipway:skipped-checks"

    package func note(skipped checks: [FailureID], on taskDefinition: String) async throws(TargetFailure) {
        // A tag's value has at most 256 characters.
        let value = String(checks.map(\.name).joined(separator: " ").prefix(256))
        _ = try await ask(
            ECS.TagResource.self,
            ECS.TagResourceRequest(resourceArn: taskDefinition, tags: [ECS.Tag(key: Self.skippedTag, value: value)]))
    }

    package func rollBack(serviceDeployment arn: String) async throws(TargetFailure) {
        _ = try await ask(
            ECS.StopServiceDeployment.self,
            ECS.StopServiceDeploymentRequest(serviceDeploymentArn: arn, stopType: .init(rawValue: "ROLLBACK")))
    }
}

extension RegisteredDefinition {
    init(_ registered: ECS.TaskDefinition) {
        self.init(
            arn: registered.taskDefinitionArn ?? "", revision: registered.revision ?? 0,
            plan: TaskDefinitionPlan(registered))
    }
}

extension ECS.ServiceRevision {
    var pinnedImages: [PinnedImage] {
        (containerImages ?? []).map {
            PinnedImage(
                container: $0.containerName ?? "", image: $0.image ?? "", digest: $0.imageDigest.flatMap { Digest($0) })
        }
    }
}
