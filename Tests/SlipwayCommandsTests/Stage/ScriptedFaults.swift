import AWSRuntime
import LocalAWS
import Synchronization

/// Refuses calls as a test says, and writes all of them down.
final class ScriptedFaults: CallFaults {
    /// - Parameter number: how many calls there were with this one.
    typealias Rule = @Sendable (_ call: String, _ number: Int) -> AWSServiceError?

    private struct State {
        var calls: [String] = []
        var rule: Rule?
    }

    private let state = Mutex(State())

    /// As `ecs:UpdateService`, in their order.
    var calls: [String] { state.withLock { $0.calls } }

    /// Counts from here on, by this rule.
    func play(_ rule: Rule?) {
        state.withLock { state in
            state.calls = []
            state.rule = rule
        }
    }

    func fault(service: String, operation: String) async -> AWSServiceError? {
        let (rule, call, number) = state.withLock { state in
            let call = "\(service):\(operation)"
            state.calls.append(call)
            return (state.rule, call, state.calls.count)
        }
        return rule?(call, number)
    }
}

extension AWSServiceError {
    static func denied(_ call: String) -> AWSServiceError {
        AWSServiceError(
            code: "AccessDeniedException",
            message: "User: arn:aws:iam::000000000000:user/local is not authorized to perform: \(call)", httpStatus: 400
        )
    }

    static let expired = AWSServiceError(
        code: "ExpiredTokenException", message: "The security token included in the request is expired", httpStatus: 400
    )
}
