import SlipwayDomain

extension FailureMode {
    static let depLifecycleHookFailed = FailureMode(
        "dep-lifecycle-hook-failed", .deployment,
        title: Words("a hook of the deployment failed", ko: "배포 훅이 실패함"),
        nature: .verdict, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS rolls the deployment back once the hook fails or its time is over",
                ko: "훅이 실패하거나 시간이 다 되면 ECS가 배포를 롤백합니다")),
        reproduction: .modelled, recipes: ["P-LB-8", "P-IAM-4"],
        faults: [
            .deploymentEnds(
                reason:
                    "Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle "
                    + "hook target arn:aws:lambda:eu-west-1:111122223333:function:web-smoke returned FAILED status.")
        ],
        specificity: .narrow,
        explanation: Words(
            "On its way a deployment asks functions or waits for a person. A function said no, could not be called, or "
                + "answered in a form that ECS does not read; or nobody continued a pause in time.",
            ko: "배포는 도중에 함수에 묻거나 사람을 기다립니다. 함수가 거부했거나, 호출할 수 없었거나, ECS가 읽지 못하는 형식으로 답했거나, 일시 중지를 "
                + "제때 계속하지 않은 경우입니다."),
        remedy: Words(
            "Read the function's own log. It must answer { \"hookStatus\": \"SUCCEEDED\" }; its role must be assumable by "
                + "ecs.amazonaws.com and allow lambda:InvokeFunction. A pause is continued by slipway continue.",
            ko: "함수의 로그를 읽으십시오. 함수는 { \"hookStatus\": \"SUCCEEDED\" } 형식으로 답해야 하고, 역할은 ecs.amazonaws.com이 맡을 수 있고 "
                + "lambda:InvokeFunction을 허용해야 합니다. 일시 중지는 slipway continue로 계속합니다."),
        lookAlikes: [
            LookAlike(
                "lb-bluegreen-misconfigured",
                Words("the wiring was accepted; a hook said no", ko: "연결은 받아들여졌으며 훅이 거부했습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html",
        ],
        foresee: { _, facts in
            (facts.service?.value?.hooks ?? []).compactMap { HookCheck.judge($0, facts) }
        },
        recognisers: [
            .text(
                [.event, .stack, .call],
                [
                    "lifecycle hook(s) failed", "lifecycle hook target", "pause hook timed out",
                    "hookstatus must not be null",
                ]
            ) { reason, _ in said(reason) },
            .deployment { deployment in
                let reason = DeploymentWords.reason(deployment)
                if reason.hasAny("lifecycle hook", "pause hook", "hookstatus") {
                    var found = said(reason)
                    found.evidence = [reason.evidence]
                    return found
                }
                guard let hook = deployment.hooks.first(where: { $0.status == "FAILED" || $0.status == "TIMED_OUT" })
                else { return nil }
                let name = hook.target?.split(separator: ":").last.map(String.init) ?? hook.id ?? "?"
                let isLate = hook.status == "TIMED_OUT"
                return Recognition(
                    isLate
                        ? Words("the hook \(name) got no answer in time", ko: "훅이 제때 응답을 받지 못했습니다: \(name)")
                        : Words("the hook \(name) refused the deployment", ko: "훅이 배포를 거부했습니다: \(name)"),
                    fix: isLate && hook.target == nil ? goOn : log(hook.target), subject: name,
                    evidence: [
                        Evidence(
                            source: DeploymentWords.list, field: "lifecycleHookDetails[\(name)].status",
                            text: hook.status)
                    ])
            },
        ])

    private static let goOn = Words(
        "deploy again, and continue it in time: slipway continue", ko: "다시 배포하고 제때 계속하십시오: slipway continue")

    private static func log(_ target: String?) -> Words {
        let name = target?.split(separator: ":").last.map(String.init) ?? "NAME"
        return Words(
            "read its log: aws logs tail /aws/lambda/\(name) --since 1h",
            ko: "로그를 읽으십시오: aws logs tail /aws/lambda/\(name) --since 1h")
    }

    private static func said(_ reason: Reason) -> Recognition {
        let stage = reason.value(after: "rolled back because ") ?? reason.value(after: "because ")
        let target = reason.arn(of: "lambda")
        let name = target?.split(separator: ":").last.map(String.init) ?? "NAME"
        let cause: Words
        var fix = log(target)
        if reason.has("pause hook timed out") {
            cause = Words("nobody continued the pause in time", ko: "아무도 제때 일시 중지를 계속하지 않았습니다")
            fix = goOn
        } else if reason.hasAny("assume role", "assume the role") {
            cause = Words("ECS could not assume the role to call the hook with", ko: "ECS가 훅을 호출할 역할을 맡지 못했습니다")
            fix = Words(
                "let ecs.amazonaws.com assume the hook's role in its trust policy",
                ko: "훅 역할의 신뢰 정책에서 ecs.amazonaws.com의 sts:AssumeRole을 허용하십시오")
        } else if reason.has("lambda:invokefunction") {
            cause = Words("the hook's role may not call the function \(name)", ko: "훅의 역할에 함수를 호출할 권한이 없습니다: \(name)")
            fix = Words(
                "allow lambda:InvokeFunction on \(target ?? "the function") to the hook's role",
                ko: "훅의 역할에 lambda:InvokeFunction 작업을 허용하십시오 (대상: \(target ?? "함수"))")
        } else if reason.has("hookstatus") {
            cause = Words("the function \(name) answered without a hookStatus", ko: "함수가 hookStatus 없이 답했습니다: \(name)")
            fix = Words(
                "let \(name) answer { \"hookStatus\": \"SUCCEEDED\" }, FAILED or IN_PROGRESS",
                ko: "함수가 { \"hookStatus\": \"SUCCEEDED\" }, FAILED, IN_PROGRESS 중 하나로 답하게 하십시오: \(name)")
        } else if target != nil {
            cause = Words("the function \(name) said no", ko: "함수가 거부했습니다: \(name)")
        } else {
            cause = Words("a hook of the deployment failed", ko: "배포 훅이 실패했습니다")
        }
        let at = stage.map { $0.uppercased() == $0 ? Words(" (at \($0))", ko: " (단계: \($0))") : .none } ?? .none
        return Recognition(cause + at, fix: fix, subject: target ?? stage ?? "")
    }
}

