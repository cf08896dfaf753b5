import AWSRuntime
import AWSServices

/// Who has which policies.
struct StoredPrincipal: Sendable {
    /// Managed policies, in the order in which they were attached.
    var attached: [String] = []
    /// Inline policies by name.
    var inline = OrderedTable<String, String>()
}

struct StoredRole: Sendable {
    /// Without its trust policy, which is kept as text beside it.
    var role: IAM.Role
    var trust: String
    var policies = StoredPrincipal()
    var isServiceLinked: Bool { role.path.hasPrefix("/aws-service-role/") }
}

/// The roles of one account. Pure: time comes from outside. Refusals carry IAM's own codes and texts.
///
/// Roles are everywhere in the account, so there is one store for all its regions.
struct PermissionStore: Sendable {
    let account: String
    var roles = OrderedTable<String, StoredRole>()
    /// By ARN. The user whose key pair `local start` prints may do everything, until somebody says otherwise.
    var users: [String: StoredPrincipal]

    init(account: String) {
        self.account = account
        var owner = StoredPrincipal()
        owner.attached = ["arn:aws:iam::aws:policy/AdministratorAccess"]
        users = ["arn:aws:iam::\(account):user/local": owner]
    }

    // MARK: Roles

    mutating func create(_ input: IAM.CreateRoleRequest, at now: Timestamp) throws -> StoredRole {
        guard roles[input.roleName] == nil else {
            throw IAM.EntityAlreadyExistsException(message: "Role with name \(input.roleName) already exists.")
        }
        try Self.check(input.assumeRolePolicyDocument)
        let role = StoredRole(
            role: IAM.Role(
                path: input.path ?? "/", roleName: input.roleName, roleId: id(of: input.roleName),
                arn: "arn:aws:iam::\(account):role\(input.path ?? "/")\(input.roleName)", createDate: now,
                description: input.description, maxSessionDuration: input.maxSessionDuration ?? 3600, tags: input.tags),
            trust: input.assumeRolePolicyDocument)
        roles[input.roleName] = role
        return role
    }

    /// The role through which an AWS service acts; only for services that LocalAWS has one for.
    mutating func createServiceLinked(_ service: String, description: String?, at now: Timestamp) throws -> StoredRole {
        guard let known = Self.serviceLinked[service] else {
            throw NotImplementedHere.error("LocalAWS has no service-linked role for \(service)")
        }
        guard roles[known.name] == nil else {
            throw IAM.InvalidInputException(
                message:
                    "Service role name \(known.name) has been taken in this account, please try a different suffix.")
        }
        let path = "/aws-service-role/\(service)/"
        let trust =
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": ""#
            + service + #""}, "Action": "sts:AssumeRole"}]}"#
        var role = StoredRole(
            role: IAM.Role(
                path: path, roleName: known.name, roleId: id(of: known.name),
                arn: "arn:aws:iam::\(account):role\(path)\(known.name)", createDate: now, description: description,
                maxSessionDuration: 3600), trust: trust)
        role.policies.attached = [known.policy].compactMap(\.self)
        roles[known.name] = role
        return role
    }

    private static let serviceLinked: [String: (name: String, policy: String?)] = [
        "ecs.amazonaws.com": (
            "AWSServiceRoleForECS", "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy"
        ),
        "elasticloadbalancing.amazonaws.com": ("AWSServiceRoleForElasticLoadBalancing", nil),
        "ecs.application-autoscaling.amazonaws.com": ("AWSServiceRoleForApplicationAutoScaling_ECSService", nil),
    ]

    func role(_ name: String) throws -> StoredRole {
        guard let role = roles[name] else {
            throw IAM.NoSuchEntityException(message: "The role with name \(name) cannot be found.")
        }
        return role
    }

    mutating func delete(_ name: String) throws {
        let role = try changeable(name)
        guard role.policies.attached.isEmpty else {
            throw IAM.DeleteConflictException(
                message: "Cannot delete entity, must detach all policies first.")
        }
        guard role.policies.inline.count == 0 else {
            throw IAM.DeleteConflictException(message: "Cannot delete entity, must delete policies first.")
        }
        roles[name] = nil
    }

