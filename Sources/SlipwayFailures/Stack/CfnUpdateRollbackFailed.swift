import SlipwayDomain

extension FailureMode {
    static let cfnUpdateRollbackFailed = FailureMode(
        "cfn-update-rollback-failed", .stack,
        title: Words("the stack's rollback failed", ko: "스택의 롤백이 실패함"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words(
                "the stack would have stayed blocked until a person acts", ko: "누군가 조치할 때까지 스택은 막혀 있었을 것입니다")),
        reproduction: .modelled, recipes: ["P-CFN-1"],
        faults: [
            .call(
                "cloudformation:UpdateStack", refusedWith: "ValidationError",
                message: "Stack:\(StackWords.exampleStack) is in UPDATE_ROLLBACK_FAILED state and can not be updated."),
            .stackFails(
                status: "UPDATE_ROLLBACK_FAILED", resourceType: "AWS::CloudFormation::Stack",
                reason: "The following resource(s) failed to update: [Service]."),
        ],
        explanation: Words(
            "An update failed, and going back failed too: what the old state needs is gone. For a service that is its old "
                + "image, secret or task definition; else something that was changed by hand, a nested stack, or a permission "
                + "that was taken away.",
            ko: "업데이트가 실패했고 되돌리기도 실패했습니다. 이전 상태에 필요한 것이 없어졌기 때문입니다. 서비스라면 이전 이미지, 시크릿, 태스크 정의이고, "
                + "그 밖에는 수동 변경, 중첩 스택, 회수된 권한입니다."),
        remedy: Words(
            "Bring back what the old state needs and continue the rollback; a resource that cannot be brought back is "
                + "skipped by its logical id.",
            ko: "이전 상태에 필요한 것을 되살린 뒤 롤백을 계속하십시오. 되살릴 수 없는 리소스는 논리 ID로 건너뜁니다."),
        lookAlikes: [
            LookAlike(
                "cfn-rollback-complete",
                Words("the stack had worked before; it need not be deleted", ko: "이전에 작동하던 스택이므로 삭제할 필요가 없습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html"
        ],
        foresee: { _, facts in blocked(facts) },
        recognisers: [
            .text([.call, .stack], ["update_rollback_failed"]) { reason, _ in
                unfinished(StackWords.name(reason))
            },
            .rule { signals in
                StackWords.stacks(signals, in: ["UPDATE_ROLLBACK_FAILED"]).map { event in
                    var found = unfinished(StackWords.shortName(event.stack))
                    found.evidence = [StackWords.evidence(event)]
                    found.isWarning = signals.stackEvents.contains {
                        $0.stack == event.stack && $0.type != event.type && $0.isFailure
                            && !StackReading.isNoise($0.reason)
                    }
                    return found
                }
            },
        ])

    private static func unfinished(_ name: String?) -> Recognition {
        Recognition(
            StackWords.words(name)
                + Words(
                    " could not go back to where it was and is blocked",
                    ko: "은 이전 상태로 돌아가지 못해 막혀 있습니다"),
            fix: goOn(name, nil), subject: name ?? "", named: name)
    }

    private static func goOn(_ name: String?, _ resource: String?) -> Words {
        let command = "aws cloudformation continue-update-rollback --stack-name \(name ?? "NAME")"
        let skipping = "\(command) --resources-to-skip \(resource ?? "LOGICAL_ID")"
        return Words(
            "\(command); what cannot be brought back: \(skipping)",
            ko: "실행하십시오: \(command). 되살릴 수 없는 것은 건너뛰십시오: \(skipping)")
    }

    private static func blocked(_ facts: Facts) -> [Foresight] {
        StackWords.known(facts).compactMap { stack in
            guard case .updateRollbackFailed = StackStatusCheck.verdict(stack.status) else { return nil }
            return Foresight(
                .fail, StackWords.subject(stack.name),
                Words("its rollback failed, and it cannot be updated", ko: "롤백이 실패해 업데이트할 수 없습니다")
                    + StackStatusCheck.because(stack),
                fix: goOn(stack.name, stack.failedResource), evidence: StackStatusCheck.evidence(stack))
        }
    }
}
