import SlipwayDomain

extension FailureMode {
    static let appExit255 = FailureMode(
        exit: 255, "app-exit-255", title: Words("the application ended with -1", ko: "애플리케이션이 -1로 종료됨"),
        meaning: Words("it says that something failed, not what", ko: "무언가 실패했다는 것만 알려 줍니다"),
        fix: Words(
            "read its last lines: slipway logs --since 10m; compare the image's platform with the task's",
            ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 이미지의 플랫폼이 태스크와 같은지도 확인하십시오"),
        details: [
            ExitDetail(
                ["exec format error"],
                Words("its program was built for another processor", ko: "다른 CPU용으로 빌드된 프로그램입니다"),
                fix: Words(
                    "build for the task's processor: docker build --platform linux/amd64 (or linux/arm64)",
                    ko: "태스크의 CPU에 맞게 빌드하십시오: docker build --platform linux/amd64 (또는 linux/arm64)"))
        ],
        recipes: ["P-HC-1"], faults: [.exits(code: 255)],
        explanation: Words(
            "255 is what exit(-1) gives. Some shells give it for a program of another processor, a health check gives it "
                + "when its command cannot be run, and a container whose host was lost is likely to show it too.",
            ko: "255는 exit(-1)의 결과입니다. 일부 셸은 다른 CPU용 프로그램에 대해, 상태 확인은 명령을 실행할 수 없을 때 이 코드를 냅니다. "
                + "호스트가 사라진 컨테이너에서도 나타나는 것으로 보입니다."),
        remedy: Words(
            "Read the last lines; where there are none, look at the state of the host.",
            ko: "마지막 로그를 확인하고, 로그가 없으면 호스트의 상태를 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-1",
                Words("its code is 255, not one of the application's own", ko: "종료 코드가 애플리케이션 고유의 값이 아니라 255입니다"))
        ])
}
