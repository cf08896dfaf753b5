import SlipwayDomain

extension FailureMode {
    static let appExit2 = FailureMode(
        exit: 2, "app-exit-2", title: Words("the command was used wrongly", ko: "명령을 잘못 사용함"),
        meaning: Words(
            "mostly wrong arguments, a file that is not there, or a panic of a Go program",
            ko: "인수가 잘못되었거나, 파일이 없거나, Go 프로그램의 panic인 경우가 많습니다"),
        fix: Words(
            "read its last lines; then correct `command:` in slipway.yml",
            ko: "마지막 로그를 확인하고 slipway.yml의 `command:` 항목을 고치십시오"),
        details: [
            ExitDetail(
                ["panic: ", "goroutine 1 ["], Words("a Go program panicked", ko: "Go 프로그램에서 panic이 발생했습니다"),
                fix: Words(
                    "read the panic and the first goroutine in its last lines: slipway logs --since 10m",
                    ko: "마지막 로그에서 panic 내용과 첫 번째 goroutine을 확인하십시오: slipway logs --since 10m")),
            ExitDetail(
                ["can't open file", "cannot open ", "can't open "],
                Words("the file that it was told to run is not there", ko: "실행하라고 지정한 파일이 없습니다"),
                fix: Words(
                    "correct the path in `command:`, or COPY the file and set WORKDIR in the Dockerfile",
                    ko: "`command:` 항목의 경로를 고치거나, Dockerfile에서 파일을 COPY하고 WORKDIR를 지정하십시오")),
            ExitDetail(
                ["syntax error", "unexpected eof", "unterminated quoted string"],
                Words("its shell does not understand the script", ko: "셸이 스크립트를 이해하지 못합니다"),
                fix: Words(
                    "correct the quotes in `command:` or in the start script, and its line ends (no carriage returns)",
                    ko: "`command:` 항목이나 시작 스크립트의 따옴표와 줄바꿈 문자(CR 없이)를 고치십시오")),
            ExitDetail(
                [
                    "usage:", "unrecognized arguments", "flag provided but not defined", "unknown flag",
                    "unknown option", "unrecognized option", "unexpected argument",
                ],
                Words("it does not know the arguments that it was given", ko: "전달된 인수를 알지 못합니다")),
        ],
        sureness: .reported, recipes: ["P-IMG-3"],
        faults: [
            .exits(code: 2, saying: ["usage: server [--port PORT]", "server: error: unrecognized arguments: --prot"])
        ],
        explanation: Words(
            "Shells and argument parsers end with 2 when they are called wrongly, Python when it finds no such file, and "
                + "a Go program when it panics.",
            ko: "셸과 인수 파서는 잘못 호출되면 코드 2로 끝납니다. Python은 실행할 파일이 없을 때, Go 프로그램은 panic이 발생했을 때 코드 2로 "
                + "끝납니다."),
        remedy: Words(
            "Correct the command or its arguments, or mend the panic.", ko: "명령이나 인수를 고치거나 panic의 원인을 고치십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-127",
                Words(
                    "the program itself was found: else the code would be 127",
                    ko: "프로그램 자체는 찾았습니다. 못 찾았다면 종료 코드가 127입니다"))
        ],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value else { return [] }
            let command = StartCommand(plan, contents)
            let evidence = [Evidence(source: "image", field: "command", text: command.words.joined(separator: " "))]
            if !command.isQuotingWhole {
                return [
                    Foresight(
                        .fail, Words("command", ko: "명령"),
                        Words("a quote in its script is never closed", ko: "스크립트에 닫히지 않은 따옴표가 있습니다"),
                        fix: Words(
                            "in slipway.yml: close the quote in command:", ko: "slipway.yml에서: command: 항목의 따옴표를 닫으십시오"),
                        evidence: evidence)
                ]
            }
            return command.commands.compactMap { words in
                guard let file = StartCommand.file(of: words), contents.files[file] == false,
                    let program = words.first.map(StartCommand.baseName),
                    program.hasPrefix("python") || StartCommand.isShell(program)
                else { return nil }
                return Foresight(
                    .fail, Words("file \(file)", ko: "파일 \(file)"),
                    Words(
                        "\(program) is told to run it, and it is not in the image",
                        ko: "\(program) 명령이 실행할 파일이 이미지에 없습니다"),
                    fix: Words(
                        "correct the path in command:, or COPY the file in the Dockerfile",
                        ko: "command: 항목의 경로를 고치거나 Dockerfile에서 파일을 COPY하십시오"), evidence: evidence)
            }
        })
}
