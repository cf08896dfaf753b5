import AWSServices

/// ECS's own role, made on the first use of ECS as AWS makes it: with the caller's permission.
struct LinkedRoles: ServiceLinkedRoles {
    static let ecs = "AWSServiceRoleForECS"

    let permissions: PermissionsService
    let identities: IdentityStore

    func ensureECS(for context: CallContext) async -> Bool {
        let mayMake =
            identities.identity(of: context.accessKeyID).map {
                permissions.refusal(of: "iam:CreateServiceLinkedRole", for: $0) == nil
            } ?? false
        return permissions.with(context.account) { store, now in
            if store.roles[Self.ecs] != nil { return true }
            guard mayMake else { return false }
            let made = try? store.createServiceLinked(
                "ecs.amazonaws.com", description: nil, at: PermissionsService.settled(now))
            return made != nil
        }
    }
}
