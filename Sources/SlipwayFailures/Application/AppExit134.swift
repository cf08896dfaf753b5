import SlipwayDomain

extension FailureMode {
    static let appExit134 = FailureMode(
        exit: 134, "app-exit-134", title: Words("the application aborted", ko: "애플리케이션이 강제 중단됨"),
        meaning: Words("it gave up on itself (SIGABRT)", ko: "스스로 중단했습니다 (SIGABRT)"),
        fix: Words(
            "read its last lines: slipway logs --since 10m; where they speak of memory, raise `memory:` in slipway.yml",
            ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 메모리가 언급되면 slipway.yml의 `memory:` 값을 늘리십시오"),
        sureness: .reported,
        faults: [.diesOf(signal: 6, saying: ["terminate called after throwing an instance of 'std::runtime_error'"])],
        explanation: Words(
            "A runtime ended the process itself: a failed assertion, an exception that nobody caught in native code, a "
                + "corrupted heap, a crash of the Java virtual machine, or a full heap of Node.js.",
            ko: "런타임이 프로세스를 스스로 중단했습니다. 실패한 assertion, 네이티브 코드의 처리되지 않은 예외, 손상된 힙, Java 가상 머신의 "
                + "비정상 종료, Node.js 힙 부족 등이 원인입니다."),
        remedy: Words(
            "Read the last lines: they name the assertion or the exception. Raise memory only where they speak of it.",
            ko: "마지막 로그에 assertion이나 예외가 나옵니다. 메모리가 언급될 때만 메모리를 늘리십시오."),
        lookAlikes: [
            LookAlike(
                "app-oom-killed", Words("no line speaks of a full heap", ko: "힙 부족을 언급하는 로그가 없습니다")),
            LookAlike(
                "app-exit-139", Words("it aborted itself; no access to memory failed", ko: "메모리 접근 오류가 아니라 스스로 중단했습니다")),
        ],
        lines: [
            .text(
                [.log],
                [
                    "terminate called after throwing", "terminate called without an active exception",
                    "aborted (core dumped)", "malloc(): ", "free(): invalid", "double free or corruption",
                    "corrupted size vs. prev_size", "munmap_chunk(): invalid pointer", "sigabrt: abort",
                    "fatal python error: aborted", "a fatal error has been detected by the java runtime environment",
                ]
            ) { line, scene in
                guard scene.exit.map({ $0.code == 134 }) ?? true, !line.hasAny("bad_alloc") else { return nil }
                let what =
                    line.value(after: "instance of '", until: ["'"]).map {
                        Words("an exception that nobody caught: \($0)", ko: "처리되지 않은 예외: \($0)")
                    } ?? Words("it gave up on itself (SIGABRT)", ko: "스스로 중단했습니다 (SIGABRT)")
                return ApplicationWords.said(
                    scene, what,
                    fix: Words(
                        "read the lines before it: slipway logs --since 10m; then mend what they name",
                        ko: "앞의 로그를 확인하고 거기에 나온 문제를 고치십시오: slipway logs --since 10m"))
            }
        ])
}
