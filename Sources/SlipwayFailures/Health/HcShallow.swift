import SlipwayDomain

extension FailureMode {
    static let hcShallow = FailureMode(
        "hc-shallow", .health,
        title: Words("healthy to the check, and broken to its users", ko: "상태 확인은 통과하지만 사용자에게는 고장"),
        nature: .application, breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have called the deployment successful and left the errors to the users",
                ko: "ECS는 배포를 성공으로 처리하고 오류는 사용자가 겪었을 것입니다")),
        reproduction: .container, recipes: ["P-LB-2", "P-DEP-2"],
        explanation: Words(
            "The deployment is complete and all tasks are healthy, and requests fail all the same: the health path does not "
                + "touch what broke, or the check accepts answers that are errors.",
            ko: "배포가 끝나고 모든 태스크가 정상인데도 요청이 실패합니다. 상태 확인 경로가 고장 난 부분을 거치지 않거나, 상태 확인이 오류 응답까지 받아들이는 "
                + "경우입니다."),
        remedy: Words(
            "Verify after the deployment with requests that users make, and watch the rate of errors with an alarm.",
            ko: "배포 후 실제 사용자 요청으로 검증하고, 오류율을 경보로 감시하십시오."),
        lookAlikes: [
            LookAlike("hc-elb-5xx", Words("the check itself passes", ko: "상태 확인 자체는 통과합니다"))
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html"],
        foresee: { plan, facts in
            guard plan.targetGroup != nil, let group = facts.targetGroup?.value, acceptsErrors(group.health.statuses)
            else {
                return []
            }
            return [
                Foresight(
                    .warn, Words("accepted statuses", ko: "허용 상태 코드"),
                    Words(
                        "the check calls answers of \(group.health.statuses) healthy, errors among them",
                        ko: "상태 확인이 오류를 포함한 \(group.health.statuses) 응답을 정상으로 처리합니다"),
                    fix: Words(
                        "in slipway.yml: health: { statuses: \"200-299\" }",
                        ko: "slipway.yml에서: health: { statuses: \"200-299\" }"),
                    evidence: [
                        Evidence(
                            source: "elasticloadbalancing:DescribeTargetGroups", field: "Matcher",
                            text: group.health.statuses)
                    ])
            ]
        },
        recognisers: [
            .rule { signals in
                let observation = signals.observation
                guard observation.serviceDeployment?.status == .successful else { return [] }
                let running = observation.tasks.filter { $0.lastStatus == "RUNNING" && !$0.isStopping }
                guard !running.isEmpty,
                    running.allSatisfy({ task in
                        task.healthStatus != "UNHEALTHY" && task.targets.allSatisfy { $0.state == "healthy" }
                    })
                else { return [] }
                let lines = observation.logs.filter { tail in running.contains { $0.arn == tail.task } }.flatMap(
                    \.lines)
                let statuses = lines.compactMap(AccessLine.status)
                let errors = statuses.filter { (500...599).contains($0) }.count
                guard errors >= 5, errors * 5 >= statuses.count else { return [] }
                let shown = lines.filter { AccessLine.status($0).map { (500...599).contains($0) } ?? false }.suffix(3)
                return [
                    Recognition(
                        Words(
                            "all checks pass, and \(errors) of the last \(statuses.count) requests failed",
                            ko: "상태 확인은 모두 통과하지만 최근 요청 \(statuses.count)개 중 \(errors)개가 실패했습니다"),
                        fix: Words(
                            "put back the release before: slipway rollback; then let verify: in slipway.yml ask for what users "
                                + "ask for",
                            ko: "이전 릴리스로 되돌리십시오: slipway rollback. 그다음 slipway.yml의 verify: 항목에 사용자 요청을 추가하십시오"),
                        confidence: .likely,
                        evidence: [Evidence(source: "log", field: "", text: shown.joined(separator: "\n"))],
                        tasks: running.map(\.arn), isWarning: true)
                ]
            }
        ])

    private static func acceptsErrors(_ statuses: String) -> Bool {
        statuses.split(separator: ",").contains { part in
            part.split(separator: "-").compactMap { Int($0) }.contains { (400...599).contains($0) }
        }
    }
}

/// A line of an access log.
enum AccessLine {
    /// The status that a line says a request was answered with, in common and JSON logs.
    static func status(_ line: String) -> Int? {
        let text = line.prefix(2000)
        for start in [
            "HTTP/1.1\" ", "HTTP/1.0\" ", "HTTP/2.0\" ", "HTTP/2\" ", "\"status\":", "status=", "\"statusCode\":",
        ] {
            guard let range = text.firstRange(of: start) else { continue }
            let digits = text[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber }
            if digits.count == 3, let status = Int(digits) { return status }
        }
        return nil
    }
}
