import SlipwayDomain

extension FailureMode {
    static let appExit139 = FailureMode(
        exit: 139, "app-exit-139", title: Words("the application crashed", ko: "애플리케이션 비정상 종료"),
        meaning: Words("it touched memory that is not its own (SIGSEGV)", ko: "허용되지 않은 메모리에 접근했습니다 (SIGSEGV)"),
        fix: Words(
            "in the Dockerfile: build native modules on the image's own base; try another base image or library version",
            ko: "Dockerfile에서: 네이티브 모듈을 같은 베이스 이미지에서 빌드하고, 다른 베이스 이미지나 라이브러리 버전을 시험해 보십시오"),
        faults: [.diesOf(signal: 11, saying: ["Segmentation fault (core dumped)"])],
        explanation: Words(
            "Native code crashed: mostly a library that was built for another C library (Alpine has another than Debian), "
                + "or for a processor with other features. Where only some tasks crash, the hosts differ.",
            ko: "네이티브 코드가 비정상 종료했습니다. 다른 C 라이브러리(Alpine은 Debian과 다릅니다)나 다른 기능을 가진 CPU용으로 빌드된 "
                + "라이브러리가 대부분의 원인입니다. 일부 태스크에서만 발생한다면 호스트의 차이입니다."),
        remedy: Words(
            "Update or rebuild the native libraries on the base image that runs them.",
            ko: "실행할 베이스 이미지에서 네이티브 라이브러리를 업데이트하거나 다시 빌드하십시오."),
        lookAlikes: [
            LookAlike(
                "app-exit-134", Words("it did not abort itself: the system ended it", ko: "스스로 중단한 것이 아니라 시스템이 종료했습니다"))
        ])
}
