import SlipwayDomain

extension FailureMode {
    static let startLogAccessDenied = FailureMode(
        "start-log-access-denied", .start,
        title: Words("the execution role may not write logs", ko: "실행 역할에 로그 쓰기 권한이 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-TD-6", "P-SEC-4"],
        faults: [
            .role(.executionRoleDenied("logs:CreateLogStream")),
            .taskStops(
                reason: LogWords.arguments
                    + "create stream has been retried 1 times: failed to create Cloudwatch log stream: "
                    + "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/shop-execution/0123456789abcdef "
                    + "is not authorized to perform: logs:CreateLogStream on resource: "
                    + "arn:aws:logs:eu-west-1:111122223333:log-group:/shop:log-stream:web/app/0123456789abcdef because no "
                    + "identity-based policy allows the logs:CreateLogStream action"),
        ],
        explanation: Words(
            "The execution role opens the log stream, not the task role. It needs logs:CreateLogStream and "
                + "logs:PutLogEvents on the group; logs:CreateLogGroup as well where the task is to make the group, and that "
                + "one is not in AWS's managed policy.",
            ko: "로그 스트림은 태스크 역할이 아니라 실행 역할로 만듭니다. 그룹에 대한 logs:CreateLogStream과 logs:PutLogEvents 권한이 "
                + "필요하고, 태스크가 그룹까지 만들게 하려면 logs:CreateLogGroup도 필요합니다. 이 권한은 AWS 관리형 정책에 없습니다."),
        remedy: Words(
            "Give the execution role the action that AWS names, or make the log group beforehand.",
            ko: "AWS가 지목한 작업을 실행 역할에 허용하거나 로그 그룹을 미리 만드십시오."),
        lookAlikes: [
            LookAlike(
                "start-log-group-missing",
                Words("AWS denied the call; it did not look for the group", ko: "AWS가 호출을 거부했으며 그룹을 찾지도 않았습니다")),
            LookAlike(
                "app-aws-access-denied",
                Words(
                    "the role is the execution role, and the container never ran", ko: "실행 역할의 문제이며 컨테이너는 실행된 적이 없습니다")),
        ],
        links: [StartWords.initialisation],
        foresee: { plan, facts in
            let makes = facts.definition?.containers.contains(where: LogWords.makesGroup) ?? false
            let actions = ["logs:CreateLogStream", "logs:PutLogEvents"] + (makes ? ["logs:CreateLogGroup"] : [])
            return RolePermissions.foresee(plan, facts, actions) { _ in
                Words("writing to the log group \(plan.logs.group)", ko: "로그 그룹 \(plan.logs.group) 쓰기")
            }
        },
        recognisers: [
            .text(StartWords.places, ["logs:createlogstream", "logs:createloggroup", "logs:putlogevents"]) {
                reason, scene in
                guard var denial = Denial(reason), scene.place != .stack || LogWords.isDriver(reason) else {
                    return nil
                }
                // AWS names the one stream that it denied; every task has its own.
                if let resource = denial.resource, let end = resource.firstRange(of: ":log-stream") {
                    denial.resource = resource[..<end.lowerBound] + ":*"
                }
                let role = ExecutionRole.name(reason, scene)
                return Recognition(
                    ExecutionRole.words(role)
                        + Words(
                            " may not \(denial.action)", ko: "에 \(denial.action) 권한이 없습니다") + denial.says,
                    fix: denial.fix(
                        role: role ?? "ROLE", on: "arn:aws:logs:*:*:log-group:\(LogWords.group(scene) ?? "*"):*"),
                    subject: denial.action)
            }
        ])
}
