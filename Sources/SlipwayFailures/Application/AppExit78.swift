import SlipwayDomain

extension FailureMode {
    static let appExit78 = FailureMode(
        exit: 78, "app-exit-78",
        title: Words("the application refuses its configuration", ko: "애플리케이션이 설정을 거부함"),
        meaning: Words("by convention: its configuration is wrong", ko: "관례상 설정이 잘못되었다는 뜻입니다"),
        fix: Words(
            "read its last lines: slipway logs --since 10m; then correct variables: or secrets: in slipway.yml",
            ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 그다음 slipway.yml의 variables: 또는 secrets: 항목을 고치십시오"),
        sureness: .reported, faults: [.exits(code: 78, saying: ["refusing to start"])],
        explanation: Words(
            "Exit code 78 is EX_CONFIG of sysexits. Programs that keep to it say so that a variable is missing or has a "
                + "value that they cannot use.",
            ko: "종료 코드 78은 sysexits의 EX_CONFIG입니다. 이 관례를 따르는 프로그램은 환경 변수가 없거나 쓸 수 없는 값일 때 이 코드로 "
                + "끝납니다."),
        remedy: Words(
            "Correct the variable or the secret that its last lines name.", ko: "마지막 로그에 나온 환경 변수나 시크릿을 고치십시오."),
        lookAlikes: [
            LookAlike("app-env-missing", Words("no line names a variable", ko: "환경 변수를 언급하는 로그가 없습니다")),
            LookAlike(
                "app-config-invalid", Words("no line says which value it is", ko: "어떤 값인지 알려 주는 로그가 없습니다")),
        ])
}