/// The check P-LB-8, as far as hooks go: each function is there and may be called.
enum HookCheck {
    static func judge(_ hook: HookFact, _ facts: Facts) -> Foresight? {
        guard let target = hook.target else { return nil }
        let name = target.split(separator: ":").last.map(String.init) ?? target
        let subject = Words("hook \(name)", ko: "훅 \(name)")
        let missing = Foresight(
            .fail, subject,
            Words(
                "there is no function \(name): the deployment would be rolled back", ko: "함수가 없어 배포가 롤백될 것입니다: \(name)"),
            fix: Words(
                "make the function, or take the hook off the service", ko: "함수를 만들거나 서비스에서 훅을 빼십시오"),
            evidence: [Evidence(source: "lambda:GetFunction", field: target, text: "ResourceNotFoundException")])
        return hook.function?.foresight(subject, missing: missing) { state in
            guard state == "Active" || state == "Inactive" else {
                return Foresight(
                    .fail, subject, Words("the function is \(state)", ko: "함수 상태가 \(state)입니다"),
                    fix: Words(
                        "see why: aws lambda get-function --function-name \(name)",
                        ko: "이유를 확인하십시오: aws lambda get-function --function-name \(name)"),
                    evidence: [Evidence(source: "lambda:GetFunction", field: "State", text: state)])
            }
            let permission = facts.permissions.first {
                $0.principal == hook.role && $0.action == "lambda:InvokeFunction"
            }
            let refused = Foresight(
                .fail, subject,
                Words(
                    "the hook's role may not call \(name)", ko: "훅의 역할에 함수를 호출할 권한이 없습니다: \(name)"),
                fix: Words(
                    "allow lambda:InvokeFunction on \(target) to \(hook.role ?? "the role")",
                    ko: "\(hook.role ?? "역할")에 lambda:InvokeFunction 작업을 허용하십시오 (대상: \(target))"),
                evidence: [
                    Evidence(
                        source: "iam:SimulatePrincipalPolicy", field: "lambda:InvokeFunction", text: "implicitDeny")
                ])
            let fine = Foresight(.ok, subject, Words("there, and may be called", ko: "있으며 호출할 수 있습니다"))
            guard let permission else { return fine }
            return permission.allowed.foresight(subject, missing: refused) { $0 ? fine : refused }
        }
    }
}
