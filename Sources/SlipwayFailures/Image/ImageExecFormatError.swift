import SlipwayDomain

extension FailureMode {
    static let imageExecFormatError = FailureMode(
        "image-exec-format-error", .image,
        title: Words("the program cannot run on this processor", ko: "이 프로세서에서 실행할 수 없는 프로그램"),
        nature: .cannotHeal, breaker: .blind, givesUp: .never, reproduction: .container,
        recipes: ["P-IMG-2", "P-IMG-3"],
        faults: [.exits(code: 1, saying: ["exec /usr/local/bin/server: exec format error"])],
        explanation: Words(
            "The kernel does not know the program's format. The image is a plain one for another processor, which nobody "
                + "looks at before the start; or a binary of another processor was copied into a fitting image; or the "
                + "program is a script whose first line names no interpreter.",
            ko: "커널이 프로그램의 형식을 알지 못합니다. 다른 프로세서용 단일 이미지이거나(시작 전에는 검사되지 않습니다), 맞는 이미지에 다른 "
                + "프로세서용 바이너리를 복사했거나, 첫 줄에 인터프리터가 없는 스크립트인 경우입니다."),
        remedy: Words(
            "Build image and binaries for the task's platform; begin scripts with #!.",
            ko: "이미지와 바이너리를 태스크의 플랫폼에 맞게 빌드하고, 스크립트는 #!로 시작하십시오."),
        lookAlikes: [
            LookAlike(
                "image-platform-mismatch",
                Words("the pull went well: a plain image is not checked", ko: "가져오기는 성공했습니다. 단일 이미지는 검사되지 않습니다")),
            LookAlike(
                "start-executable-not-found",
                Words("the program was found, it only could not be run", ko: "프로그램은 있지만 실행할 수 없었습니다")),
        ],
        links: [ImageWords.page],
        foresee: { plan, facts in
            if let misfit = ImageWords.misfit(plan, facts), misfit.isPlain {
                return [ImageWords.misfitForesight(plan, misfit.image)]
            }
            return StartProgram.foresee(plan, facts) { start in
                guard case .otherProcessor(let path, let architecture) = start.found else { return nil }
                return Foresight(
                    .fail, start.subject,
                    Words(
                        "\(path) is made for \(architecture), the tasks run on \(plan.platform)",
                        ko: "\(path) 프로그램은 \(architecture)용이지만 태스크는 \(plan.platform)에서 실행됩니다"),
                    fix: ImageWords.build(for: plan.platform.description)
                        + Words("; check what the Dockerfile copies", ko: ". Dockerfile이 복사하는 파일도 확인하십시오"),
                    evidence: [Evidence(source: "image", field: path, text: architecture)])
            }
        },
        recognisers: [
            .text(
                [.reason, .log, .event, .stack], ["exec format error", "cannot execute binary file"]
            ) { reason, scene in recognition(reason, scene) }
        ])

    private static func recognition(_ reason: Reason, _ scene: Scene) -> Recognition {
        let host = scene.workload.taskDefinition?.platform
        let platforms = scene.workload.image?.platforms ?? []
        if let host, !platforms.isEmpty, !platforms.contains(where: { $0.runs(on: host) }) {
            let has = platforms.map(\.description).joined(separator: ", ")
            return Recognition(
                Words(
                    "the image is made for \(has), the task runs on \(host)", ko: "이미지는 \(has)용이지만 태스크는 \(host)에서 실행됩니다"
                ),
                fix: ImageWords.build(for: host.description)
                    + Words(", or set `platform:` in slipway.yml", ko: ", 또는 slipway.yml의 `platform:`을 맞추십시오"))
        }
        let program = reason.value(after: "exec ", until: [":", " "])
        return Recognition(
            (program.map { Words(same: $0) } ?? Words("the container's program", ko: "컨테이너의 프로그램"))
                + Words(
                    " is made for another processor, or is a script without #! in its first line",
                    ko: ": 다른 프로세서용이거나, 첫 줄에 #!가 없는 스크립트입니다"),
            fix: ImageWords.build(for: host?.description ?? "linux/amd64")
                + Words("; a script needs #! in its first line", ko: ". 스크립트라면 첫 줄에 #!가 필요합니다"))
    }
}
