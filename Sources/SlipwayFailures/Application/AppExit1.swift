import SlipwayDomain

extension FailureMode {
    static let appExit1 = FailureMode(
        "app-exit-1", .application,
        title: Words("the application ended with an error", ko: "애플리케이션이 오류로 종료됨"), nature: .application,
        breaker: .blind,
        givesUp: .never, reproduction: .container, recipes: ["P-TD-9", "P-DATA-1", "P-DATA-2"],
        faults: [.exits(code: 1, saying: ["Error: something went wrong"])], specificity: .fallback,
        explanation: Words(
            "A container ended with a code that only the application can explain, mostly by an exception during its "
                + "start: a variable that is missing, a database that does not answer, a failed migration. Its last lines "
                + "tell, where they were read.",
            ko: "애플리케이션만이 설명할 수 있는 코드로 컨테이너가 끝났습니다. 대부분 시작 중에 발생한 예외입니다. 환경 변수가 없거나, "
                + "데이터베이스가 응답하지 않거나, 마이그레이션이 실패한 경우입니다. 마지막 로그에 이유가 있습니다."),
        remedy: Words(
            "Read the last lines of the container; then start the same image alone with the same variables.",
            ko: "컨테이너의 마지막 로그를 읽고, 같은 이미지를 같은 환경 변수로 따로 실행해 보십시오."),
        lookAlikes: [
            LookAlike(
                "app-env-missing",
                Words("no line names a variable that is missing", ko: "빠진 환경 변수를 언급하는 로그가 없습니다")),
            LookAlike(
                "app-db-refused",
                Words("no line speaks of a refused connection", ko: "연결 거부를 언급하는 로그가 없습니다")),
            LookAlike(
                "app-module-missing",
                Words("no line names a module or library that is missing", ko: "빠진 모듈이나 라이브러리를 언급하는 로그가 없습니다")),
        ],
        links: [ApplicationWords.stoppedTasks, ApplicationWords.circuitBreaker],
        recognisers: [
            .exit { exit, _ in
                guard !ownCodes.contains(exit.code) else { return nil }
                let said = exit.lines.contains { $0.contains { !$0.isWhitespace } }
                let meaning =
                    said
                    ? Words("its last lines say why", ko: "이유는 마지막 로그에 있습니다")
                    : Words("it wrote nothing, or nothing was read", ko: "남긴 로그가 없거나 읽지 못했습니다")
                return ApplicationWords.ended(
                    exit, signal(exit.code).map { $0 + Words(same: "; ") + meaning } ?? meaning,
                    fix: Words(
                        "read its last lines: slipway logs --since 10m; then try the image alone: docker run IMAGE",
                        ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 그다음 이미지만 따로 실행해 보십시오: docker run IMAGE"),
                    confidence: .likely)
            }
        ])

    /// Codes that have a failure mode of their own.
    private static let ownCodes: Set<Int> = [0, 2, 69, 78, 126, 127, 134, 137, 139, 143, 255]

    /// What a code above 128 says: a signal ended the process.
    private static func signal(_ code: Int) -> Words? {
        let names = [
            129: "SIGHUP", 130: "SIGINT", 131: "SIGQUIT", 132: "SIGILL", 133: "SIGTRAP", 135: "SIGBUS", 136: "SIGFPE",
            141: "SIGPIPE",
        ]
        guard let name = names[code] else { return nil }
        switch code {
        case 132, 133:
            return Words(
                "a trap ended it (\(name)), as a fatal error of Swift or an illegal instruction does",
                ko: "트랩으로 종료되었습니다 (\(name)). Swift의 치명적 오류나 지원되지 않는 CPU 명령에서 나타납니다")
        default: return Words("a signal ended it (\(name))", ko: "시그널로 종료되었습니다 (\(name))")
        }
    }
}
