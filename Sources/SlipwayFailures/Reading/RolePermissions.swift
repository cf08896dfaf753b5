import SlipwayDomain

/// What is known of what the execution role may do (recipes P-IMG-7 and P-SEC-4).
enum RolePermissions {
    /// One foresight for each resource that some of the actions were asked about for the execution role.
    ///
    /// - Parameter subject: what the check looked at, given the resource.
    static func foresee(
        _ plan: ServicePlan, _ facts: Facts, _ actions: [String], _ subject: (String) -> Words
    ) -> [Foresight] {
        guard let role = facts.definition?.executionRole ?? plan.roles.execution else { return [] }
        let asked = facts.permissions.filter { actions.contains($0.action) && isSame($0.principal, role) }
        var resources: [String] = []
        for permission in asked where !resources.contains(permission.resource) { resources.append(permission.resource) }
        let name = ExecutionRole.name(ofARN: role)
        return resources.compactMap { resource in
            let own = asked.filter { $0.resource == resource }
            let refused = own.filter { $0.allowed == .known(false) }
            if !refused.isEmpty { return fail(refused, role: name, subject(resource), plan, facts) }
            if let open = own.first(where: { $0.allowed.value == nil }) {
                return open.allowed.foresight(
                    subject(resource),
                    missing: Foresight(
                        .unknown, subject(resource),
                        Words("the role \(name) is not there to be asked about", ko: "'\(name)' 역할이 없어 확인할 수 없습니다"))
                ) { _ in nil }
            }
            let list = own.map(\.action).joined(separator: ", ")
            return Foresight(
                .ok, subject(resource), Words("\(name) may \(list)", ko: "'\(name)' 역할에 \(list) 권한이 있습니다"))
        }
    }

    private static func fail(
        _ refused: [PermissionFact], role: String, _ subject: Words, _ plan: ServicePlan, _ facts: Facts
    ) -> Foresight {
        let actions = refused.map(\.action)
        let list = actions.joined(separator: ", ")
        let resource = refused[0].resource
        let task = facts.definition?.taskRole ?? plan.roles.task
        let isTaskRoles = facts.permissions.contains { other in
            task.map { isSame(other.principal, $0) && !isSame(role, $0) } ?? false && actions.contains(other.action)
                && other.resource == resource && other.allowed == .known(true)
        }
        let mixedUp =
            isTaskRoles
            ? Words(
                "; the task role may, but it is the execution role that needs it",
                ko: ". 태스크 역할에는 권한이 있지만, 필요한 것은 실행 역할의 권한입니다") : .none
        return Foresight(
            .fail, subject,
            Words(
                "the execution role \(role) may not \(list) on \(resource)",
                ko: "실행 역할 '\(role)'에 \(resource) 리소스에 대한 \(list) 권한이 없습니다") + mixedUp,
            fix: Denial.grant(actions, on: resource, to: role),
            evidence: [Evidence(source: "iam:SimulatePrincipalPolicy", field: "denied", text: list)])
    }

    /// Whether a principal is that role, which the plan may name by its name alone.
    static func isSame(_ principal: String, _ role: String) -> Bool {
        principal == role || ExecutionRole.name(ofARN: principal) == ExecutionRole.name(ofARN: role)
    }
}
