import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// Answers the questions that plan and facts raise, as IAM's own simulation does. Service control policies of other
    /// accounts and the policies of endpoints are not part of it.
    func permissions(for plan: ServicePlan, _ facts: Facts) async -> [PermissionFact] {
        let questions = PermissionQuestion.all(for: plan, facts)
        var answers = await simulate(questions, facts)
        // Whether the other role may what the execution role may not explains a mistake; that it may not is no fault.
        let mixedUp = PermissionQuestion.ofOtherRole(after: answers, plan, facts)
        if !mixedUp.isEmpty {
            answers += await simulate(mixedUp, facts).filter { $0.allowed == .known(true) }
        }
        return answers
    }

    private func simulate(_ questions: [PermissionQuestion], _ facts: Facts) async -> [PermissionFact] {
        let batches = PermissionQuestion.batches(questions)
        let source = await deployer(facts)
        let results = await each(batches.indices) { index in await answers(to: batches[index], deployer: source) }
        let known = results.values.reduce(into: [PermissionQuestion: Fact<Bool>]()) { known, some in
            known.merge(some) { first, _ in first }
        }
        return questions.map { question in
            PermissionFact(
                principal: question.principal, action: question.action, resource: question.resource,
                allowed: known[question] ?? .unknown(reason: "the simulation did not answer"))
        }
    }

    /// One call: all actions of a batch on all its resources.
    private func answers(
        to batch: PermissionQuestion.Batch, deployer: Fact<Simulated>
    ) async -> [PermissionQuestion: Fact<Bool>] {
        let source: String
        switch batch.principal == PermissionQuestion.deployer ? deployer : .known(.principal(batch.principal)) {
        case .known(.principal(let arn)): source = arn
        case .known(.root): return Dictionary(uniqueKeysWithValues: batch.questions.map { ($0, .known(true)) })
        case .missing: return Self.same(.unknown(reason: "nobody says who we are"), for: batch)
        case .denied(let action): return Self.same(.denied(action: action), for: batch)
        case .unknown(let reason): return Self.same(.unknown(reason: reason), for: batch)
        case .planned: return [:]
        }
        let input = IAM.SimulatePrincipalPolicyRequest(
            policySourceArn: source, actionNames: batch.actions, resourceArns: batch.resources,
            contextEntries: batch.context.map {
                IAM.ContextEntry(
                    contextKeyName: $0.name, contextKeyValues: [$0.value], contextKeyType: .init(rawValue: "string"))
            })
        do throws(Gap) {
            let results = try await all(
                clients.iam.simulatePrincipalPolicyPages(input), missing: ["NoSuchEntity", "NoSuchEntityException"]
            ) { $0.evaluationResults }
            return Simulation(results).answers(to: batch)
        } catch {
            // A role that is not there is told of by itself.
            return Self.same(
                error == .missing ? .unknown(reason: "IAM knows no such principal as \(source)") : error.fact(),
                for: batch)
        }
    }

    private static func same(
        _ fact: Fact<Bool>, for batch: PermissionQuestion.Batch
    ) -> [PermissionQuestion: Fact<Bool>] {
        Dictionary(uniqueKeysWithValues: batch.questions.map { ($0, fact) })
    }

    /// Whose policies stand for ours.
    private enum Simulated: Hashable, Sendable, Codable {
        case principal(String)
        /// The account itself: nothing is forbidden to it.
        case root
    }

    private func deployer(_ facts: Facts) async -> Fact<Simulated> {
        await .of { () throws(Gap) in
            guard let fact = facts.caller else { throw .missing }
            let caller = try fact.known().arn
            guard let arn = ARN(caller) else { throw .unknown(reason: "\(caller) is no ARN") }
            if arn.service == "iam", arn.resource == "root" { return .root }
            guard arn.service == "sts" else { return .principal(caller) }
            let parts = arn.resource.split(separator: "/").map(String.init)
            guard parts.first == "assumed-role", parts.count >= 2 else {
                throw .unknown(reason: "IAM simulates no \(parts.first ?? "session") such as \(caller)")
            }
            // A session does not tell its role's path; the role does.
            let plain = "arn:\(arn.partition):iam::\(arn.account):role/\(parts[1])"
            do throws(Gap) {
                let answer = try await ask(IAM.GetRole.self, IAM.GetRoleRequest(roleName: parts[1]))
                return .principal(answer.role.arn)
            } catch {
                return .principal(plain)
            }
        }
    }
}

/// What IAM's simulation said of actions and resources.
struct Simulation {
    private struct Asked: Hashable {
        var action: String
        var resource: String
    }

    private var decisions: [Asked: Fact<Bool>] = [:]

    init(_ results: [IAM.EvaluationResult]) {
        for result in results {
            let whole = Self.decision(result.evalDecision, missing: result.missingContextValues)
            decisions[Asked(action: result.evalActionName, resource: result.evalResourceName ?? "*")] = whole
            for part in result.resourceSpecificResults ?? [] {
                decisions[Asked(action: result.evalActionName, resource: part.evalResourceName)] = Self.decision(
                    part.evalResourceDecision, missing: part.missingContextValues)
            }
        }
    }

    /// A refusal that rests on something the question did not tell may be none.
    private static func decision(
        _ decision: IAM.PolicyEvaluationDecisionType, missing: [String]?
    ) -> Fact<Bool> {
        if decision == .allowed { return .known(true) }
        guard let missing, !missing.isEmpty else { return .known(false) }
        return .unknown(reason: "it depends on \(missing.joined(separator: ", "))")
    }

    func answers(to batch: PermissionQuestion.Batch) -> [PermissionQuestion: Fact<Bool>] {
        let pairs = batch.questions.compactMap { question in
            decisions[Asked(action: question.action, resource: question.resource)].map { (question, $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
