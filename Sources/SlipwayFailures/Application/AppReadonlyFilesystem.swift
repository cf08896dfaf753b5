import SlipwayDomain

extension FailureMode {
    static let appReadonlyFilesystem = FailureMode(
        "app-readonly-filesystem", .application,
        title: Words("the application may not write a file", ko: "애플리케이션이 파일을 쓰지 못함"), nature: .application,
        sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-TD-3"],
        faults: [
            .readOnlyRoot,
            .exits(code: 1, saying: ["Error: EROFS: read-only file system, open '/app/cache/index'"]),
        ],
        explanation: Words(
            "The container's root is read-only, or the folder belongs to root and the container runs as another user; a "
                + "volume that is mounted there belongs to root as well.",
            ko: "컨테이너의 루트 파일 시스템이 읽기 전용이거나, 폴더의 소유자는 root인데 컨테이너는 다른 사용자로 실행됩니다. 마운트된 볼륨의 소유자도 root입니다."),
        remedy: Words(
            "Mount a volume where it writes, or give the folder to the container's user in the image.",
            ko: "쓰기가 필요한 위치에 볼륨을 마운트하거나, 이미지에서 폴더 소유자를 컨테이너 사용자로 바꾸십시오."),
        lookAlikes: [
            LookAlike(
                "app-bind-denied", Words("it is a file that was refused, not a port", ko: "포트가 아니라 파일에서 거부되었습니다")),
            LookAlike(
                "app-exit-126", Words("a file was to be written, not run", ko: "파일 실행이 아니라 쓰기에서 거부되었습니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"],
        foresee: { plan, facts in
            guard let container = facts.definition?.containers.first(where: { $0.name == plan.container }),
                container.readonlyRootFilesystem, !container.hasWritableMount
            else { return [] }
            return [
                Foresight(
                    .warn, Words("read-only root", ko: "읽기 전용 루트"),
                    Words(
                        "\(container.name) has no place to write to, not even /tmp",
                        ko: "\(container.name) 컨테이너에는 /tmp를 포함해 쓸 수 있는 위치가 없습니다"),
                    fix: Words(
                        "in the task definition: mount a volume at /tmp and wherever it writes",
                        ko: "태스크 정의에서: /tmp와 쓰기가 필요한 위치에 볼륨을 마운트하십시오"))
            ]
        },
        recognisers: [
            .text(
                [.log],
                [
                    "erofs", "read-only file system", "readonlyfilesystem", "permission denied", "eacces",
                    "accessdeniedexception: /", "access to the path '/",
                ]
            ) { line, scene in
                guard !ApplicationWords.isCalm(line), isWriting(line) else { return nil }
                let path = path(line)
                let what = path.map { Words(same: $0) } ?? Words("a file", ko: "파일")
                let isReadOnly = line.hasAny("erofs", "read-only", "readonlyfilesystem")
                return ApplicationWords.said(
                    scene,
                    isReadOnly
                        ? Words("its file system is read-only, and it writes ", ko: "읽기 전용 파일 시스템에 쓰려는 위치: ") + what
                        : Words("its user may not write ", ko: "컨테이너 사용자에게 쓰기 권한이 없는 위치: ") + what,
                    fix: isReadOnly
                        ? Words(
                            "in the task definition: mount a volume where it writes: ",
                            ko: "태스크 정의에서 쓰는 위치에 볼륨을 마운트하십시오: ") + what
                        : Words(
                            "in the Dockerfile: RUN chown -R USER ", ko: "Dockerfile에서 소유자를 바꾸십시오: RUN chown -R USER ")
                            + what,
                    subject: path ?? "")
            }
        ])

    /// A permission may be denied to listen, to run or to log in as well: here it is a path that shall be written.
    private static func isWriting(_ line: Reason) -> Bool {
        if line.hasAny("erofs", "read-only file system", "readonlyfilesystem") { return true }
        guard !ApplicationWords.isShell(line),
            !line.hasAny("listen", "bind", "exec: \"", "socket", "connect", "publickey")
        else { return false }
        if line.has("accessdeniedexception: /") { return true }
        if line.has("access to the path '/") { return line.has("is denied") }
        return line.hasAny(
            "permission denied, open '", "permission denied, mkdir '", "permission denied, unlink '",
            "permission denied, rename '", "permission denied, copyfile '", "permission denied, rmdir '",
            "permission denied: '/", "permission denied @ ", "failed to open stream: permission denied",
            "failed (13: permission denied)", " (permission denied)")
            || line.hasAny("open /", "mkdir /", "create /", "remove /", "rename /", "openfile /")
                && line.has(": permission denied")
    }

    private static func path(_ line: Reason) -> String? {
        let starts = [
            ", open '", ", mkdir '", ", unlink '", ", rename '", ", copyfile '", ", rmdir '", "ied: '", "system: '",
            "path '", "AccessDeniedException: ", "FileNotFoundException: ", "open /", "mkdir /", "create /", "() \"",
            "sysopen - ", "mkdir - ", "stream or file \"",
        ]
        for start in starts {
            guard let found = line.value(after: start, until: ["'", "\"", " ", ":", ",", "("]) else { continue }
            return start.hasSuffix("/") ? "/" + found : found
        }
        return nil
    }
}
