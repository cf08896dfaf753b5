import SlipwayDomain

extension FailureMode {
    static let efsPathMissing = FailureMode(
        "efs-path-missing", .start, title: Words("the file system has no such folder", ko: "파일 시스템에 해당 폴더가 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-VOL-1"],
        faults: [
            .taskStops(
                reason: FileSystems.reason(
                    "b'mount.nfs4: mounting fs-0123456789abcdef0.efs.eu-west-1.amazonaws.com:/data failed, reason given by "
                        + "server: No such file or directory' : unsuccessful EFS utils command execution; code: 32"))
        ],
        explanation: Words(
            "The volume's rootDirectory is not in the file system. Mounting does not make it; only an access point does.",
            ko: "볼륨의 rootDirectory가 파일 시스템에 없습니다. 마운트할 때 자동으로 만들어지지 않으며, 액세스 포인트만 만들 수 있습니다."),
        remedy: Words(
            "Mount the root and make the folder once, or use an access point with CreationInfo.",
            ko: "루트를 마운트해 폴더를 한 번 만들거나, CreationInfo가 있는 액세스 포인트를 쓰십시오."),
        lookAlikes: [
            LookAlike(
                "start-executable-not-found",
                Words("the file system misses a folder, not the image a program", ko: "이미지의 프로그램이 아니라 파일 시스템의 폴더가 없습니다")
            ),
            LookAlike(
                "efs-access-denied",
                Words("nothing was denied", ko: "거부된 것은 없습니다")),
        ],
        links: [StartWords.initialisation, FileSystems.troubleshooting],
        foresee: { _, facts in
            FileSystems.mounts(facts).compactMap { mount in
                guard mount.accessPoint == nil, let root = mount.root, root != "/", !root.isEmpty else { return nil }
                return Foresight(
                    .warn, mount.subject,
                    Words(
                        "\(root) must be in the file system already: mounting does not make it",
                        ko: "\(root) 폴더가 파일 시스템에 이미 있어야 합니다. 마운트할 때 만들어지지 않습니다"), fix: point(mount.id, root))
            }
        },
        recognisers: [
            .text(StartWords.places, ["reason given by server: no such file or directory"]) { reason, _ in
                let source = reason.value(after: "mounting ", until: [" "])
                let path = source?.firstRange(of: ":/").flatMap { source?[$0.lowerBound...].dropFirst() }
                    .map(String.init)
                let id = FileSystems.id(reason)
                return Recognition(
                    FileSystems.words(id)
                        + Words(
                            " has no folder \(path ?? "of that name")",
                            ko: "에 \(path.map { "'\($0)' " } ?? "해당 ")폴더가 없습니다"),
                    fix: point(id ?? "ID", path ?? "/PATH"),
                    subject: path ?? "")
            }
        ])

    private static func point(_ id: String, _ path: String) -> Words {
        let command =
            "aws efs create-access-point --file-system-id \(id) --root-directory "
            + "'Path=\(path),CreationInfo={OwnerUid=1000,OwnerGid=1000,Permissions=755}'"
        return Words("make the folder, or: \(command)", ko: "폴더를 만들거나 액세스 포인트를 만드십시오: \(command)")
    }
}
