import AWSRuntime
import AWSServices

extension PermissionsService {
    func addSimulation(to table: inout OperationTable) {
        table.on(
            IAM.SimulatePrincipalPolicy.self,
            refusing: [
                "PermissionsBoundaryPolicyInputList", "PolicyExclusionList", "ResourcePolicy", "ResourceOwner",
                "ResourceHandlingOption",
            ], ignoring: ["CallerArn"]
        ) { input, context in
            let results = try self.simulate(input, account: context.account)
            do {
                let page = try Paging.pageInOrder(
                    results, after: input.marker, limit: input.maxItems ?? 1000, key: \.evalActionName)
                return .init(evaluationResults: page.items, isTruncated: page.next != nil, marker: page.next)
            } catch {
                throw IAM.InvalidInputException(message: "Invalid Marker.")
            }
        }
    }

    private func simulate(
        _ input: IAM.SimulatePrincipalPolicyRequest, account: String
    ) throws -> [IAM.EvaluationResult] {
        let found = try with(account) { store, _ in try store.sources(of: input.policySourceArn) }
        guard var sources = found else {
            throw IAM.NoSuchEntityException(message: "\(input.policySourceArn) cannot be found.")
        }
        for (index, text) in (input.policyInputList ?? []).enumerated() {
            do throws(PolicyDocument.Malformed) {
                sources.append(
                    .init(id: "PolicyInputList.\(index + 1)", document: try PolicyDocument(text)))
            } catch {
                throw IAM.InvalidInputException(message: error.problem)
            }
        }
        let evaluation = PolicyEvaluation(sources: sources)
        let given = (input.contextEntries ?? []).map { entry in
            ((entry.contextKeyName ?? "").lowercased(), entry.contextKeyValues ?? [])
        }
        // What every request of the principal carries.
        var values = ["aws:principalarn": [input.policySourceArn], "aws:principalaccount": [account]]
        values.merge(given) { _, last in last }
        let resources = input.resourceArns.flatMap { $0.isEmpty ? nil : $0 } ?? ["*"]
        return input.actionNames.map { action in
            let outcomes = resources.map { resource in
                let fields = resource.split(separator: ":", omittingEmptySubsequences: false)
                let owner = fields.count >= 5 && !fields[4].isEmpty ? String(fields[4]) : account
                let request = PolicyEvaluation.Request(
                    action: action, resource: resource,
                    context: values.merging(["aws:resourceaccount": [owner]]) { given, _ in given }, variables: [:])
                return (resource, evaluation.decide(request))
            }
            return Self.result(action, outcomes)
        }
    }

    private static func result(
        _ action: String, _ outcomes: [(resource: String, outcome: PolicyEvaluation.Outcome)]
    ) -> IAM.EvaluationResult {
        let decisions = outcomes.map(\.outcome.decision)
        let whole: PolicyEvaluation.Decision =
            decisions.contains(.explicitDeny)
            ? .explicitDeny : decisions.contains(.implicitDeny) ? .implicitDeny : .allowed
        var matched: [PolicyEvaluation.Source] = []
        for source in outcomes.flatMap(\.outcome.matched) where !matched.contains(source) { matched.append(source) }
        return IAM.EvaluationResult(
            evalActionName: action, evalResourceName: outcomes.first?.resource, evalDecision: wire(whole),
            matchedStatements: matched.map(statement),
            missingContextValues: Set(outcomes.flatMap(\.outcome.missing)).sorted(),
            resourceSpecificResults: outcomes.map { resource, outcome in
                IAM.ResourceSpecificResult(
                    evalResourceName: resource, evalResourceDecision: wire(outcome.decision),
                    matchedStatements: outcome.matched.map(statement), missingContextValues: outcome.missing)
            })
    }

    private static func wire(_ decision: PolicyEvaluation.Decision) -> IAM.PolicyEvaluationDecisionType {
        switch decision {
        case .allowed: .allowed
        case .explicitDeny: .explicitDeny
        case .implicitDeny: .implicitDeny
        }
    }

    private static func statement(_ source: PolicyEvaluation.Source) -> IAM.Statement {
        // The service answers so for policies of every kind, whatever its model lists.
        IAM.Statement(sourcePolicyId: source.id, sourcePolicyType: .unknown("IAM Policy"))
    }
}
