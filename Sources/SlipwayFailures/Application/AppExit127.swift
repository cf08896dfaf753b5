import SlipwayDomain

extension FailureMode {
    static let appExit127 = FailureMode(
        exit: 127, "app-exit-127", title: Words("the command was not found", ko: "명령을 찾을 수 없음"),
        meaning: Words(
            "its shell did not find the command, or a shared library is missing", ko: "셸이 명령을 찾지 못했거나 공유 라이브러리가 없습니다"),
        fix: Words(
            "correct `command:` in slipway.yml, or put the program and its libraries into the image",
            ko: "slipway.yml의 `command:` 항목을 고치거나 프로그램과 라이브러리를 이미지에 넣으십시오"),
        sureness: .reported, recipes: ["P-IMG-3"],
        faults: [.exits(code: 127, saying: ["/bin/sh: 1: serve: not found"])],
        explanation: Words(
            "A shell in the container did not find the program, the interpreter that its first line names (a carriage "
                + "return there is enough), or a library that it is linked to.",
            ko: "컨테이너의 셸이 프로그램이나, 첫 줄에 적힌 인터프리터(줄 끝의 CR 문자 하나로도 충분합니다), 또는 링크된 라이브러리를 찾지 "
                + "못했습니다."),
        remedy: Words(
            "Put the program, its interpreter and its libraries into the image, or correct the command.",
            ko: "프로그램과 인터프리터, 라이브러리를 이미지에 넣거나 명령을 고치십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-126", Words("the command was not found at all", ko: "명령 자체를 찾지 못했습니다")),
            LookAlike(
                "app-module-missing",
                Words(
                    "it is a program or a system library that is missing", ko: "빠진 것은 언어의 모듈이 아니라 프로그램이나 시스템 라이브러리입니다")),
        ],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value else { return [] }
            return StartCommand(plan, contents).scriptPrograms.compactMap { name in
                look(name, contents.programs[name])
            }
        },
        lines: [
            .text([.log], ["not found", "no such file or directory", "cannot execute: required file not found"]) {
                line, scene in
                guard ApplicationWords.isShell(line), scene.exit.map({ $0.code == 127 }) ?? true,
                    ends(line, with: ["not found", "no such file or directory"])
                else { return nil }
                let name = ApplicationWords.command(line).map { Words(same: $0) } ?? Words("a command", ko: "명령")
                return ApplicationWords.said(
                    scene, Words("its shell does not find ", ko: "셸이 찾지 못한 명령: ") + name,
                    fix: Words(
                        "correct `command:` in slipway.yml or the start script, or put into the image: ",
                        ko: "slipway.yml의 `command:` 항목이나 시작 스크립트를 고치거나 이미지에 넣으십시오: ") + name)
            },
            .text([.log], ["error while loading shared libraries"]) { line, scene in
                let library =
                    line.value(after: "shared libraries: ", until: [":", " "]).map { Words(same: $0) }
                    ?? Words("a shared library", ko: "공유 라이브러리")
                return ApplicationWords.said(
                    scene,
                    Words("its program is linked to a library that is not in the image: ", ko: "이미지에 없는 공유 라이브러리: ")
                        + library,
                    fix: Words(
                        "install the library in the Dockerfile, or link the program statically: ",
                        ko: "Dockerfile에서 라이브러리를 설치하거나 프로그램을 정적으로 링크하십시오: ") + library)
            },
        ])

    private static func ends(_ line: Reason, with endings: [String]) -> Bool {
        let text = line.text.lowercased().reversed().drop { $0.isWhitespace || $0 == "." }.reversed()
        return endings.contains { String(text).hasSuffix($0) }
    }

    private static func look(_ name: String, _ program: ProgramFact?) -> Foresight? {
        let subject = Words("program \(name)", ko: "프로그램 \(name)")
        switch program {
        case .missing?:
            return Foresight(
                .fail, subject,
                Words(
                    "the command's script runs it, and it is not in the image", ko: "명령의 스크립트가 실행하는 프로그램이 이미지에 없습니다"),
                fix: Words(
                    "install \(name) in the Dockerfile, or correct command: in slipway.yml",
                    ko: "Dockerfile에서 \(name) 프로그램을 설치하거나 slipway.yml의 command: 항목을 고치십시오"))
        case .brokenScript(let path, let interpreter)?:
            return Foresight(
                .fail, subject,
                Words(
                    "\(path) begins with an interpreter that is not in the image: \(interpreter.visible)",
                    ko: "\(path) 첫 줄에 적힌 인터프리터가 이미지에 없습니다: \(interpreter.visible)"),
                fix: Words(
                    "correct the first line of \(path), and save it without carriage returns",
                    ko: "\(path) 파일의 첫 줄을 고치고 CR 문자 없이 저장하십시오"))
        default: return nil
        }
    }
}

extension String {
    /// With carriage returns to be seen: they are what is wrong with many a first line.
    fileprivate var visible: String { replacing("\r", with: "\\r") }
}
