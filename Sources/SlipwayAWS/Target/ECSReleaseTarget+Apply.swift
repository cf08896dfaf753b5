import AWSRuntime
import AWSServices
package import SlipwayDeploy
package import SlipwayDomain

extension ECSReleaseTarget {
    package func apply(
        _ settings: ServiceSettings, to service: Service, live: ServiceSettings?
    ) async throws(TargetFailure) -> ServiceObservation {
        guard let live else { return try await create(settings, service) }
        do {
            let answer = try await clients.ecs.updateService(
                ECS.UpdateServiceRequest(settings, service: service, live: live))
            if let updated = answer.service { return ServiceObservation(updated, since: now()) }
        } catch {
            guard error.answerWasLost else { throw error.targetFailure("ecs:UpdateService") }
        }
        // UpdateService has no idempotency token: whether it happened must be read back before anybody tries again.
        throw .uncertain(operation: "ecs:UpdateService", detail: "the answer was lost")
    }

    /// CreateService takes a token, so repeating it is safe.
    private func create(
        _ settings: ServiceSettings, _ service: Service
    ) async throws(TargetFailure) -> ServiceObservation {
        let request = ECS.CreateServiceRequest(
            settings, service: service, clientToken: String(newToken().prefix(36)))
        let answer = try await ask(
            ECS.CreateService.self,
            request)
        guard let created = answer.service else {
            throw .uncertain(operation: "ecs:CreateService", detail: "the answer holds no service")
        }
        return ServiceObservation(created, since: now())
    }

    package func resolveNames(of plan: ServicePlan) async throws(TargetFailure) -> ResolvedNames {
        var names = ResolvedNames()
        let facts = FactsCollector(clients: clients, now: now)
        for identifier in Set(plan.secrets.map(\.reference).filter { !$0.isARN }.map(\.identifier)).sorted() {
            guard let reference = plan.secrets.map(\.reference).first(where: { $0.identifier == identifier }) else {
                continue
            }
            names.secretARNs[identifier] = try await secretARN(reference)
        }
        names.executionRole = try await roleARN(plan.roles.execution)
        names.taskRole = try await roleARN(plan.roles.task)
        if let group = plan.targetGroup {
            switch await facts.targetGroup(group) {
            case .known(let found): names.targetGroup = found.arn
            case .missing, .planned:
                throw .refused(
                    operation: "elasticloadbalancing:DescribeTargetGroups", code: "TargetGroupNotFound",
                    message: "One or more target groups not found: \(group)")
            case .denied(let action): throw .denied(action: action, detail: group)
            case .unknown(let reason): throw .unreachable(operation: "DescribeTargetGroups", detail: reason)
            }
        }
        return names
    }

    private func secretARN(_ reference: SecretReference) async throws(TargetFailure) -> String {
        switch reference.store {
        case .secretsManager:
            let answer = try await ask(
                SecretsManager.DescribeSecret.self,
                SecretsManager.DescribeSecretRequest(secretId: reference.identifier))
            guard let arn = answer.arn else {
                throw .notFound(what: "the secret \(reference.identifier)", detail: "it has no ARN")
            }
            return arn
        case .parameterStore:
            let answer = try await ask(
                SSM.GetParameters.self,
                SSM.GetParametersRequest(names: [reference.identifier]))
            // A parameter of the same region may be called by its name. One that is not there is passed on so: whoever
            // skipped the check for it wants to see what ECS says.
            return answer.parameters?.first?.arn ?? reference.identifier
        }
    }

    /// A role's ARN from its name, in the caller's account.
    private func roleARN(_ role: String?) async throws(TargetFailure) -> String? {
        guard let role, !role.hasPrefix("arn:") else { return role }
        let answer = try await ask(
            STS.GetCallerIdentity.self,
            STS.GetCallerIdentityRequest())
        let partition = answer.arn?.split(separator: ":").dropFirst().first.map(String.init) ?? "aws"
        return "arn:\(partition):iam::\(answer.account ?? ""):role/\(role)"
    }
}
