import SlipwayDomain

extension FailureMode {
    static let ebsAttachFailed = FailureMode(
        "ebs-attach-failed", .start, title: Words("the task's EBS volume was not attached", ko: "태스크의 EBS 볼륨이 연결되지 않음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-VOL-2", "P-IAM-4"],
        faults: [.taskStops(reason: "ResourceInitializationError: failed to attach EBS volume")],
        explanation: Words(
            "ECS makes an EBS volume for each task with the infrastructure role and attaches it. The role may not, the "
                + "snapshot or the key is gone, the zone has no room for such a volume, or its file system is another than "
                + "the snapshot's.",
            ko: "ECS는 인프라 역할로 태스크마다 EBS 볼륨을 만들어 연결합니다. 역할에 권한이 없거나, 스냅샷이나 키가 없거나, 가용 영역에 해당 "
                + "볼륨의 용량이 없거나, 파일 시스템 유형이 스냅샷과 다른 경우입니다."),
        remedy: Words(
            "Give the infrastructure role AmazonECSInfrastructureRolePolicyForVolumes, and look at snapshot and key.",
            ko: "인프라 역할에 AmazonECSInfrastructureRolePolicyForVolumes를 연결하고 스냅샷과 키를 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "volume-cannot-create",
                Words("ECS attaches this volume; it is none of Docker's", ko: "Docker 볼륨이 아니라 ECS가 연결하는 볼륨입니다")),
            LookAlike(
                "iam-infrastructure-role",
                Words(
                    "AWS speaks of the volume; of the role CloudTrail would tell",
                    ko: "AWS가 볼륨을 언급합니다. 역할 문제는 CloudTrail에서 확인됩니다")
            ),
        ],
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html",
        ],
        foresee: { _, facts in foresee(facts) },
        recognisers: [
            .text([.reason, .event], ["ebs volume", "amazon ebs", "elasticblockstor", "ecstaskvolumesforebs"]) {
                reason, _ in
                guard reason.hasAny("fail", "unable", "error", "timed out") else { return nil }
                return Recognition(cause, fix: fix, confidence: .likely)
            },
            .rule { signals in
                signals.observation.tasks.compactMap { task in
                    let failed = task.attachments?.contains {
                        $0.type.contains("ElasticBlockStor") && $0.status == "FAILED"
                    }
                    guard failed ?? false else { return nil }
                    return Recognition(
                        cause, fix: fix, confidence: .likely,
                        evidence: [
                            Evidence(
                                source: "ecs:DescribeTasks",
                                field: "task \(task.id) attachments[AmazonElasticBlockStorage].status", text: "FAILED")
                        ],
                        tasks: [task.arn])
                }
            },
        ])

    private static let cause = Words(
        "ECS could not make or attach the task's EBS volume", ko: "ECS가 태스크의 EBS 볼륨을 만들거나 연결하지 못했습니다")
    private static let fix = Words(
        "aws iam attach-role-policy --role-name INFRASTRUCTURE_ROLE --policy-arn "
            + "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes; what failed stands in "
            + "CloudTrail under the session ECSTaskVolumesForEBS",
        ko: "정책을 연결하십시오: aws iam attach-role-policy --role-name INFRASTRUCTURE_ROLE --policy-arn "
            + "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes. 실패한 호출은 CloudTrail의 "
            + "ECSTaskVolumesForEBS 세션에 있습니다")

    /// P-VOL-2; of the role itself iam-infrastructure-role tells.
    private static func foresee(_ facts: Facts) -> [Foresight] {
        let volumes = (facts.definition?.volumes ?? []).filter { $0.kind == .ebs }
        guard let first = volumes.first else { return [] }
        let subject = subject(first.name)
        if volumes.count > 1 {
            let names = volumes.map(\.name).joined(separator: ", ")
            return [
                Foresight(
                    .fail, subject,
                    Words("a task may have one EBS volume, not \(names)", ko: "태스크에는 EBS 볼륨을 하나만 쓸 수 있습니다: \(names)"),
                    fix: Words(
                        "leave one volume with configuredAtLaunch in the task definition",
                        ko: "태스크 정의에서 configuredAtLaunch 볼륨을 하나만 남기십시오"))
            ]
        }
        guard let configured = facts.managedVolumes else { return [] }
        let none = Foresight(
            .fail, subject,
            Words(
                "the service has no configuration for the volume \(first.name)",
                ko: "서비스에 '\(first.name)' 볼륨의 구성이 없습니다"),
            fix: Words(
                "give one: aws ecs update-service … --volume-configurations file://volumes.json",
                ko: "추가하십시오: aws ecs update-service … --volume-configurations file://volumes.json"))
        let seen = configured.foresight(subject, missing: none) { all in
            guard let own = all.first(where: { $0.name == first.name }) else { return none }
            return look(own)
        }
        return [seen].compactMap(\.self)
    }

    private static func subject(_ name: String) -> Words { Words("EBS volume \(name)", ko: "EBS 볼륨 \(name)") }

    private static func look(_ volume: ManagedVolumeFact) -> Foresight? {
        let subject = subject(volume.name)
        let gone = Foresight(
            .fail, subject, Words("its snapshot is not in this Region", ko: "스냅샷이 이 리전에 없습니다"),
            fix: Words(
                "aws ec2 copy-snapshot brings one over; name it in volumeConfigurations",
                ko: "aws ec2 copy-snapshot으로 복사한 뒤 volumeConfigurations에 지정하십시오"))
        let snapshot = volume.snapshot?.foresight(subject, missing: gone) { state in
            state == "completed"
                ? nil
                : Foresight(
                    .fail, subject, Words("its snapshot is \(state)", ko: "스냅샷 상태: \(state)"),
                    fix: Words("wait until it is completed", ko: "completed 상태가 될 때까지 기다리십시오"))
        }
        let lost = Foresight(
            .fail, subject, Words("the key that it is encrypted with is gone", ko: "암호화에 쓰는 키가 없습니다"),
            fix: Words("name another key in volumeConfigurations", ko: "volumeConfigurations에 다른 키를 지정하십시오"))
        let key = volume.key?.foresight(subject, missing: lost) { key in
            key.state == "Enabled"
                ? nil
                : Foresight(
                    .fail, subject, Words("its key \(key.arn) is \(key.state)", ko: "키 \(key.arn) 상태: \(key.state)"),
                    fix: Words(
                        "aws kms enable-key --key-id \(key.arn)", ko: "활성화하십시오: aws kms enable-key --key-id \(key.arn)")
                )
        }
        return snapshot ?? key
            ?? Foresight(
                .ok, subject,
                Words("configured, with what it is made from", ko: "구성되어 있으며 스냅샷과 키에 문제가 없습니다"))
    }
}
