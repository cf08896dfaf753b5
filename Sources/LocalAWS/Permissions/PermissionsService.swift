import AWSRuntime
import AWSServices
import Synchronization

/// IAM: roles, their policies, and what those would allow.
package final class PermissionsService: Sendable {
    private let time: any CloudTime
    private let stores = Mutex<[String: PermissionStore]>([:])

    package init(time: any CloudTime) {
        self.time = time
    }

    /// How long ago a new role says that it was made. AWS takes up to half a minute until a role is known everywhere, and
    /// whoever must wait for that goes by its date; here it is known at once.
    static let settled: Int64 = 60_000

    static func settled(_ now: Timestamp) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: now.millisecondsSinceEpoch - settled)
    }

    func with<R>(_ account: String, _ body: (inout PermissionStore, Timestamp) throws -> R) rethrows -> R {
        let now = time.now()
        return try stores.withLock { stores in
            var store = stores[account] ?? PermissionStore(account: account)
            defer { stores[account] = store }
            return try body(&store, now)
        }
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: IAM.service)
        addRoles(to: &table)
        addPolicies(to: &table)
        addReads(to: &table)
        addSimulation(to: &table)
        return table
    }

    // MARK: For faults and rehearsals; IAM has these calls, and LocalAWS does not answer them

    /// Replaces a role's trust policy.
    package func setTrust(_ document: String, of role: String, account: String) throws {
        try with(account) { store, _ in try store.setTrust(document, of: role) }
    }

    /// Takes a role away with everything on it, also a service-linked one.
    package func forget(role: String, account: String) {
        with(account) { store, _ in store.forget(role) }
    }

    /// Puts an inline policy on a user, such as the one whose key pair `local start` prints; nil takes it away.
    package func putUserPolicy(_ document: String?, as name: String, on arn: String, account: String) throws {
        try with(account) { store, _ in try store.putUserPolicy(document, as: name, on: arn) }
    }

    /// Whether a service such as `ecs-tasks.amazonaws.com` may assume the role with this ARN or name.
    package func mayAssume(_ role: String, as service: String, account: String) -> Bool {
        with(account) { store, _ in
            guard let held = store.roles.all.first(where: { $0.role.arn == role || $0.role.roleName == role }),
                let trust = try? PolicyDocument(held.trust)
            else { return false }
            // A stored trust policy was readable when it came.
            return trust.statements.contains { statement in
                statement.isAllow && (statement.principals["Service"] ?? []).contains(service)
                    && statement.actions.contains { ["sts:AssumeRole", "sts:*", "*"].contains($0) }
            }
        }
    }

    // MARK: Operations

    private func addRoles(to table: inout OperationTable) {
        table.on(IAM.CreateRole.self, refusing: ["PermissionsBoundary"]) { input, context in
            let role = try self.with(context.account) { store, now in try store.create(input, at: Self.settled(now)) }
            return .init(role: Self.wire(role))
        }
        table.on(IAM.CreateServiceLinkedRole.self, refusing: ["CustomSuffix"]) { input, context in
            let role = try self.with(context.account) { store, now in
                try store.createServiceLinked(
                    input.awsServiceName, description: input.description, at: Self.settled(now))
            }
            return .init(role: Self.wire(role))
        }
        table.on(IAM.GetRole.self) { input, context in
            .init(role: Self.wire(try self.with(context.account) { store, _ in try store.role(input.roleName) }))
        }
        table.on(IAM.DeleteRole.self) { input, context in
            try self.with(context.account) { store, _ in try store.delete(input.roleName) }
            return .init()
        }
    }

    private func addPolicies(to table: inout OperationTable) {
        table.on(IAM.PutRolePolicy.self) { input, context in
            try self.with(context.account) { store, _ in
                try store.put(input.policyDocument, as: input.policyName, on: input.roleName)
            }
            return .init()
        }
        table.on(IAM.DeleteRolePolicy.self) { input, context in
            try self.with(context.account) { store, _ in
                try store.removeInline(input.policyName, from: input.roleName)
            }
            return .init()
        }
        table.on(IAM.AttachRolePolicy.self) { input, context in
            try self.with(context.account) { store, _ in try store.attach(input.policyArn, to: input.roleName) }
            return .init()
        }
        table.on(IAM.DetachRolePolicy.self) { input, context in
            try self.with(context.account) { store, _ in try store.detach(input.policyArn, from: input.roleName) }
            return .init()
        }
    }

    private func addReads(to table: inout OperationTable) {
        table.on(IAM.GetRolePolicy.self) { input, context in
            let document = try self.with(context.account) { store, _ in
                try store.inline(input.policyName, of: store.role(input.roleName))
            }
            return .init(
                roleName: input.roleName, policyName: input.policyName,
                policyDocument: PercentEncoding.encode(document))
        }
        table.on(IAM.ListRolePolicies.self) { input, context in
            let role = try self.with(context.account) { store, _ in try store.role(input.roleName) }
            let page = try Self.page(role.policies.inline.keys.sorted(), input.marker, input.maxItems)
            return .init(policyNames: page.items, isTruncated: page.next != nil, marker: page.next)
        }
        table.on(IAM.ListAttachedRolePolicies.self, refusing: ["PathPrefix"]) { input, context in
            let role = try self.with(context.account) { store, _ in try store.role(input.roleName) }
            let page = try Self.page(role.policies.attached.sorted(), input.marker, input.maxItems)
            return .init(
                attachedPolicies: page.items.map { arn in
                    IAM.AttachedPolicy(policyName: arn.split(separator: "/").last.map(String.init), policyArn: arn)
                }, isTruncated: page.next != nil, marker: page.next)
        }
        table.on(IAM.GetPolicy.self) { input, context in
            try self.with(context.account) { store, now in
                let policy = try store.managed(input.policyArn)
                return .init(
                    policy: IAM.Policy(
                        policyName: policy.name, policyId: "ANPA\(policy.name.uppercased().prefix(17))",
                        arn: policy.arn, path: policy.path, defaultVersionId: "v1",
                        attachmentCount: store.attachments(of: policy.arn), permissionsBoundaryUsageCount: 0,
                        isAttachable: true, createDate: Self.epoch, updateDate: Self.epoch))
            }
        }
        table.on(IAM.GetPolicyVersion.self) { input, context in
            let policy = try self.with(context.account) { store, _ in try store.managed(input.policyArn) }
            guard input.versionId == "v1" else {
                throw IAM.NoSuchEntityException(
                    message: "Policy \(input.policyArn) version \(input.versionId) does not exist or is not attachable."
                )
            }
            return .init(
                policyVersion: IAM.PolicyVersion(
                    document: PercentEncoding.encode(policy.document), versionId: "v1", isDefaultVersion: true,
                    createDate: Self.epoch))
        }
    }

    /// When AWS made its policies is nobody's concern here.
    private static let epoch = Timestamp(millisecondsSinceEpoch: 1_420_070_400_000)

    static func wire(_ held: StoredRole) -> IAM.Role {
        var role = held.role
        role.assumeRolePolicyDocument = PercentEncoding.encode(held.trust)
        return role
    }

    static func page(
        _ items: [String], _ marker: String?, _ limit: Int?
    ) throws -> (items: [String], next: String?) {
        do {
            let page = try Paging.page(items, after: marker, limit: limit ?? 100, key: \.self)
            return (Array(page.items), page.next)
        } catch {
            throw IAM.InvalidInputException(message: "Invalid Marker.")
        }
    }
}
