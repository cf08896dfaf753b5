import SlipwayDomain

extension FailureMode {
    static let efsAccessDenied = FailureMode(
        "efs-access-denied", .start, title: Words("the file system denies the task", ko: "파일 시스템이 태스크의 접근을 거부함"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-VOL-1"],
        faults: [
            .taskStops(
                reason: FileSystems.reason(
                    "b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command "
                        + "execution; code: 32"))
        ],
        explanation: Words(
            "The file system was reached and said no. With IAM authorization it asks for a task role that may "
                + "elasticfilesystem:ClientMount (and ClientWrite), for transit encryption, and for the access point that its "
                + "policy names.",
            ko: "파일 시스템에 연결했지만 거부되었습니다. IAM 권한 부여를 쓰면 elasticfilesystem:ClientMount(쓰기는 ClientWrite) 권한이 "
                + "있는 태스크 역할, 전송 중 암호화, 정책이 지정한 액세스 포인트가 필요합니다."),
        remedy: Words(
            "Give the task role the file system's actions, switch transit encryption on, and look at the file system's policy.",
            ko: "태스크 역할에 파일 시스템 작업을 허용하고, 전송 중 암호화를 켜고, 파일 시스템 정책을 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "efs-mount-timeout",
                Words("the file system answered, and said no", ko: "파일 시스템이 응답했고, 거부했습니다")),
            LookAlike(
                "efs-path-missing",
                Words("it denied; it did not miss a folder", ko: "폴더가 없는 것이 아니라 거부된 것입니다")),
        ],
        links: [StartWords.initialisation, FileSystems.troubleshooting],
        foresee: { plan, facts in
            FileSystems.foresee(facts) { mount, system in look(mount, system, plan, facts) }
        },
        recognisers: [
            .text(
                [.reason, .event, .stack, .call],
                ["access denied by server while mounting", "efs iam authorization requires a task role"]
            ) { reason, scene in
                if reason.has("requires a task role") {
                    return Recognition(
                        Words(
                            "the volume uses IAM authorization, and the task definition has no task role",
                            ko: "볼륨이 IAM 권한 부여를 사용하지만 태스크 정의에 태스크 역할이 없습니다"),
                        fix: Words(
                            "in slipway.yml: roles: { task: ROLE } with elasticfilesystem:ClientMount and ClientWrite",
                            ko: "slipway.yml에서: roles: { task: ROLE }. 역할에 elasticfilesystem:ClientMount와 ClientWrite를 "
                                + "허용하십시오"), subject: "task role")
                }
                let role = scene.workload.taskDefinition?.taskRole
                return Recognition(
                    FileSystems.words(FileSystems.id(reason)) + Words(" denies the task", ko: "에서 태스크의 접근을 거부했습니다"),
                    fix: allow(role ?? "ROLE", FileSystems.id(reason) ?? "*"))
            }
        ])

    private static func look(
        _ mount: FileSystems.Mount, _ system: FileSystemFact, _ plan: ServicePlan, _ facts: Facts
    ) -> Foresight? {
        let task = facts.definition?.taskRole ?? plan.roles.task
        if mount.usesIAM, task == nil {
            return Foresight(
                .fail, mount.subject,
                Words("it uses IAM authorization, and there is no task role", ko: "IAM 권한 부여를 쓰지만 태스크 역할이 없습니다"),
                fix: Words("in slipway.yml: roles: { task: ROLE }", ko: "slipway.yml에서: roles: { task: ROLE }"))
        }
        if mount.usesIAM || mount.accessPoint != nil, !mount.encryptsTransit {
            return Foresight(
                .fail, mount.subject,
                Words(
                    "IAM authorization and access points ask for transit encryption, which is off",
                    ko: "IAM 권한 부여와 액세스 포인트에는 전송 중 암호화가 필요하지만 꺼져 있습니다"),
                fix: Words(
                    "in the task definition: transitEncryption ENABLED for the volume \(mount.volume)",
                    ko: "태스크 정의에서 '\(mount.volume)' 볼륨의 transitEncryption을 ENABLED로 하십시오"))
        }
        if let point = mount.accessPoint, !system.accessPoints.contains(point) {
            return Foresight(
                .fail, mount.subject,
                Words("\(mount.id) has no access point \(point)", ko: "\(mount.id) 파일 시스템에 '\(point)' 액세스 포인트가 없습니다"),
                fix: Words(
                    "aws efs describe-access-points --file-system-id \(mount.id) lists them; correct accessPointId",
                    ko: "accessPointId를 고치십시오. 목록: aws efs describe-access-points --file-system-id \(mount.id)"),
                evidence: [
                    Evidence(
                        source: "efs:DescribeAccessPoints", field: "AccessPointId",
                        text: system.accessPoints.joined(separator: ", "))
                ])
        }
        guard mount.usesIAM, let task else { return nil }
        let denied = facts.permissions.contains {
            $0.action == "elasticfilesystem:ClientMount" && $0.allowed == .known(false)
                && RolePermissions.isSame($0.principal, task)
        }
        guard denied else { return nil }
        let name = ExecutionRole.name(ofARN: task)
        return Foresight(
            .fail, mount.subject,
            Words(
                "the task role \(name) may not elasticfilesystem:ClientMount",
                ko: "태스크 역할 '\(name)'에 elasticfilesystem:ClientMount 권한이 없습니다"), fix: allow(task, mount.id))
    }

    private static func allow(_ role: String, _ id: String) -> Words {
        Denial.grant(
            ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            on: "arn:aws:elasticfilesystem:*:*:file-system/\(id)", to: role)
    }
}
