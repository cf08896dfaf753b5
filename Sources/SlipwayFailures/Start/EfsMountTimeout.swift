import SlipwayDomain

extension FailureMode {
    static let efsMountTimeout = FailureMode(
        "efs-mount-timeout", .start, title: Words("the file system does not answer", ko: "파일 시스템이 응답하지 않음"),
        nature: .mayPass, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-VOL-1"],
        faults: [
            .taskStops(
                reason: FileSystems.reason(
                    "mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; code: 32"))
        ],
        specificity: .broad,
        explanation: Words(
            "The file system's mount target was found but nothing came back from it: mostly its security group does not let "
                + "TCP 2049 in from the tasks, more seldom the file system is slow because its throughput is used up.",
            ko: "파일 시스템의 탑재 대상은 찾았지만 응답이 없습니다. 대개 탑재 대상의 보안 그룹이 태스크의 TCP 2049를 허용하지 않기 때문이며, "
                + "드물게는 처리량을 모두 써서 느려진 경우입니다."),
        remedy: Words(
            "Let TCP 2049 from the tasks' security group into that of the mount targets.",
            ko: "탑재 대상의 보안 그룹에서 태스크 보안 그룹의 TCP 2049를 허용하십시오."),
        lookAlikes: [
            LookAlike(
                "efs-dns-unresolved",
                Words("the name resolved; the connection did not come about", ko: "이름은 확인되었고 연결이 이루어지지 않았습니다")),
            LookAlike(
                "efs-access-denied",
                Words("the file system never answered, so it denied nothing", ko: "응답 자체가 없었으므로 거부한 것이 아닙니다")),
        ],
        links: [StartWords.initialisation, FileSystems.troubleshooting],
        foresee: { plan, facts in
            guard let network = facts.network?.value, let own = plan.network?.securityGroups, !own.isEmpty else {
                return []
            }
            return FileSystems.foresee(facts) { mount, system in
                let groups = system.securityGroups.compactMap { network.securityGroup($0) }
                guard !groups.isEmpty else { return nil }
                let names = groups.map(\.id).joined(separator: ", ")
                let subject = Words("way to the volume \(mount.volume)", ko: "볼륨 \(mount.volume) 연결")
                guard let isOpen = groups.letsIn(tcp: 2049, from: own, ranges: network.subnets.map(\.cidr)) else {
                    return Foresight(
                        .unknown, subject,
                        Words(
                            "whether \(names) lets TCP 2049 in hangs on a rule that cannot be judged from here",
                            ko: "\(names) 보안 그룹이 TCP 2049를 허용하는지 여기서 판단할 수 없는 규칙이 있습니다"))
                }
                if isOpen {
                    return Foresight(
                        .ok, subject, Words("\(names) lets TCP 2049 in", ko: "\(names) 보안 그룹에서 TCP 2049를 허용합니다"))
                }
                return Foresight(
                    .fail, subject,
                    Words(
                        "\(names) does not let TCP 2049 in from \(own.joined(separator: ", "))",
                        ko: "\(names) 보안 그룹에서 태스크(\(own.joined(separator: ", ")))의 TCP 2049를 허용하지 않습니다"),
                    fix: open(groups[0].id, from: own[0]),
                    evidence: [Evidence(source: "ec2:DescribeSecurityGroups", field: "IpPermissions", text: names)])
            }
        },
        recognisers: [
            .text(StartWords.places, ["efs utils", "mount.nfs"]) { reason, _ in
                guard reason.hasAny("timed out", "connection reset", "code: 32", "deadline exceeded"),
                    !reason.hasAny("access denied", "reason given by server", "failed to resolve")
                else { return nil }
                let isVague = !reason.hasAny("timed out", "connection reset", "deadline exceeded")
                let id = FileSystems.id(reason)
                return Recognition(
                    FileSystems.words(id)
                        + Words(" does not answer the task on TCP 2049", ko: "에서 TCP 2049 연결에 응답이 없습니다"),
                    fix: open("MOUNT_TARGET_SG", from: "TASK_SG"), confidence: isVague ? .likely : .certain,
                    subject: id ?? "")
            }
        ])

    private static func open(_ group: String, from own: String) -> Words {
        let command =
            "aws ec2 authorize-security-group-ingress --group-id \(group) --protocol tcp --port 2049 --source-group \(own)"
        return Words("let it in: \(command)", ko: "허용하십시오: \(command)")
    }
}
