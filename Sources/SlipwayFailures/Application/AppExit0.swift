import SlipwayDomain

extension FailureMode {
    static let appExit0 = FailureMode(
        exit: 0, "app-exit-0", title: Words("the application ended by itself", ko: "애플리케이션이 스스로 종료됨"),
        meaning: Words("it ended by itself, without an error", ko: "오류 없이 스스로 끝났습니다"),
        fix: Words(
            "run the server in the foreground; run jobs with `slipway run` or as a `before:` task in slipway.yml",
            ko: "서버를 포그라운드로 실행하십시오. 배치 작업은 `slipway run` 명령이나 slipway.yml의 `before:` 태스크로 실행하십시오"),
        details: [
            ExitDetail(
                ["daemon started", "daemonized", "daemonizing", "running in background", "forked into background"],
                Words(
                    "its server went into the background, and nothing was left in the foreground",
                    ko: "서버가 백그라운드로 넘어가서 포그라운드에 남은 프로세스가 없습니다"))
        ],
        recipes: ["P-IMG-3"], faults: [.exits(code: 0, saying: ["done"])],
        explanation: Words(
            "A service runs for ever; this container finished and ended well, so ECS starts another, and another. "
                + "Mostly a server went into the background, a job was made a service, or the command is a shell that "
                + "finds no terminal and ends.",
            ko: "서비스는 계속 실행되어야 하는데 이 컨테이너는 정상적으로 끝났고, ECS는 새 태스크를 계속 시작합니다. 서버가 "
                + "백그라운드로 넘어갔거나, 배치 작업을 서비스로 실행했거나, 명령이 터미널 없이 실행된 셸인 경우가 대부분입니다."),
        remedy: Words(
            "Keep the server in the foreground, and use exec in start scripts; run jobs as one-off tasks.",
            ko: "서버를 포그라운드로 실행하고 시작 스크립트에서는 exec를 사용하십시오. 배치 작업은 일회성 태스크로 실행하십시오."),
        lookAlikes: [
            LookAlike(
                "app-sidecar-took-task-down",
                Words("it is the application's own container that ended", ko: "애플리케이션 컨테이너 자신이 끝났습니다")),
            LookAlike("app-exit-1", Words("its exit code is 0: it saw no error", ko: "종료 코드가 0이므로 스스로는 오류가 없다고 봅니다")),
        ],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value else { return [] }
            let command = StartCommand(plan, contents)
            guard let reason = reason(command) else { return [] }
            return [
                Foresight(
                    .warn, Words("command", ko: "명령"), reason,
                    fix: Words(
                        "in slipway.yml: command: [ … ] that stays in the foreground",
                        ko: "slipway.yml에서: 포그라운드에 머무는 명령을 command: [ … ] 항목에 적으십시오"),
                    evidence: [
                        Evidence(source: "image", field: "command", text: command.words.joined(separator: " "))
                    ])
            ]
        })

    /// Why a command would come to its end at once, or leave its work to the background.
    private static func reason(_ command: StartCommand) -> Words? {
        let words = command.words
        guard !words.isEmpty else { return nil }
        if words.allSatisfy({ StartCommand.isShell($0) || $0 == "-i" || $0 == "-l" }) {
            return Words("a shell without a terminal ends at once", ko: "터미널이 없는 셸은 바로 끝납니다")
        }
        if let script = command.script {
            let end = script.reversed().drop { $0.isWhitespace }
            if end.first == "&", end.dropFirst().first != "&" {
                return Words(
                    "its script sends the last command into the background and ends",
                    ko: "스크립트가 마지막 명령을 백그라운드로 보내고 끝납니다")
            }
        }
        guard let last = command.commands.last, let name = last.first.map(StartCommand.baseName) else { return nil }
        let background = Words(
            "\(name) goes into the background when it is started so", ko: "\(name) 명령은 이렇게 실행하면 백그라운드로 넘어갑니다")
        switch name {
        case "service", "apachectl", "apache2ctl": return last.contains("start") ? background : nil
        case "gunicorn", "celery": return last.contains("--daemon") || last.contains("-D") ? background : nil
        case "pm2": return last.contains("start") && !last.contains("--no-daemon") ? background : nil
        case "redis-server":
            return zip(last, last.dropFirst()).contains { $0 == "--daemonize" && $1 == "yes" } ? background : nil
        case "php-fpm": return last.contains("-D") ? background : nil
        default: return nil
        }
    }
}
