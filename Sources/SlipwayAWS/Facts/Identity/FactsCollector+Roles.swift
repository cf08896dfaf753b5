import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// The roles of the plan and of what runs, by what either calls them.
    func roles(of plan: ServicePlan) async -> [String: Fact<RoleFact>] {
        var names = [plan.roles.execution, plan.roles.task].compactMap(\.self)
        var infrastructure: Set<String> = []
        do throws(Gap) {
            let fact = ServiceFact(try await live(plan.service), called: plan.service.name)
            infrastructure = Set(fact.trafficShifts.compactMap(\.role) + fact.infrastructureRoles.compactMap(\.role))
            names += infrastructure.sorted() + fact.hooks.compactMap(\.role)
            let running = try await running(plan.service)
            names += [running.executionRoleArn, running.taskRoleArn].compactMap(\.self)
        } catch {
            // What runs now is told of elsewhere; the plan's own roles can be looked at without it.
        }
        let account = await caller().value?.account
        let withPolicies = infrastructure
        return await each(names) { name in
            await role(name, account: account, withPolicies: withPolicies.contains(name))
        }
    }

    func serviceLinkedRole() async -> Fact<RoleFact> {
        await role("AWSServiceRoleForECS", account: nil, withPolicies: false)
    }

    /// - Parameters:
    ///   - name: a name or an ARN.
    ///   - account: ours; a role of another cannot be asked about.
    private func role(_ name: String, account: String?, withPolicies: Bool) async -> Fact<RoleFact> {
        await .of { () throws(Gap) in
            let arn = ARN(name)
            if let owner = arn?.account, let account, owner != account {
                throw .unknown(reason: "the role belongs to the account \(owner)")
            }
            let short = arn?.name ?? name.split(separator: "/").last.map(String.init) ?? name
            let answer = try await ask(
                IAM.GetRole.self, IAM.GetRoleRequest(roleName: short),
                missing: ["NoSuchEntity", "NoSuchEntityException"])
            var fact = RoleFact(answer.role)
            if withPolicies {
                let input = IAM.ListAttachedRolePoliciesRequest(roleName: short)
                fact.managedPolicies = try await all(clients.iam.listAttachedRolePoliciesPages(input)) {
                    $0.attachedPolicies
                }.compactMap(\.policyName)
            }
            return fact
        }
    }
}

extension RoleFact {
    init(_ role: IAM.Role) {
        let document = role.assumeRolePolicyDocument.flatMap { PolicyDocument($0) }
        self.init(
            arn: role.arn, name: role.roleName, trust: document.map(TrustFact.all) ?? [],
            createdAt: role.createDate.moment)
    }
}

extension TrustFact {
    /// One for each service, and for each account and ARN that its condition asks for.
    static func all(in document: PolicyDocument) -> [TrustFact] {
        document.statements.filter { $0.isAllow && $0.names("sts:AssumeRole") }.flatMap { statement in
            let services = (statement.principals["Service"] ?? []) + (statement.principals["*"] ?? [])
            let accounts = asked("aws:sourceaccount", in: statement)
            let arns = asked("aws:sourcearn", in: statement)
            return services.flatMap { service in
                accounts.flatMap { account in
                    arns.map { TrustFact(service: service, sourceAccount: account, sourceARN: $0) }
                }
            }
        }
    }

    /// The values that a condition asks for; one `nil` where it asks for none.
    private static func asked(_ key: String, in statement: PolicyDocument.Statement) -> [String?] {
        let values = statement.conditions.filter { condition in
            let test = condition.test.lowercased()
            let isPositive = ["stringequals", "stringlike", "arnequals", "arnlike"].contains {
                test == $0 || test == $0 + "ifexists"
            }
            return isPositive && condition.key.lowercased() == key
        }.flatMap(\.values)
        return values.isEmpty ? [nil] : values
    }
}
