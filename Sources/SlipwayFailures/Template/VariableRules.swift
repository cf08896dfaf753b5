import SlipwayDomain

/// What names of variables tell before anything runs (facts: ecs-failures P-TD-9). ECS itself never sees this failure.
enum VariableRules {
    /// Names that are needed and not given, and names that what runs now has and the new release has not.
    static func names(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        let given = given(plan, facts)
        return required(plan, given) + contract(facts, given, plan.required) + dropped(plan, facts, given)
    }

    private struct Given {
        var names: Set<String>
        /// Whether an environment file may give names that nobody could read.
        var mayBeMore: Bool
    }

    /// What the application's container would get.
    private static func given(_ plan: ServicePlan, _ facts: Facts) -> Given {
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

    private static func required(_ plan: ServicePlan, _ given: Given) -> [Foresight] {
        guard !plan.required.isEmpty else { return [] }
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

    private static func contract(_ facts: Facts, _ given: Given, _ required: [String]) -> [Foresight] {
        let subject = Words("variables that the application reads", ko: "애플리케이션이 읽는 변수")
        switch facts.contract {
        case nil, .missing?, .planned?: return []
        case .known(let names)?:
            let missing = names.filter { !given.names.contains($0) && !required.contains($0) }
            if missing.isEmpty {
                return [
                    Foresight(.ok, subject, Words("all \(names.count) are given", ko: "\(names.count)개 모두 지정되었습니다"))
                ]
            }
            return missing.map { name in
                lacks(
                    name, given,
                    Words(
                        "the application says that it reads \(name), and nothing gives it",
                        ko: "애플리케이션이 읽는다고 밝힌 변수가 지정되지 않았습니다: \(name)"),
                    Evidence(source: "contract", field: "names", text: name))
            }
        case let fact?:
            let missing = Foresight(.unknown, subject, Words("it is not there", ko: "없습니다"))
            return [fact.foresight(subject, missing: missing) { _ in nil }].compactMap(\.self)
        }
    }

    /// A name that went away may have gone on purpose: `required` says which ones never may.
    private static func dropped(_ plan: ServicePlan, _ facts: Facts, _ given: Given) -> [Foresight] {
        guard let running = facts.taskDefinition?.value?.containers.first(where: { $0.name == plan.container }),
            !given.mayBeMore
        else { return [] }
        let known = Set(plan.required + (facts.contract?.value ?? []))
        let gone = (running.variables + running.secrets.map(\.name)).filter {
            !given.names.contains($0) && !known.contains($0)
        }
        return gone.map { name in
            Foresight(
                .warn, Words("variable \(name)", ko: "변수 \(name)"),
                Words(
                    "what runs now gets \(name), and the new release does not",
                    ko: "지금 실행 중인 릴리스의 변수가 새 릴리스에는 없습니다: \(name)"),
                fix: Words(
                    "in slipway.yml: give \(name) under variables or secrets, if the application still reads it",
                    ko: "애플리케이션이 아직 읽는 변수라면 slipway.yml의 variables나 secrets에 지정하십시오: \(name)"),
                evidence: [Evidence(source: "ecs:DescribeTaskDefinition", field: "environment, secrets", text: name)])
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
