import SlipwayDomain

extension FailureMode {
    static let iamDeployerDenied = FailureMode(
        "iam-deployer-denied", .identity,
        title: Words("whoever deploys is not allowed to", ko: "배포 주체에 권한이 없음"), nature: .cannotHeal,
        breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-IAM-5"],
        faults: [
            .role(.deployerDenied("ecs:UpdateService")),
            .call(
                "ecs:UpdateService", refusedWith: "AccessDeniedException",
                message: "User: arn:aws:sts::111122223333:assumed-role/deployer/ci is not authorized to perform: "
                    + "ecs:UpdateService on resource: arn:aws:ecs:eu-west-1:111122223333:service/shop/web because no "
                    + "identity-based policy allows the ecs:UpdateService action"),
        ],
        // Whatever is refused to us and has no mode of its own.
        specificity: .broad,
        explanation: Words(
            "The user or role that runs slipway lacks a permission: the pipeline's role is a narrow one and the release needs "
                + "something new, tags are sent without ecs:TagResource, or a policy of the organisation forbids it. AWS's "
                + "sentence names the action, and at its end the kind of policy.",
            ko: "slipway를 실행하는 사용자나 역할에 권한이 없습니다. 파이프라인 역할의 권한이 좁은데 새 작업이 필요해졌거나, ecs:TagResource 없이 태그를 보냈거나, 조직 정책이 "
                + "금지한 경우입니다. AWS 메시지에 작업 이름이 있고 끝부분에 어떤 정책인지 나옵니다."),
        remedy: Words(
            "Allow the action to whoever deploys; `slipway iam-policy` prints all that a release needs.",
            ko: "배포 주체에 해당 작업을 허용하십시오. 릴리스에 필요한 권한 전체는 `slipway iam-policy`가 출력합니다."),
        lookAlikes: [
            LookAlike(
                "iam-passrole-denied",
                Words("it is the call itself that was refused", ko: "거부된 것은 호출 자체입니다")),
            LookAlike(
                "cfn-access-denied",
                Words("it was our own call, not CloudFormation's", ko: "CloudFormation이 아니라 배포 주체의 호출입니다")),
        ],
        links: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"],
        foresee: { _, facts in
            // These two have modes of their own.
            let others = ["iam:PassRole", PermissionQuestion.linkedRole]
            let asked = facts.permissions.filter { $0.principal == "deployer" && !others.contains($0.action) }
            let problems = asked.compactMap { look($0, facts) }
            let allowed = asked.count { $0.allowed == .known(true) }
            guard allowed > 0 else { return problems }
            let subject = Words("permissions of whoever deploys", ko: "배포 주체의 권한")
            return problems + [
                Foresight(
                    .ok, subject,
                    Words(
                        "\(allowed) of \(asked.count) asked about are allowed",
                        ko: "확인한 \(asked.count)개 중 \(allowed)개가 허용되어 있습니다"))
            ]
        },
        recognisers: [
            .text(
                [.call], ["is not authorized to perform", "explicit deny", "accessdenied", "you are not authorized"]
            ) { reason, _ in
                // A text that a task's own start or an application wrote is about other roles.
                let others = ["resourceinitializationerror", "cannotpull", "cannotstart", "failed to launch a task"]
                guard !others.contains(where: { reason.has($0) }) else { return nil }
                let caller = IdentityWords.Caller(reason)
                let denial = Denial(reason)
                // Where the text does not say what was refused, the call itself does.
                let action = denial?.action ?? (reason.source.contains(":") ? reason.source : nil)
                // Of a line that nobody could place only what a deployment calls can be meant.
                if reason.source == "text", !isDeploying(action) { return nil }
                let fix =
                    switch denial?.policy {
                    case .identity?, .unnamed?, nil:
                        caller.grant(action ?? "ACTION", on: denial?.resource ?? "*")
                    default: denial?.fix(role: caller.name.en, on: "*") ?? .none
                    }
                return Recognition(
                    caller.holder
                        + Words(
                            action.map { " may not \($0)" } ?? " may not make the call",
                            ko: " 권한이 없습니다: \(action ?? reason.source)") + (denial?.says ?? .none),
                    fix: fix, subject: action ?? "")
            }
        ])

    private static func isDeploying(_ action: String?) -> Bool {
        let services = [
            "ecs", "elasticloadbalancing", "logs", "application-autoscaling", "cloudformation", "ec2",
            "servicediscovery",
        ]
        return services.contains { action?.hasPrefix($0 + ":") ?? false }
    }

    private static func look(_ permission: PermissionFact, _ facts: Facts) -> Foresight? {
        let subject = Words("permission \(permission.action)", ko: "권한 \(permission.action)")
        let missing = Foresight(
            .unknown, subject, Words("nobody would say whether it is allowed", ko: "허용 여부를 알 수 없습니다"))
        return permission.allowed.foresight(subject, missing: missing) { allowed in
            if allowed { return nil }
            let caller = facts.caller?.value.map { Reason(source: "", field: "", text: $0.arn + " ") }
            if permission.action == PermissionQuestion.logReading {
                return Foresight(
                    .unknown, subject,
                    Words(
                        "what a failing task writes will not be known: \(permission.action) is denied",
                        ko: "실패한 태스크의 로그를 읽을 수 없습니다: \(permission.action) 권한이 없습니다"),
                    fix: (caller.map(IdentityWords.Caller.init) ?? .unnamed).grant(
                        permission.action, on: permission.resource))
            }
            return Foresight(
                .fail, subject,
                Words(
                    "\(permission.action) on \(permission.resource) is not allowed to us",
                    ko: "\(permission.resource) 리소스에 대한 \(permission.action) 권한이 없습니다"),
                fix: (caller.map(IdentityWords.Caller.init) ?? .unnamed).grant(
                    permission.action, on: permission.resource),
                evidence: [
                    Evidence(
                        source: "iam:SimulatePrincipalPolicy", field: permission.action, text: permission.resource)
                ])
        }
    }
}
