import AWSRuntime
import AWSServices

/// Resource policies: kept and shown; nothing here is refused for them.
extension SecretsService {
    nonisolated func addPolicies(to table: inout OperationTable) {
        let refused = ["PolicyName"]
        table.on(SecretsManager.GetResourcePolicy.self, refusing: refused) { input, context in
            let secret = try await self.store(context.scope) { try $0.find(input.secretId, at: $1) }
            return .init(arn: secret.arn, name: secret.name, resourcePolicy: secret.resourcePolicy)
        }
        table.on(
            SecretsManager.PutResourcePolicy.self, refusing: refused + ["BlockPublicPolicy"]
        ) { input, context in
            do throws(PolicyDocument.Malformed) {
                _ = try PolicyDocument(input.resourcePolicy)
            } catch {
                throw SecretsManager.MalformedPolicyDocumentException(
                    message: "This resource policy contains an unsupported policy format. \(error.problem)")
            }
            let secret = try await self.setPolicy(input.resourcePolicy, of: input.secretId, context)
            return .init(arn: secret.arn, name: secret.name)
        }
        table.on(SecretsManager.DeleteResourcePolicy.self, refusing: refused) { input, context in
            let secret = try await self.setPolicy(nil, of: input.secretId, context)
            return .init(arn: secret.arn, name: secret.name)
        }
    }

    private func setPolicy(_ policy: String?, of id: String, _ context: CallContext) throws -> Secret {
        try store(context.scope) { store, now in
            var secret = try store.findUsable(id, at: now)
            secret.resourcePolicy = policy
            store.save(secret)
            return secret
        }
    }
}
