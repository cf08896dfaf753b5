import SlipwayDomain

/// What the failures of tasks that find no place share. Most pass with time or somebody's help; the budget decides.
enum PlacementWords {
    static let alone = "ECS would have tried again for ever, without telling anybody but its event list"

    /// A mode that shows by its words alone, wherever they stand: every part of one of `texts`, in lower case.
    static func mode(
        _ id: FailureID, title: String, nature: FailureNature = .mayPass, fault: FaultPrimitive? = nil,
        explanation: String, texts: [[String]], cause: String, fix: String
    ) -> FailureMode {
        let read: @Sendable (Reason) -> Recognition? = { reason in
            guard texts.contains(where: { $0.allSatisfy { reason.has($0) } }) else { return nil }
            return Recognition(cause, fix: fix)
        }
        return FailureMode(
            id, title: title, nature: nature, fault: fault, explanation: explanation, withoutUs: alone,
            recognisers: [.event(read), .reason { reason, _ in read(reason) }, .call(read)])
    }
}
