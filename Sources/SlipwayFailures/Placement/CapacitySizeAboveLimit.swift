import SlipwayDomain

extension FailureMode {
    static let capacitySizeAboveLimit = FailureMode(
        "capacity-size-above-limit", .placement,
        title: Words("the account may not run tasks of that size", ko: "계정에서 허용되지 않는 태스크 크기"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-CAP-1"],
        faults: [
            .placementFails(
                event:
                    "was unable to place a task. Reason: The requested CPU configuration is above your "
                    + "limit.")
        ],
        explanation: Words(
            "The size of the task is a legal one, but this account may not have it: AWS holds new accounts to small tasks.",
            ko: "태스크 크기 자체는 유효하지만 이 계정에서는 쓸 수 없습니다. AWS는 새 계정의 태스크 크기를 제한합니다."),
        remedy: Words(
            "Choose a smaller task, or ask AWS Support to lift the account's limit.",
            ko: "더 작은 태스크를 쓰거나 AWS Support에 계정 한도 상향을 요청하십시오."),
        lookAlikes: [
            LookAlike(
                "td-fargate-size-invalid",
                Words("the size exists; it is this account that may not use it", ko: "존재하는 크기이며, 이 계정에서만 쓸 수 없습니다")),
            LookAlike(
                "capacity-vcpu-quota",
                Words("one task alone is too large, however little runs", ko: "실행 중인 양과 관계없이 태스크 하나가 너무 큽니다")),
        ],
        links: [PlacementWords.events],
        foresee: { plan, facts in
            FargateQuota.foresee(plan, facts, asksAll: false) { subject, outcome, evidence in
                guard case .taskTooLarge(let asked, let limit) = outcome else { return nil }
                return Foresight(
                    .fail, subject,
                    Words(
                        "one task asks for \(FargateQuota.text(asked)) vCPUs, and the account may run "
                            + "\(FargateQuota.text(limit)) altogether",
                        ko: "태스크 하나가 vCPU \(FargateQuota.text(asked))개를 요구하지만 계정 전체의 한도가 "
                            + "\(FargateQuota.text(limit))개입니다"),
                    fix: FargateQuota.raise
                        + Words("; or a lower `cpu:` in slipway.yml", ko: ". 또는 slipway.yml에서 `cpu:` 값을 낮추십시오"),
                    evidence: evidence)
            }
        },
        recognisers: [
            .text(PlacementWords.places, ["configuration is above your limit"]) { reason, scene in
                let isMemory = reason.has("requested memory configuration")
                let size = scene.workload.taskDefinition.map { TaskNeeds($0) }
                let asked = size.map { isMemory ? " (\($0.memory) MiB)" : " (\($0.cpu) CPU units)" } ?? ""
                return Recognition(
                    isMemory
                        ? Words(
                            "the account may not run tasks with that much memory\(asked)",
                            ko: "이 계정에서는 메모리가 이만큼 큰 태스크를 실행할 수 없습니다\(asked)")
                        : Words(
                            "the account may not run tasks with that much CPU\(asked)",
                            ko: "이 계정에서는 CPU가 이만큼 큰 태스크를 실행할 수 없습니다\(asked)"),
                    fix: Words(
                        "in slipway.yml: a lower `\(isMemory ? "memory" : "cpu"):`; or ask AWS Support to lift the limit",
                        ko: "slipway.yml에서 `\(isMemory ? "memory" : "cpu"):` 값을 낮추거나 AWS Support에 한도 상향을 요청하십시오"),
                    subject: isMemory ? "memory" : "cpu")
            }
        ])
}
