import SlipwayDomain

extension FailureMode {
    static let appExit69 = FailureMode(
        exit: 69, "app-exit-69",
        title: Words("something the application needs is not there", ko: "애플리케이션에 필요한 것이 없음"),
        meaning: Words(
            "by convention: a service that it needs is not available", ko: "관례상 필요한 서비스를 사용할 수 없다는 뜻입니다"),
        fix: Words(
            "read its last lines: slipway logs --since 10m; check that the database runs and lets the tasks in",
            ko: "마지막 로그를 확인하십시오: slipway logs --since 10m. 데이터베이스가 실행 중이고 태스크의 접근을 허용하는지 확인하십시오"),
        sureness: .reported, faults: [.exits(code: 69, saying: ["giving up: no answer"])],
        explanation: Words(
            "Exit code 69 is EX_UNAVAILABLE of sysexits. Programs that keep to it say so that something they need, mostly "
                + "the database, could not be reached.",
            ko: "종료 코드 69는 sysexits의 EX_UNAVAILABLE입니다. 이 관례를 따르는 프로그램은 데이터베이스 등 필요한 것에 연결하지 못했을 때 "
                + "이 코드로 끝납니다."),
        remedy: Words(
            "See that what it needs runs and can be reached from the tasks' subnets.",
            ko: "필요한 서비스가 실행 중이고 태스크의 서브넷에서 연결할 수 있는지 확인하십시오."),
        lookAlikes: [
            LookAlike(
                "app-db-refused", Words("no line says which server it is", ko: "어떤 서버인지 알려 주는 로그가 없습니다"))
        ])
}
