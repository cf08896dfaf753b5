import AWSRuntime
import SlipwayAWS
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
}
