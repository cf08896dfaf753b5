import AWSServices

/// Holds what tasks are launched with to the networks and roles that were made.
struct StrictChecks: LaunchChecks {
    let networks: ScopedStores<NetworkStore>
    let permissions: PermissionsService

    func problem(subnets: [String], securityGroups: [String], in scope: CloudScope) async -> String? {
        networks.with(scope) { store in
            if let missing = subnets.first(where: { store.subnets[$0] == nil }) {
                return
                    "Error retrieving subnet information for [\(missing)]: The subnet ID '\(missing)' does not exist "
                    + "(ErrorCode: InvalidSubnetID.NotFound)"
            }
            if let missing = securityGroups.first(where: { store.securityGroups[$0] == nil }) {
                return "Error retrieving security group information for [\(missing)]: The security group '\(missing)' "
                    + "does not exist (ErrorCode: InvalidGroup.NotFound)"
            }
            let vpcs = Set(subnets.compactMap { store.subnets[$0]?.vpcId })
            guard vpcs.count <= 1 else { return "subnets must all belong to the same VPC" }
            let stranger = securityGroups.first { group in
                store.securityGroups[group]?.vpcId.map { !vpcs.contains($0) } ?? false
            }
            return stranger.map { "The security group '\($0)' does not belong to the VPC '\(vpcs.first ?? "")'" }
        }
    }

    func mayAssume(role: String, in scope: CloudScope) async -> Bool {
        permissions.mayAssume(role, as: "ecs-tasks.amazonaws.com", account: scope.account)
    }
}
