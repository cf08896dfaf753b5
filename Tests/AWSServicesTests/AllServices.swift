import AWSRuntime
import AWSServices

/// Every generated operation, and a full value of any shape.
enum AllServices {
    static let operations: [any AWSOperation.Type] =
        ECS.operations + ECR.operations + SecretsManager.operations
        + SSM.operations + CloudWatchLogs.operations + ELBv2.operations + STS.operations + IAM.operations
        + EC2.operations + KMS.operations + ServiceQuotas.operations + CloudWatch.operations + RDS.operations
        + ElastiCache.operations + ApplicationAutoScaling.operations + AutoScaling.operations + ACM.operations
        + CloudTrail.operations + CloudFormation.operations + EventBridge.operations + CloudMap.operations

    static let sensitiveText = "canary-hunter2"

    /// All members set, as deep as five structures; nil where nothing can be said at that depth.
    static func sample(_ shape: Shape, depth: Int = 0, isSensitive: Bool = false) -> AWSValue? {
        let isSensitive = isSensitive || shape.isSensitive
        switch shape.kind {
        case .string: return .string(shape.constraints.known.first ?? (isSensitive ? sensitiveText : "text"))
        case .boolean: return .boolean(true)
        case .integer, .long: return .integer(7)
        case .float, .double: return .double(1.5)
        case .timestamp: return .timestamp(Timestamp(millisecondsSinceEpoch: 1_700_000_000_123))
        case .blob: return .blob([1, 2, 255])
        case .document: return .document(.object(["key": .array([.integer(1), .null, .string("é")])]))
        case .list(let traits):
            return sample(traits.element(), depth: depth, isSensitive: isSensitive).map { .list([$0, $0]) }
        case .map(let traits):
            return sample(traits.value(), depth: depth, isSensitive: isSensitive).map { .map(["key": $0]) }
        case .structure(let traits):
            var members: [String: AWSValue] = [:]
            for member in traits.members where depth < 5 || member.isRequired {
                let value = sample(member.target(), depth: depth + 1, isSensitive: isSensitive)
                members[member.name] = value ?? (member.isRequired ? .structure([:]) : nil)
                if traits.isUnion, !members.isEmpty { break }
            }
            // A structure without members is no value in awsQuery.
            return members.isEmpty && depth > 0 ? nil : .structure(members)
        }
    }
}
