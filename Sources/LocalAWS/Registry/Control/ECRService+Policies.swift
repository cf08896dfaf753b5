import AWSRuntime
import AWSServices

/// Lifecycle and repository policies: kept and shown. No image expires here, and no one is refused for them.
extension ECRService {
    func addPolicies(to table: inout OperationTable) {
        addLifecyclePolicies(to: &table)
        addRepositoryPolicies(to: &table)
    }

    private func addLifecyclePolicies(to table: inout OperationTable) {
        table.on(ECR.PutLifecyclePolicy.self) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                _ = try await registry.update(key) { $0.lifecyclePolicy = input.lifecyclePolicyText }
                return ECR.PutLifecyclePolicyResponse(
                    registryId: key.account, repositoryName: key.name, lifecyclePolicyText: input.lifecyclePolicyText)
            }
        }
        table.on(ECR.GetLifecyclePolicy.self) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                guard let text = try await registry.repository(key).lifecyclePolicy else {
                    throw Self.noLifecyclePolicy(key)
                }
                return ECR.GetLifecyclePolicyResponse(
                    registryId: key.account, repositoryName: key.name, lifecyclePolicyText: text)
            }
        }
        table.on(ECR.DeleteLifecyclePolicy.self) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                guard let text = try await registry.repository(key).lifecyclePolicy else {
                    throw Self.noLifecyclePolicy(key)
                }
                _ = try await registry.update(key) { $0.lifecyclePolicy = nil }
                return ECR.DeleteLifecyclePolicyResponse(
                    registryId: key.account, repositoryName: key.name, lifecyclePolicyText: text)
            }
        }
    }

    private func addRepositoryPolicies(to table: inout OperationTable) {
        table.on(ECR.SetRepositoryPolicy.self, ignoring: ["force"]) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                do throws(PolicyDocument.Malformed) {
                    _ = try PolicyDocument(input.policyText)
                } catch {
                    throw ECR.InvalidParameterException(
                        message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository "
                            + "policy provided'")
                }
                _ = try await registry.update(key) { $0.policy = input.policyText }
                return ECR.SetRepositoryPolicyResponse(
                    registryId: key.account, repositoryName: key.name, policyText: input.policyText)
            }
        }
        table.on(ECR.GetRepositoryPolicy.self) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                guard let text = try await registry.repository(key).policy else {
                    throw Self.noRepositoryPolicy(key)
                }
                return ECR.GetRepositoryPolicyResponse(
                    registryId: key.account, repositoryName: key.name, policyText: text)
            }
        }
        table.on(ECR.DeleteRepositoryPolicy.self) { input, context in
            try await refusing {
                let key = try key(input.repositoryName, registryID: input.registryId, context)
                guard let text = try await registry.repository(key).policy else {
                    throw Self.noRepositoryPolicy(key)
                }
                _ = try await registry.update(key) { $0.policy = nil }
                return ECR.DeleteRepositoryPolicyResponse(
                    registryId: key.account, repositoryName: key.name, policyText: text)
            }
        }
    }

    private static func noLifecyclePolicy(_ key: RepositoryKey) -> ECR.LifecyclePolicyNotFoundException {
        ECR.LifecyclePolicyNotFoundException(
            message: "Lifecycle policy does not exist for the repository with name '\(key.name)' in the "
                + "registry with id '\(key.account)'")
    }

    private static func noRepositoryPolicy(_ key: RepositoryKey) -> ECR.RepositoryPolicyNotFoundException {
        ECR.RepositoryPolicyNotFoundException(
            message: "Repository policy does not exist for the repository with name '\(key.name)' in the "
                + "registry with id '\(key.account)'")
    }
}
