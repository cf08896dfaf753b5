import SlipwayDomain

/// The check P-CFN-1: whether a stack is in a state in which it can be updated.
enum StackStatusCheck {
    enum Verdict {
        /// Its first creation failed, or nothing of it was made: it can only be deleted.
        case onlyDeletable
        case deleteFailed
        case updateRollbackFailed
        case busy
        case fine
    }

    static func verdict(_ status: String) -> Verdict {
        switch status {
        case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS": .onlyDeletable
        case "DELETE_FAILED": .deleteFailed
        case "UPDATE_ROLLBACK_FAILED": .updateRollbackFailed
        default: status.hasSuffix("_IN_PROGRESS") ? .busy : .fine
        }
    }

    /// What failed in its last operation, where that can still be read: "; Service: …".
    static func because(_ stack: StackFact) -> Words {
        guard let resource = stack.failedResource else { return .none }
        let reason = stack.failedReason.map { ": \($0)" } ?? ""
        return Words("; \(resource) had failed\(reason)", ko: " (실패한 리소스: \(resource)\(reason))")
    }

    static func evidence(_ stack: StackFact) -> [Evidence] {
        [
            Evidence(
                source: StackWords.describe, field: "\(stack.name) StackStatus",
                text: [stack.status, stack.statusReason].compactMap(\.self).joined(separator: ": "))
        ]
    }
}
