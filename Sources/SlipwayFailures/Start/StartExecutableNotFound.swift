import SlipwayDomain

extension FailureMode {
    static let startExecutableNotFound = FailureMode(
        "start-executable-not-found", .start,
        title: Words("the container's program does not exist", ko: "컨테이너가 실행할 프로그램이 없음"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-3"],
        faults: [.runs(command: ["/no/such/program"])],
        explanation: Words(
            "The image has no such program: a command written as one text instead of a list, a file that was not copied "
                + "into the final stage, a shell asked for in an image without one, or a script whose interpreter is missing "
                + "or whose lines end as on Windows.",
            ko: "이미지에 해당 프로그램이 없습니다. 명령을 목록이 아니라 하나의 문자열로 썼거나, 파일을 최종 단계로 복사하지 않았거나, 셸이 없는 "
                + "이미지에서 셸을 쓰려 했거나, 스크립트의 인터프리터가 없거나 줄 끝이 Windows 형식(CRLF)인 경우입니다."),
        remedy: Words(
            "Write command and entry point as lists, and make sure that the first word is a program of the image.",
            ko: "command와 entrypoint를 목록으로 쓰고, 첫 단어가 이미지 안의 프로그램인지 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "start-permission-denied",
                Words("the file itself was not found", ko: "파일 자체를 찾지 못했습니다")),
            LookAlike(
                "app-exit-127",
                Words(
                    "the container never ran; no shell could have ended with 127",
                    ko: "컨테이너가 실행된 적이 없어 셸이 127로 끝날 수 없습니다")),
            LookAlike(
                "image-exec-format-error",
                Words("the program is missing; it is not of another processor", ko: "다른 프로세서용이 아니라 프로그램이 없는 것입니다")),
        ],
        links: [StartWords.codes],
        foresee: { plan, facts in
            guard let fact = facts.imageContents else { return [] }
            guard fact.value != nil else { return unread(fact) }
            return StartProgram.foresee(plan, facts, judge)
        },
        recognisers: [
            .text(StartWords.places, ["executable file not found in", "no such file or directory"]) { reason, _ in
                guard StartWords.isAboutProgram(reason) else { return nil }
                let program = StartWords.program(reason) ?? "its program"
                return Recognition(
                    StartWords.container(reason)
                        + Words(
                            " cannot start: \(program) is not in the image",
                            ko: "를 시작할 수 없습니다. 이미지에 '\(program)' 프로그램이 없습니다"),
                    fix: mend(program), subject: program)
            },
            .text([.log], ["no such file or directory"]) { reason, _ in
                guard StartWords.isRuntimesLine(reason), let program = StartWords.program(reason) else { return nil }
                return Recognition(
                    Words(
                        "\(program) is there but cannot be run: its interpreter is missing, or its lines end as on Windows",
                        ko: "'\(program)' 파일은 있으나 실행할 수 없습니다. 인터프리터가 없거나 줄 끝이 Windows 형식(CRLF)입니다"),
                    fix: script(program), confidence: .likely, subject: program)
            },
        ])

    private static func unread(_ fact: Fact<ImageContentsFact>) -> [Foresight] {
        // An image that is not there is another failure's.
        if case .missing = fact { return [] }
        let subject = Words("the image's program", ko: "이미지의 프로그램")
        return [fact.foresight(subject, missing: Foresight(.skipped, subject, .none)) { _ in nil }].compactMap(\.self)
    }

    private static func judge(_ start: StartProgram) -> Foresight? {
        let name = start.program
        let missing = Words("the image has no program \(name)", ko: "이미지에 '\(name)' 프로그램이 없습니다")
        let evidence = [Evidence(source: "image", field: start.key, text: name)]
        switch start.found {
        case .fine(let path), .otherProcessor(let path, _):
            return Foresight(.ok, start.subject, Words("the image has \(path)", ko: "이미지에 \(path) 파일이 있습니다"))
        case .missing: return Foresight(.fail, start.subject, missing, fix: mend(name, start.key), evidence: evidence)
        case .brokenScript(let path, let interpreter):
            let isWindows = interpreter.hasSuffix("\r")
            return Foresight(
                .fail, start.subject,
                isWindows
                    ? Words(
                        "the first line of \(path) ends as on Windows, so its interpreter is not found",
                        ko: "\(path) 첫 줄의 끝이 Windows 형식(CRLF)이어서 인터프리터를 찾지 못합니다")
                    : Words(
                        "\(path) wants \(interpreter), and the image has none",
                        ko: "\(path) 스크립트에 '\(interpreter)' 인터프리터가 필요하지만 이미지에 없습니다"),
                fix: script(path), evidence: evidence)
        case .notExecutable: return nil
        case nil:
            return name.contains(" ")
                ? Foresight(.fail, start.subject, missing, fix: mend(name, start.key), evidence: evidence) : nil
        }
    }

    private static func mend(_ program: String, _ key: String = "command") -> Words {
        guard program.contains(" ") else {
            return Words(
                "correct `\(key)` in slipway.yml, or put \(program) into the image",
                ko: "slipway.yml의 `\(key)` 값을 고치거나 이미지에 '\(program)' 프로그램을 넣으십시오")
        }
        let list = program.split(separator: " ").joined(separator: ", ")
        return Words(
            "in slipway.yml write the command as a list: command: [\(list)]",
            ko: "slipway.yml에서 명령을 목록으로 쓰십시오: command: [\(list)]")
    }

    private static func script(_ path: String) -> Words {
        Words(
            "install what its first line names, or in the Dockerfile: RUN sed -i 's/\\r$//' \(path)",
            ko: "스크립트 첫 줄의 인터프리터를 설치하거나, Dockerfile에서: RUN sed -i 's/\\r$//' \(path)")
    }
}
