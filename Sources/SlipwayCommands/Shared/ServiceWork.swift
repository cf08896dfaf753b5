import AWSRuntime
import SlipwayAWS
import SlipwayDeploy
import SlipwayDomain

/// A command that works on one service of the manifest: the plan, the way to AWS, the conductor.
struct ServiceWork: Sendable {
    let plan: ServicePlan
    let session: AWSSession
    let conductor: Conductor<ContinuousClock>

    /// Reads the manifest, opens AWS, and does `body`; closes what it opened.
    ///
    /// - Parameter looks: that nothing is changed, so that a service that is not there is a wrong name.
    static func with<Result>(
        _ context: CommandContext, _ options: GlobalOptions, image: String? = nil, looks: Bool = false,
        tell: @escaping @Sendable (DeployEvent) -> Void = { _ in },
        _ body: (ServiceWork) async throws -> Result
    ) async throws -> Result {
        let plan = try PlanLoader.plan(context, options, image: image)
        let session = try AWSSession.open(
            context, options, region: plan.service.region, project: PlanLoader.folder(context, options))
        let work = ServiceWork(
            plan: plan, session: session, conductor: conductor(context, options, session, tell: tell))
        do {
            let result = try await body(work)
            await session.close()
            return result
        } catch let problem as Problem {
            let located = await session.located(problem)
            await session.close()
            throw looks ? located.ofLook : located
        } catch {
            await session.close()
            throw error
        }
    }

    static func conductor(
        _ context: CommandContext, _ options: GlobalOptions, _ session: AWSSession,
        tell: @escaping @Sendable (DeployEvent) -> Void
    ) -> Conductor<ContinuousClock> {
        let random = context.random
        let folder = PlanLoader.folder(context, options)
        return Conductor(
            clock: ContinuousClock(), now: context.now, newToken: { random.uuid() }, target: session.target,
            images: ECRImageSource(
                clients: session.clients, folder: folder, workFolder: "\(context.cacheFolder)/layers",
                environment: context.environment),
            probe: HTTPProbe(transport: session.transport),
            scripts: ScriptRunner(folder: folder, environment: context.environment), tell: tell)
    }
}

extension Problem {
    /// In a command that only looks, what is not there was named wrongly.
    var ofLook: Problem {
        guard ["aws.not-found", "service.not-found"].contains(code.name), exitCode == .failedBefore else { return self }
        var problem = self
        problem.exitCode = .usage
        return problem
    }
}

extension TargetFailure {
    /// As a problem of looking at a service: a name that ECS does not know is told as such.
    func problem(doing activity: String, with service: Service) -> Problem {
        switch self {
        case .refused(_, "ServiceNotFoundException", _):
            Problem(
                "service.not-found", "there is no service \(service.name) in the cluster \(service.cluster)",
                next: "slipway deploy", exitCode: .failedBefore)
        case .refused(_, "ClusterNotFoundException", let message):
            TargetFailure.notFound(what: "the cluster \(service.cluster)", detail: message).problem(doing: activity)
        default: problem(doing: activity)
        }
    }
}
