import AWSRuntime
import AWSServices
import Crypto

/// KMS, as far as the checks ask: the keys that AWS manages for its services are always there, others are given.
///
/// Nothing is encrypted with them; Secrets Manager and parameters here keep plain values in memory.
package struct KeysService: Sendable {
    private let keys = GivenThings<KMS.KeyMetadata> { $0.keyId }
    private let policies = ScopedStores<[String: String]> { _ in [:] }

    package init() {}

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(KMS.DescribeKey.self) { keys.take($1.keyMetadata.map { [$0] }, in: $2) }
        table.on(KMS.GetKeyPolicy.self) { input, answer, scope in
            guard let id = input?.keyId, let policy = answer.policy else {
                throw GivenTable.Problem("kms:GetKeyPolicy needs with.KeyId and answers.Policy")
            }
            policies.with(scope) { $0[id] = policy }
        }
        return table
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: KMS.service)
        table.on(KMS.DescribeKey.self, ignoring: ["GrantTokens"]) { input, context in
            .init(keyMetadata: try key(input.keyId, in: context.scope))
        }
        table.on(KMS.GetKeyPolicy.self) { input, context in
            let key = try key(input.keyId, in: context.scope)
            guard input.policyName == nil || input.policyName == "default" else {
                throw KMS.NotFoundException(message: "No such policy exists")
            }
            let told = policies.with(context.scope) { $0[key.keyId] }
            return .init(policy: told ?? Self.policy(of: key, context.scope), policyName: "default")
        }
        return table
    }

    /// By id, ARN, alias or the alias's ARN.
    private func key(_ name: String, in scope: CloudScope) throws -> KMS.KeyMetadata {
        let short =
            name.hasPrefix("arn:") ? name.split(separator: ":", maxSplits: 5).last.map(String.init) ?? name : name
        let id = short.hasPrefix("key/") ? String(short.dropFirst(4)) : short
        if let found = keys.find(id, in: scope) { return found }
        let managed = Self.managed.map { Self.managedKey($0, scope) }
        if let index = Self.managed.firstIndex(where: { "alias/aws/\($0)" == id }) { return managed[index] }
        if let found = managed.first(where: { $0.keyId == id }) { return found }
        throw KMS.NotFoundException(
            message: id.hasPrefix("alias/")
                ? "Alias arn:aws:kms:\(scope.region):\(scope.account):\(id) is not found."
                : "Key 'arn:aws:kms:\(scope.region):\(scope.account):key/\(id)' does not exist")
    }

    /// Services for which AWS keeps a key in every account.
    private static let managed = ["secretsmanager", "ssm", "ecr", "rds", "ebs", "elasticfilesystem", "s3"]

    private static func managedKey(_ service: String, _ scope: CloudScope) -> KMS.KeyMetadata {
        let digest = SHA256.hash(data: Array("\(scope.account)/\(scope.region)/\(service)".utf8))
        let hex = Array(digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
        let id = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
        return KMS.KeyMetadata(
            awsAccountId: scope.account, keyId: id, arn: "arn:aws:kms:\(scope.region):\(scope.account):key/\(id)",
            creationDate: Timestamp(millisecondsSinceEpoch: 1_577_836_800_000), enabled: true,
            description: "Default key that protects my data when no other key is defined (\(service))",
            keyUsage: .encryptDecrypt, keyState: .enabled, origin: .awsKms, keyManager: .aws,
            keySpec: .symmetricDefault, encryptionAlgorithms: [.symmetricDefault], multiRegion: false)
    }

    private static func policy(of key: KMS.KeyMetadata, _ scope: CloudScope) -> String {
        let principal = key.keyManager == .aws ? #""*""# : #""arn:aws:iam::\#(scope.account):root""#
        let condition =
            key.keyManager == .aws
            ? #", "Condition": {"StringEquals": {"kms:CallerAccount": "\#(scope.account)"}}"# : ""
        return #"{"Version": "2012-10-17", "Statement": [{"Sid": "Enable IAM policies", "Effect": "Allow", "#
            + #""Principal": {"AWS": \#(principal)}, "Action": "kms:*", "Resource": "*"\#(condition)}]}"#
    }
}
