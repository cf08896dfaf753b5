import SlipwayDomain

/// Tells why a stack failed: of its failed events the first in time that says something is the cause, and what follows
/// from it is noise (facts: ecs-failures 0.4).
enum StackReading {
    static func classify(_ events: [StackEventObservation], _ workload: Workload) -> [Finding] {
        var stacks: [String] = []
        for event in events where !stacks.contains(event.stack) { stacks.append(event.stack) }
        return stacks.flatMap { stack in classify(stack, events.filter { $0.stack == stack }, workload) }
    }

    private static func classify(
        _ stack: String, _ events: [StackEventObservation], _ workload: Workload
    ) -> [Finding] {
        let ordered = events.enumerated().sorted { left, right in
            guard let first = left.element.at, let second = right.element.at, first != second else {
                return left.offset < right.offset
            }
            return first < second
        }.map(\.element)
        let failed = ordered.filter(\.isFailure)
        let telling = failed.filter { !isNoise($0.reason) }
        guard let first = telling.first ?? failed.first else { return [] }
        var found: [Finding] = []
        // A service that did not stabilise is a verdict like the circuit breaker's: a cause may stand behind it.
        // Where only what follows was kept, that is told as what it is.
        for event in telling.isEmpty ? failed : telling {
            let reason = reason(of: event)
            guard let (mode, recognition) = PhraseIndex.catalogue.recognise(reason, Scene(.stack, workload)) else {
                break
            }
            found.append(.of(mode, recognition, reason.evidence, [], workload))
            if mode.nature != .verdict { break }
        }
        return found.isEmpty ? [notRecognised(first)] : found
    }

    static func reason(of event: StackEventObservation) -> Reason {
        Reason(
            source: "cloudformation:DescribeStackEvents",
            field: "\(event.stack) \(event.logicalID) (\(event.type)) \(event.status)", text: event.reason)
    }

    /// What CloudFormation says of everything else once one thing has failed.
    static func isNoise(_ reason: String) -> Bool {
        let lower = reason.lowercased()
        return lower.isEmpty
            || [
                "resource creation cancelled", "resource update cancelled", "resource deletion cancelled",
                "the following resource(s) failed", "was not successfully", "user initiated",
            ].contains { lower.contains($0) }
    }

    private static func notRecognised(_ event: StackEventObservation) -> Finding {
        let reason = reason(of: event)
        return Finding(
            failure: "not-recognised", severity: .fail,
            title: Words("a failure that is not in the catalogue", ko: "카탈로그에 없는 실패"),
            cause: Words(
                "\(event.logicalID) (\(event.type)) of the stack \(event.stack) failed, and Slipway does not recognise why",
                ko: "스택 \(event.stack)의 \(event.logicalID) (\(event.type)) 리소스가 실패했으나 Slipway는 그 이유를 알아보지 못합니다"),
            evidence: [reason.evidence],
            fix: Words(
                "aws cloudformation describe-stack-events --stack-name \(event.stack)",
                ko: "aws cloudformation describe-stack-events --stack-name \(event.stack)"),
            nature: .cannotHeal, confidence: .possible,
            fingerprint: "not-recognised:\(event.stack):\(event.logicalID)")
    }
}
