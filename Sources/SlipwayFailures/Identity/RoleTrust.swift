import SlipwayDomain

/// Whether ECS can take on a role (recipe P-IAM-1).
enum RoleTrust {
    /// A role this young may not be known everywhere yet (facts: ecs-failures P-IAM-1).
    static let settling = Duration.seconds(30)

    /// The role with which ECS starts tasks: what this run would register, else what the plan or the running definition
    /// says.
    static func execution(_ plan: ServicePlan, _ facts: Facts) -> [String] {
        names(facts.definition.map(\.executionRole), plan.roles.execution, facts.taskDefinition?.value?.executionRole)
    }

    /// The role with which the application itself acts.
    static func task(_ plan: ServicePlan, _ facts: Facts) -> [String] {
        names(facts.definition.map(\.taskRole), plan.roles.task, facts.taskDefinition?.value?.taskRole)
    }

    /// By what the role may be called among the facts, the surest first; empty where there is none.
    private static func names(_ registered: String??, _ planned: String?, _ running: String?) -> [String] {
        if let registered { return [registered, planned].compactMap(\.self) }
        return [planned ?? running].compactMap(\.self)
    }

    /// - Parameter title: what the role is, for the subject: "execution role".
    static func look(_ names: [String], _ plan: ServicePlan, _ facts: Facts, _ title: Words) -> Foresight? {
        guard let (name, fact) = names.compactMap({ name in facts.roles[name].map { (name, $0) } }).first else {
            return nil
        }
        let short = ExecutionRole.name(ofARN: name)
        let subject = title + Words(same: " \(short)")
        let missing = Foresight(
            .fail, subject, Words("there is no role \(short)", ko: "'\(short)' 역할이 없습니다"), fix: create(short))
        return fact.foresight(subject, missing: missing) { role in judge(role, called: name, subject, plan, facts) }
    }

    private static func judge(
        _ role: RoleFact, called name: String, _ subject: Words, _ plan: ServicePlan, _ facts: Facts
    ) -> Foresight {
        func fail(_ cause: Words, fix: Words, _ field: String, _ text: String) -> Foresight {
            Foresight(
                .fail, subject, cause, fix: fix,
                evidence: [Evidence(source: "iam:GetRole", field: field, text: text)], createdAt: role.createdAt)
        }
        if name.hasPrefix("arn:"), role.arn != name {
            return fail(
                Words("the role of that name is another: \(role.arn)", ko: "그 이름의 역할은 다른 ARN입니다: \(role.arn)"),
                fix: Words("write \(role.arn) in place of \(name)", ko: "ARN을 바꾸십시오: \(name) → \(role.arn)"), "Arn",
                role.arn)
        }
        let trusted = role.trust.filter { $0.service == IdentityWords.tasks }
        guard !trusted.isEmpty else {
            let others = TemplateWords.list(role.trust.map(\.service))
            let instead = others.isEmpty ? Words.none : Words("; it trusts \(others)", ko: ". 현재 신뢰 대상: \(others)")
            return fail(
                Words(
                    "\(role.name) does not trust \(IdentityWords.tasks), so ECS cannot take it on",
                    ko: "'\(role.name)' 역할이 \(IdentityWords.tasks) 서비스를 신뢰하지 않아 ECS가 수임할 수 없습니다") + instead,
                fix: IdentityWords.trust(IdentityWords.tasks, role: role.name), "AssumeRolePolicyDocument", others)
        }
        if let refusal = trusted.compactMap({ Self.refusal($0, plan, facts) }).first,
            !trusted.contains(where: { Self.refusal($0, plan, facts) == nil })
        {
            return fail(
                refusal.cause, fix: refusal.fix, "AssumeRolePolicyDocument.Condition", refusal.text)
        }
        if let made = role.createdAt, made.duration(to: facts.takenAt) < settling {
            let age = made.duration(to: facts.takenAt).words
            return Foresight(
                .warn, subject,
                Words(
                    "the role was made \(age) ago; ECS may not know it yet", ko: "역할이 \(age) 전에 만들어져 ECS가 아직 모를 수 있습니다"),
                fix: Words("wait half a minute, then run this again", ko: "30초쯤 기다린 뒤 다시 실행하십시오"), createdAt: made)
        }
        return Foresight(
            .ok, subject, Words("ECS may take it on", ko: "ECS가 수임할 수 있습니다"), createdAt: role.createdAt)
    }

    private struct Refusal {
        var cause: Words
        var fix: Words
        var text: String
    }

    /// What a trust asks for that ECS's call will not have; nothing where it lets ECS in.
    private static func refusal(_ trust: TrustFact, _ plan: ServicePlan, _ facts: Facts) -> Refusal? {
        guard let account = facts.caller?.value?.account else { return nil }
        if let asked = trust.sourceAccount, asked != account {
            return Refusal(
                cause: Words(
                    "its trust policy asks for aws:SourceAccount \(asked), and we are in \(account)",
                    ko: "신뢰 정책이 요구하는 aws:SourceAccount 값이 현재 계정과 다릅니다: \(asked), 현재 \(account)"),
                fix: Words(
                    "set aws:SourceAccount to \(account) in the role's trust policy",
                    ko: "역할 신뢰 정책의 aws:SourceAccount 값을 바꾸십시오: \(account)"),
                text: asked)
        }
        guard let pattern = trust.sourceARN, !covers(pattern, region: plan.service.region, account: account) else {
            return nil
        }
        let wanted = "arn:aws:ecs:\(plan.service.region):\(account):*"
        return Refusal(
            cause: Words(
                "its trust policy asks for aws:SourceArn \(pattern), which no task of ours has",
                ko: "신뢰 정책이 요구하는 aws:SourceArn 패턴에 맞는 태스크가 없습니다: \(pattern)"),
            fix: Words(
                "set aws:SourceArn to \(wanted) in the role's trust policy",
                ko: "역할 신뢰 정책의 aws:SourceArn 값을 바꾸십시오: \(wanted)"),
            text: pattern)
    }

    /// Whether service, region and account of a pattern fit ECS's tasks here.
    private static func covers(_ pattern: String, region: String, account: String) -> Bool {
        if pattern == "*" { return true }
        let fields = pattern.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard fields.count >= 5 else { return pattern.hasSuffix("*") }
        func fits(_ field: String, _ value: String) -> Bool {
            field == value || field == "*" || (field.hasSuffix("*") && value.hasPrefix(field.dropLast()))
        }
        return fits(fields[2], "ecs") && fits(fields[3], region) && fits(fields[4], account)
    }

    private static func create(_ name: String) -> Words {
        let statement =
            "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"\(IdentityWords.tasks)\"},\"Action\":\"sts:AssumeRole\"}"
        let command =
            "aws iam create-role --role-name \(name) --assume-role-policy-document "
            + "'{\"Version\":\"2012-10-17\",\"Statement\":[\(statement)]}'"
        return Words(
            "correct `roles:` in slipway.yml, or make it: \(command)",
            ko: "slipway.yml의 `roles:` 값을 바로잡거나 역할을 만드십시오: \(command)")
    }
}
