import SlipwayDomain

extension FailureMode {
    static let cfnRollbackComplete = FailureMode(
        "cfn-rollback-complete", .stack,
        title: Words("the stack can only be deleted", ko: "스택을 삭제할 수만 있음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-1"],
        faults: [
            .call(
                "cloudformation:UpdateStack", refusedWith: "ValidationError",
                message: "Stack:\(StackWords.exampleStack) is in ROLLBACK_COMPLETE state and can not be updated.")
        ],
        explanation: Words(
            "The stack's first creation failed and was rolled back. Nothing of it is left but its name, and CloudFormation "
                + "lets such a stack only be deleted. Why the creation failed can still be read from its events.",
            ko: "스택의 첫 생성이 실패해 롤백되었습니다. 이름만 남은 상태이며, CloudFormation은 이런 스택의 삭제만 허용합니다. 생성이 실패한 "
                + "이유는 아직 이벤트에서 읽을 수 있습니다."),
        remedy: Words(
            "Read the first failed event, mend that, delete the stack and create it again. Look first for things that it "
                + "retains or that have fixed names.",
            ko: "첫 실패 이벤트를 읽고 원인을 고친 뒤 스택을 삭제하고 다시 만드십시오. 먼저 보존(Retain)되는 리소스나 이름이 고정된 리소스가 있는지 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-update-rollback-failed",
                Words("this stack never worked; that one did", ko: "이 스택은 한 번도 작동하지 않았고, 그쪽은 작동하던 스택입니다")),
            LookAlike(
                "cfn-stack-busy",
                Words("nothing is under way: the state is final", ko: "진행 중인 작업이 없으며 최종 상태입니다")),
        ],
        links: StackWords.links,
        foresee: { _, facts in status(facts) },
        recognisers: [
            .text([.call, .stack], ["state and can not be", "state and cannot be", "the stack is in "]) { reason, _ in
                guard let state = StackWords.state(reason), isOver(state, reason) else { return nil }
                return deletable(StackWords.name(reason), state)
            },
            .rule { signals in
                StackWords.stacks(signals, in: ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"]).map { event in
                    var found = deletable(StackWords.shortName(event.stack), event.status)
                    found.evidence = [StackWords.evidence(event)]
                    // What made the creation fail is told first, where its events are there.
                    found.isWarning = signals.stackEvents.contains {
                        $0.stack == event.stack && $0.type != event.type && $0.isFailure
                    }
                    return found
                }
            },
        ])

    private static func isOver(_ state: String, _ reason: Reason) -> Bool {
        ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"].contains(state)
            || ["DELETE_FAILED", "REVIEW_IN_PROGRESS"].contains(state) && reason.hasAny("can not be", "cannot be")
    }

    private static func deletable(_ name: String?, _ state: String) -> Recognition {
        Recognition(
            StackWords.words(name)
                + (state == "REVIEW_IN_PROGRESS"
                    ? Words(
                        " holds only a change set that was never executed",
                        ko: "에는 실행된 적 없는 변경 세트만 있습니다")
                    : Words(
                        " is in \(state): it can only be deleted and made again",
                        ko: "은 \(state) 상태라서 삭제하고 다시 만들 수만 있습니다")),
            fix: delete(name), subject: name ?? "", named: name)
    }

    private static func delete(_ name: String?) -> Words {
        let command = "aws cloudformation delete-stack --stack-name \(name ?? "NAME")"
        return Words(
            "see why it failed (\(StackWords.events(name))), then: \(command)",
            ko: "실패한 이유를 확인한 뒤(\(StackWords.events(name))) 삭제하십시오: \(command)")
    }

    /// The rows of P-CFN-1 that say that a stack may be updated, or could not be looked at, are its own as well.
    private static func status(_ facts: Facts) -> [Foresight] {
        facts.stacks.sorted { $0.key < $1.key }.compactMap { name, fact in
            if case .missing = fact { return nil }
            let subject = StackWords.subject(name)
            let missing = Foresight(.skipped, subject, Words("it is not there yet", ko: "아직 없습니다"))
            return fact.foresight(subject, missing: missing) { stack in
                switch StackStatusCheck.verdict(stack.status) {
                case .fine: Foresight(.ok, subject, Words("in \(stack.status)", ko: "\(stack.status) 상태"))
                case .onlyDeletable:
                    Foresight(
                        .fail, subject,
                        Words(
                            "it is in \(stack.status) and can only be deleted",
                            ko: "\(stack.status) 상태라서 삭제할 수만 있습니다")
                            + StackStatusCheck.because(stack),
                        fix: delete(name), evidence: StackStatusCheck.evidence(stack))
                case .deleteFailed, .updateRollbackFailed, .busy: nil
                }
            }
        }
    }
}
