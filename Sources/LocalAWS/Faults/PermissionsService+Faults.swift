extension PermissionsService {
    /// Takes roles, their trust or an action away, and says how to put each back.
    ///
    /// - Parameters:
    ///   - roles: names; those that are not there are left alone.
    ///   - users: ARNs.
    func strike(
        _ fault: CloudFault.RoleFault, roles: [String], users: [String], account: String
    ) -> [AccountFaults.Undo] {
        let repairs = with(account) { store, _ in store.suffer(fault, roles: roles, users: users) }
        return repairs.map { repair in { [self] in with(account) { store, _ in repair(&store) } } }
    }

    /// Names of roles that a service such as `ecs-tasks.amazonaws.com` may assume.
    func roles(assumableBy service: String, account: String) -> [String] {
        let names = with(account) { store, _ in store.roles.keys }
        return names.filter { mayAssume($0, as: service, account: account) }
    }
}

extension PermissionStore {
    typealias Repair = @Sendable (inout PermissionStore) -> Void

    fileprivate mutating func suffer(
        _ fault: CloudFault.RoleFault, roles names: [String], users: [String]
    ) -> [Repair] {
        switch fault {
        case .executionRoleMissing, .taskRoleMissing, .serviceLinkedRoleMissing: names.compactMap { takeAway($0) }
        case .executionRoleUntrusted, .taskRoleUntrusted: names.compactMap { distrust($0) }
        case .executionRoleDenied(let action): names.compactMap { deny(action, toRole: $0) }
        case .deployerDenied(let action): users.map { deny(action, toUser: $0) }
        }
    }

    private mutating func takeAway(_ name: String) -> Repair? {
        guard let role = roles[name] else { return nil }
        forget(name)
        return { $0.roles[name] = role }
    }

    private mutating func distrust(_ name: String) -> Repair? {
        guard let before = roles[name]?.trust else { return nil }
        roles.update(name) { $0.trust = Self.wrongTrust }
        return { store in store.roles.update(name) { $0.trust = before } }
    }

    private mutating func deny(_ action: String, toRole name: String) -> Repair? {
        let policy = Self.denialName(action)
        guard roles.update(name, { $0.policies.inline[policy] = Self.denial(of: action) }) != nil else { return nil }
        return { store in store.roles.update(name) { $0.policies.inline[policy] = nil } }
    }

    private mutating func deny(_ action: String, toUser arn: String) -> Repair {
        let before = users[arn]
        // Of a user without any policy nobody said what it may do: it may everything else.
        var denied = before ?? StoredPrincipal(attached: ["arn:aws:iam::aws:policy/AdministratorAccess"])
        denied.inline[Self.denialName(action)] = Self.denial(of: action)
        users[arn] = denied
        return { $0.users[arn] = before }
    }

    /// The mistake that is made most: the service, not its tasks.
    private static let wrongTrust =
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "#
        + #""Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#

    private static func denialName(_ action: String) -> String {
        "fault-denies-\(action.replacing(":", with: "-"))"
    }

    private static func denial(of action: String) -> String {
        #"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "\#(action)", "Resource": "*"}]}"#
    }
}
