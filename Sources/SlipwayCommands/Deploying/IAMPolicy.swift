import ArgumentParser
import SlipwayConsole
import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

struct IAMPolicy: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "iam-policy",
        abstract: "Print the least IAM policy that Slipway needs for the manifest's services.",
        discussion: """
            Nothing is asked of AWS. Resources are narrowed to what the manifest names, wherever IAM can.

            Examples:
              slipway iam-policy > policy.json
              slipway iam-policy --for check --account 123456789012
              aws iam put-role-policy --role-name deployer --policy-name slipway \\
                --policy-document "$(slipway iam-policy --env prod --account 123456789012)"
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "What it shall allow: check, deploy or diagnose, separated by commas; all of them without it.",
            valueName: "purposes"))
    var purposes: String?

    @Option(help: ArgumentHelp("The account's twelve digits; any account without it.", valueName: "number"))
    var account: String?

    func validate() throws {
        if let account, account.count != 12 || !account.allSatisfy({ $0.isASCII && $0.isNumber }) {
            throw ValidationError("--account takes the twelve digits of an AWS account")
        }
        _ = try wanted()
    }

    private func wanted() throws -> Set<PolicyPurpose> {
        guard let purposes else { return Set(PolicyPurpose.allCases) }
        return Set(
            try purposes.split(separator: ",").map { name in
                guard let purpose = PolicyPurpose(rawValue: String(name)) else {
                    throw ValidationError("--for takes check, deploy and diagnose, not '\(name)'")
                }
                return purpose
            })
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        let plans = try PlanLoader.plans(context, global)
        let statements = LeastPolicy.statements(for: try wanted(), plans, account: account ?? "*")
        context.console.report(PolicyReport(statements: statements))
        return 0
    }
}

/// A policy as IAM takes it.
struct PolicyReport: Report {
    static let type = "result"
    var statements: [PolicyStatement]

    func lines(_ style: Style) -> [String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts and lists of texts: nothing in it can fail to be written.
        guard let json = try? encoder.encode(policy) else { preconditionFailure("a policy that is no JSON") }
        return String(decoding: json, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private var policy: Policy { Policy(Statement: statements.map(StatementBody.init)) }

    private enum Key: String, CodingKey { case status, exitCode, policy }

    private struct Policy: Encodable {
        var Version = "2012-10-17"
        var Statement: [StatementBody]
    }

    private struct StatementBody: Encodable {
        var Sid: String
        var Effect = "Allow"
        var Action: [String]
        var Resource: [String]
        var Condition: [String: [String: [String]]]?

        init(_ statement: PolicyStatement) {
            Sid = statement.id
            Action = statement.actions
            Resource = statement.resources
            guard !statement.condition.isEmpty else { return }
            Condition = statement.condition.reduce(into: [:]) { $0[$1.test, default: [:]][$1.key] = $1.values }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(policy, forKey: .policy)
    }
}
