import SlipwayDomain

extension FailureMode {
    static let appExit126 = FailureMode(
        exit: 126, "app-exit-126", title: Words("the command cannot be executed", ko: "명령을 실행할 수 없음"),
        meaning: Words(
            "its shell found the command, and may not or cannot execute it", ko: "셸이 명령을 찾았지만 실행할 권한이 없거나 실행할 수 없습니다"),
        fix: Words(
            "in the Dockerfile: RUN chmod +x on the program, and build for the task's processor",
            ko: "Dockerfile에서: 프로그램에 RUN chmod +x 명령으로 실행 권한을 주고, 태스크의 CPU 아키텍처에 맞게 빌드하십시오"),
        sureness: .reported, recipes: ["P-IMG-3"],
        faults: [.exits(code: 126, saying: ["/bin/sh: 1: /app/start.sh: Permission denied"])],
        explanation: Words(
            "A shell in the container found the program but could not execute it: its file is not marked executable, is "
                + "a folder, or was made for another processor.",
            ko: "컨테이너의 셸이 프로그램을 찾았지만 실행하지 못했습니다. 파일에 실행 권한이 없거나, 디렉터리이거나, 다른 CPU용으로 빌드된 "
                + "경우입니다."),
        remedy: Words(
            "Mark the file executable in the image, or rebuild it for the processor of the task.",
            ko: "이미지에서 파일에 실행 권한을 주거나 태스크의 CPU에 맞게 다시 빌드하십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-127", Words("the command was found", ko: "명령을 찾았습니다")),
            LookAlike(
                "app-readonly-filesystem",
                Words("a program could not be run; no file was to be written", ko: "파일 쓰기가 아니라 프로그램 실행에서 실패했습니다")),
        ],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value else { return [] }
            return StartCommand(plan, contents).scriptPrograms.compactMap { name in
                guard case .notExecutable(let path)? = contents.programs[name] else { return nil }
                return Foresight(
                    .fail, Words("program \(name)", ko: "프로그램 \(name)"),
                    Words("\(path) is in the image, and not executable", ko: "\(path) 파일이 이미지에 있지만 실행 권한이 없습니다"),
                    fix: Words("in the Dockerfile: RUN chmod +x \(path)", ko: "Dockerfile에서: RUN chmod +x \(path)"))
            }
        },
        lines: [
            .text([.log], ["permission denied", "is a directory"]) { line, scene in
                guard ApplicationWords.isShell(line), scene.exit.map({ $0.code == 126 }) ?? true,
                    line.hasAny(": permission denied", ": is a directory")
                else { return nil }
                let name = ApplicationWords.command(line).map { Words(same: $0) } ?? Words("the command", ko: "명령")
                return ApplicationWords.said(
                    scene,
                    Words("its shell may not or cannot execute ", ko: "셸이 실행할 수 없는 명령: ") + name,
                    fix: Words("in the Dockerfile: RUN chmod +x ", ko: "Dockerfile에서 실행 권한을 주십시오: RUN chmod +x ") + name
                )
            }
        ])
}
