import SlipwayDomain

extension FailureMode {
    static let startPermissionDenied = FailureMode(
        "start-permission-denied", .start,
        title: Words("the container's program may not be executed", ko: "컨테이너가 프로그램을 실행할 권한이 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-3"],
        // Every engine puts this file into its containers, and nobody may execute it.
        faults: [.runs(command: ["/etc/hosts"])],
        explanation: Words(
            "The file is there but lacks the mark of a program, is a folder, lies on a volume from which nothing may be "
                + "run, or in a folder that the container's user may not enter.",
            ko: "파일은 있지만 실행 권한이 없거나, 폴더이거나, 실행이 금지된(noexec) 볼륨에 있거나, 컨테이너 사용자가 들어갈 수 없는 폴더에 "
                + "있습니다."),
        remedy: Words(
            "Mark the file as executable when the image is built (chmod +x), and let the container's user read it.",
            ko: "이미지를 만들 때 파일에 실행 권한을 주고(chmod +x) 컨테이너 사용자가 읽을 수 있게 하십시오."),
        lookAlikes: [
            LookAlike(
                "start-executable-not-found",
                Words("the file was found; it may not be run", ko: "파일은 찾았으나 실행할 수 없습니다")),
            LookAlike(
                "app-exit-126",
                Words("the container never ran; no shell ended with 126", ko: "컨테이너가 실행된 적이 없어 셸이 126으로 끝난 것이 아닙니다")),
        ],
        links: [StartWords.codes],
        foresee: { plan, facts in
            StartProgram.foresee(plan, facts) { start in
                guard case .notExecutable(let path) = start.found else { return nil }
                return Foresight(
                    .fail, start.subject,
                    Words("\(path) is not executable", ko: "\(path) 파일에 실행 권한이 없습니다"), fix: mark(path),
                    evidence: [Evidence(source: "image", field: start.key, text: path)])
            }
        },
        recognisers: [
            .text(StartWords.places, ["permission denied", "is a directory"]) { reason, _ in
                guard StartWords.isAboutProgram(reason) else { return nil }
                let program = StartWords.program(reason) ?? "its program"
                return Recognition(
                    StartWords.container(reason)
                        + Words(
                            " cannot start: \(program) may not be executed",
                            ko: "를 시작할 수 없습니다. '\(program)' 파일을 실행할 권한이 없습니다"),
                    fix: mark(program), subject: program)
            },
            .text([.log], ["permission denied"]) { reason, _ in
                guard StartWords.isRuntimesLine(reason), let program = StartWords.program(reason) else { return nil }
                return Recognition(
                    Words("\(program) may not be executed", ko: "'\(program)' 파일을 실행할 권한이 없습니다"), fix: mark(program),
                    confidence: .likely, subject: program)
            },
        ])

    private static func mark(_ path: String) -> Words {
        Words("in the Dockerfile: RUN chmod +x \(path)", ko: "Dockerfile에서: RUN chmod +x \(path)")
    }
}
