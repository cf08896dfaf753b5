import SlipwayDomain

/// What names of variables tell before anything runs (recipe P-TD-9). ECS itself never sees this failure.
enum VariableRules {
    struct Given {
        var names: Set<String>
        /// Whether an environment file may give names that nobody could read.
        var mayBeMore: Bool
    }

    /// What the application's container would get.
    static func given(_ plan: ServicePlan, _ facts: Facts) -> Given {
        var given = Given(
            names: Set(plan.variables.map(\.name) + plan.secrets.map(\.variable)), mayBeMore: false)
        guard let container = facts.definition?.containers.first(where: { $0.name == plan.container }) else {
            return given
        }
        given.names.formUnion(container.variables + container.secrets.map(\.name))
        for file in container.environmentFiles {
            if let known = facts.environmentFiles[file]?.value {
                given.names.formUnion(known.names)
            } else {
                given.mayBeMore = true
            }
        }
        return given
    }

    /// Names that the manifest requires and nothing gives.
    static func required(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard !plan.required.isEmpty else { return [] }
        let given = given(plan, facts)
        let missing = plan.required.filter { !given.names.contains($0) }
        if missing.isEmpty {
            let count = plan.required.count
            return [
                Foresight(
                    .ok, Words("required variables", ko: "필수 변수"),
                    Words("all \(count) are given", ko: "\(count)개 모두 지정되었습니다"))
            ]
        }
        return missing.map { name in
            lacks(
                name, given,
                Words(
                    "\(name) is required, and neither variables nor secrets give it",
                    ko: "필수 변수가 variables에도 secrets에도 없습니다: \(name)"),
                Evidence(source: "manifest", field: "required", text: name))
        }
    }

    private static func lacks(_ name: String, _ given: Given, _ cause: Words, _ evidence: Evidence) -> Foresight {
        let maybe = Words(", unless an environment file does", ko: " (환경 파일에 있을 수는 있습니다)")
        return Foresight(
            given.mayBeMore ? .unknown : .fail, Words("variable \(name)", ko: "변수 \(name)"),
            given.mayBeMore ? cause + maybe : cause,
            fix: Words(
                "in slipway.yml: variables: { \(name): … } or secrets: { \(name): \"secret:NAME#key\" }",
                ko: "slipway.yml에서: variables: { \(name): … } 또는 secrets: { \(name): \"secret:NAME#key\" }"),
            evidence: [evidence])
    }
}
