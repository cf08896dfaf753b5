import AWSRuntime

/// The gateway asks about every call. Only actions count: what a call is about is known to its service alone, so a statement
/// about some resources allows the action, and denies it only when it speaks of all.
extension PermissionsService: CallPermissions {
    package func refusal(of action: String, for identity: LocalIdentity) -> String? {
        // Saying who one is needs no permission.
        guard action != "sts:GetCallerIdentity" else { return nil }
        let found = with(identity.account) { store, _ in try? store.sources(of: identity.arn) }
        // Of a key pair without any policy nobody said what it may do.
        guard let sources = found ?? nil else { return nil }
        let statements = sources.flatMap(\.document.statements).filter { statement in
            statement.actions.contains { ELB.Wildcard($0, ignoresCase: true).matches(action) }
                != statement.actionsAreExcepted
        }
        let denied = statements.contains { statement in
            !statement.isAllow && statement.resources.contains("*") && !statement.resourcesAreExcepted
                && statement.conditions.isEmpty
        }
        if denied { return "an identity-based policy explicitly denies the action" }
        return statements.contains(where: \.isAllow) ? nil : "no identity-based policy allows the \(action) action"
    }
}
