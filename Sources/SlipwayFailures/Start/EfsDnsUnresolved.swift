import SlipwayDomain

extension FailureMode {
    static let efsDnsUnresolved = FailureMode(
        "efs-dns-unresolved", .start,
        title: Words("the file system's name does not resolve", ko: "파일 시스템의 이름이 확인되지 않음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled, recipes: ["P-VOL-1"],
        faults: [
            .taskStops(
                reason: FileSystems.reason(
                    "Failed to resolve \"fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com\" - check that your file system ID "
                        + "is correct, and ensure that the VPC has an EFS mount target for this file system ID."))
        ],
        explanation: Words(
            "A file system is reached under a name that exists only where its VPC has a mount target for it, in the task's "
                + "own zone. There is none, or it is still being made; the id is of another Region; or the VPC hands out no "
                + "names.",
            ko: "파일 시스템의 이름은 VPC의 해당 가용 영역에 탑재 대상(mount target)이 있어야 확인됩니다. 탑재 대상이 없거나 아직 만들어지는 "
                + "중이거나, ID가 다른 리전의 것이거나, VPC의 DNS 설정이 꺼져 있습니다."),
        remedy: Words(
            "Make a mount target in every zone of the service's subnets, and let the service wait for it.",
            ko: "서비스 서브넷의 모든 가용 영역에 탑재 대상을 만들고, 서비스가 이를 기다리게 하십시오."),
        lookAlikes: [
            LookAlike(
                "efs-mount-timeout",
                Words("the name did not even resolve", ko: "이름조차 확인되지 않았습니다")),
            LookAlike(
                "net-dns-disabled",
                Words("only the file system's name failed", ko: "파일 시스템의 이름만 확인되지 않았습니다")),
        ],
        links: [StartWords.initialisation, FileSystems.troubleshooting],
        foresee: { _, facts in
            FileSystems.mounts(facts).compactMap { mount in
                let missing = Foresight(
                    .fail, mount.subject,
                    Words("there is no file system \(mount.id)", ko: "'\(mount.id)' 파일 시스템이 없습니다"),
                    fix: Words(
                        "aws efs describe-file-systems lists those of the Region; correct the id in the task definition",
                        ko: "태스크 정의의 ID를 고치십시오. 리전의 파일 시스템 목록: aws efs describe-file-systems"))
                return facts.fileSystems[mount.id]?.foresight(mount.subject, missing: missing) {
                    look(mount, $0, facts.network?.value)
                }
            }
        },
        recognisers: [
            .text(StartWords.places, ["failed to resolve"]) { reason, _ in
                guard FileSystems.isMount(reason) else { return nil }
                let id = FileSystems.id(reason)
                return Recognition(
                    FileSystems.words(id)
                        + Words(
                            " cannot be found from the task's subnet: it has no mount target there",
                            ko: "의 이름이 태스크의 서브넷에서 확인되지 않습니다. 탑재 대상이 없습니다"), fix: target(id ?? "ID"),
                    subject: id ?? "", named: id)
            }
        ])

    private static func look(
        _ mount: FileSystems.Mount, _ system: FileSystemFact, _ network: NetworkFact?
    ) -> Foresight {
        let evidence = [
            Evidence(
                source: "efs:DescribeMountTargets", field: "AvailabilityZoneName",
                text: system.zones.sorted().joined(separator: ", "))
        ]
        let without = (network?.subnets ?? []).filter { !system.zones.contains($0.zone) }
        guard !system.zones.isEmpty, without.isEmpty else {
            let zones = Set(without.map(\.zone)).sorted().joined(separator: ", ")
            return Foresight(
                .fail, mount.subject,
                system.zones.isEmpty
                    ? Words("it has no mount target that is available", ko: "사용 가능한 탑재 대상이 없습니다")
                    : Words("it has no mount target in \(zones)", ko: "다음 가용 영역에 탑재 대상이 없습니다: \(zones)"),
                fix: target(mount.id, subnet: without.first?.id), evidence: evidence)
        }
        return Foresight(
            .ok, mount.subject,
            Words("there, with mount targets in all zones", ko: "존재하며 모든 가용 영역에 탑재 대상이 있습니다"), evidence: evidence)
    }

    private static func target(_ id: String, subnet: String? = nil) -> Words {
        let command =
            "aws efs create-mount-target --file-system-id \(id) --subnet-id \(subnet ?? "SUBNET") --security-groups SG"
        return Words(
            "make one in every zone of the service: \(command)", ko: "서비스의 모든 가용 영역에 만드십시오: \(command)")
    }
}