    /// Takes a role away with all its policies, also a service-linked one: faults do this.
    mutating func forget(_ name: String) {
        roles[name] = nil
    }

    private func changeable(_ name: String) throws -> StoredRole {
        let role = try role(name)
        guard !role.isServiceLinked else {
            throw IAM.UnmodifiableEntityException(
                message: "Cannot perform the operation on the protected role '\(name)' - this role is only modifiable "
                    + "by AWS")
        }
        return role
    }

    // MARK: Policies

    mutating func put(_ document: String, as name: String, on roleName: String) throws {
        _ = try changeable(roleName)
        try Self.check(document)
        roles.update(roleName) { $0.policies.inline[name] = document }
    }

    mutating func removeInline(_ name: String, from roleName: String) throws {
        _ = try inline(name, of: changeable(roleName))
        roles.update(roleName) { $0.policies.inline[name] = nil }
    }

    func inline(_ name: String, of role: StoredRole) throws -> String {
        guard let document = role.policies.inline[name] else {
            throw IAM.NoSuchEntityException(message: "The role policy with name \(name) cannot be found.")
        }
        return document
    }

    mutating func attach(_ arn: String, to roleName: String) throws {
        let role = try changeable(roleName)
        _ = try managed(arn)
        guard !role.policies.attached.contains(arn) else { return }
        roles.update(roleName) { $0.policies.attached.append(arn) }
    }

    mutating func detach(_ arn: String, from roleName: String) throws {
        let role = try changeable(roleName)
        guard role.policies.attached.contains(arn) else {
            throw IAM.NoSuchEntityException(message: "Policy \(arn) was not found.")
        }
        roles.update(roleName) { $0.policies.attached.removeAll { $0 == arn } }
    }

    func managed(_ arn: String) throws -> ManagedPolicies.Managed {
        guard let policy = ManagedPolicies.find(arn) else {
            throw IAM.NoSuchEntityException(message: "Policy \(arn) does not exist or is not attachable.")
        }
        return policy
    }

    func attachments(of arn: String) -> Int {
        roles.all.count { $0.policies.attached.contains(arn) }
    }

    /// Replaces the trust policy; faults do this.
    mutating func setTrust(_ document: String, of roleName: String) throws {
        _ = try role(roleName)
        try Self.check(document)
        roles.update(roleName) { $0.trust = document }
    }

    /// Gives a user another inline policy, or takes it away with nil; IAM's calls for users are not here.
    mutating func putUserPolicy(_ document: String?, as name: String, on arn: String) throws {
        if let document { try Self.check(document) }
        users[arn, default: StoredPrincipal()].inline[name] = document
    }

    private static func check(_ document: String) throws {
        do throws(PolicyDocument.Malformed) {
            _ = try PolicyDocument(document)
        } catch {
            throw IAM.MalformedPolicyDocumentException(message: error.problem)
        }
    }

    private func id(of name: String) -> String {
        var ids = NetworkIDs(CloudScope(account: account, region: name))
        return "AROA" + ids.next("role").filter { $0.isLetter || $0.isNumber }.uppercased().suffix(17)
    }

    // MARK: Asking

    /// The policies of a user or role by its ARN; nil when there is none.
    func sources(of arn: String) throws -> [PolicyEvaluation.Source]? {
        let principal = users[arn] ?? roles.all.first { $0.role.arn == arn }?.policies
        return try principal.map(sources)
    }

    private func sources(_ principal: StoredPrincipal) throws -> [PolicyEvaluation.Source] {
        let inline = try principal.inline.keys.map { name in
            PolicyEvaluation.Source(
                id: name, document: try PolicyDocument(principal.inline[name] ?? ""))
        }
        let attached = try principal.attached.map { arn in
            let policy = try managed(arn)
            return PolicyEvaluation.Source(
                id: policy.name, document: try PolicyDocument(policy.document))
        }
        return inline + attached
    }
}
