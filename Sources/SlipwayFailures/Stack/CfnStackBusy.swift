import SlipwayDomain

extension FailureMode {
    static let cfnStackBusy = FailureMode(
        "cfn-stack-busy", .stack,
        title: Words("another operation of the stack is under way", ko: "스택에서 다른 작업이 진행 중"),
        nature: .mayPass, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-1"],
        faults: [
            .call(
                "cloudformation:UpdateStack", refusedWith: "ValidationError",
                message: "Stack:\(StackWords.exampleStack) is in UPDATE_IN_PROGRESS state and can not be updated.")
        ],
        explanation: Words(
            "CloudFormation does one thing at a time with a stack. Another pipeline is at it, or an update waits for a service "
                + "that does not get steady, for up to 3 h.",
            ko: "CloudFormation은 한 스택에서 한 번에 한 작업만 합니다. 다른 파이프라인이 작업 중이거나, 안정되지 않는 서비스를 최대 3시간까지 기다리는 "
                + "업데이트가 있습니다."),
        remedy: Words(
            "Wait, or end what is under way: cancel the update, or stop the ECS deployment that it waits for.",
            ko: "기다리거나 진행 중인 것을 끝내십시오. 업데이트를 취소하거나, 스택이 기다리는 ECS 배포를 중지합니다."),
        lookAlikes: [
            LookAlike(
                "cfn-rollback-complete",
                Words("something is under way; that state is final", ko: "작업이 진행 중입니다. 그쪽은 최종 상태입니다"))
        ],
        links: StackWords.links,
        foresee: { _, facts in
            StackWords.known(facts).compactMap { stack in
                guard case .busy = StackStatusCheck.verdict(stack.status) else { return nil }
                let since = stack.lastUpdatedAt.map { $0.duration(to: facts.takenAt) }
                let long = since.map { Words(" for \($0.words)", ko: " (\($0.koreanWords) 전부터)") } ?? .none
                return Foresight(
                    .fail, StackWords.subject(stack.name),
                    Words("it has been in \(stack.status)", ko: "\(stack.status) 상태입니다") + long,
                    fix: end(stack.name, stack.status), evidence: StackStatusCheck.evidence(stack))
            }
        },
        recognisers: [
            .text(
                [.call, .stack],
                ["_in_progress state and can not be", "_in_progress state and cannot be", "operationinprogress"]
            ) { reason, _ in
                let state = StackWords.state(reason) ?? "IN_PROGRESS"
                let name = StackWords.name(reason)
                // What was never executed is not under way.
                if state == "REVIEW_IN_PROGRESS" { return nil }
                return Recognition(
                    StackWords.words(name)
                        + Words(" is busy: \(state)", ko: "에서 다른 작업이 진행 중입니다: \(state)"), fix: end(name, state),
                    subject: name ?? "", named: name)
            }
        ])

    private static func end(_ name: String?, _ state: String) -> Words {
        let stack = name ?? "NAME"
        let wait =
            "aws cloudformation wait stack-\(state.hasPrefix("CREATE") ? "create" : "update")-complete --stack-name "
            + stack
        guard state == "UPDATE_IN_PROGRESS" else { return Words("wait: \(wait)", ko: "기다리십시오: \(wait)") }
        let cancel = "aws cloudformation cancel-update-stack --stack-name \(stack)"
        return Words(
            "wait (\(wait)), or cancel: \(cancel)", ko: "기다리거나(\(wait)) 취소하십시오: \(cancel)")
    }
}
