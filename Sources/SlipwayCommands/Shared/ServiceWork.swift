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
    static func with<Result>(
        _ context: CommandContext, _ options: GlobalOptions, image: String? = nil,
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
