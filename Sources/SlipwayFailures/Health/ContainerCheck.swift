import SlipwayDomain

/// P-HC-1: whether the check inside the container can work at all.
enum ContainerCheck {
    static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        guard let command = plan.health.command, let kind = command.first else { return [] }
        let subject = Words("container check", ko: "컨테이너 상태 확인")
        let evidence = [Evidence(source: "manifest", field: "health.command", text: command.joined(separator: " "))]
        func fail(_ cause: Words, _ fix: Words, _ severity: Severity = .fail) -> Foresight {
            Foresight(severity, subject, cause, fix: fix, evidence: evidence)
        }
        let rest = Array(command.dropFirst())
        if kind == "CMD-SHELL", rest.count > 1 {
            return [
                fail(
                    Words(
                        "CMD-SHELL takes one text: the shell would run only '\(rest[0])'",
                        ko: "CMD-SHELL은 하나의 문자열만 받습니다. 셸은 '\(rest[0])' 명령만 실행합니다"),
                    Words(
                        "in slipway.yml: health: { command: \"\(rest.joined(separator: " "))\" }",
                        ko: "slipway.yml에서: health: { command: \"\(rest.joined(separator: " "))\" }"))
            ]
        }
        if kind == "CMD", rest.count == 1, rest[0].contains(" ") {
            return [
                fail(
                    Words(
                        "CMD runs no shell: there is no program called '\(rest[0])'",
                        ko: "CMD는 셸을 거치지 않으므로 '\(rest[0])' 전체가 프로그램 이름이 됩니다"),
                    Words(
                        "in slipway.yml: health: { command: \"\(rest[0])\" }",
                        ko: "slipway.yml에서: health: { command: \"\(rest[0])\" }"))
            ]
        }
        if let port = plan.port, let asked = portAsked(by: rest), asked != port {
            return [
                fail(
                    Words(
                        "it asks port \(asked), and the application listens on \(port)",
                        ko: "애플리케이션 포트는 \(port)번인데 상태 확인은 \(asked)번 포트로 요청합니다"),
                    Words(
                        "in slipway.yml: port \(port) in health: { command: … }",
                        ko: "slipway.yml에서: health: { command: … } 항목의 포트를 \(port)번으로 고치십시오"), .warn)
            ]
        }
        guard let contents = facts.imageContents else { return [] }
        let unseen = Foresight(.unknown, subject, Words("the image was not looked into", ko: "이미지를 확인하지 않았습니다"))
        return [
            contents.foresight(subject, missing: unseen) { contents in
                if let missing = plan.health.programs.first(where: { contents.programs[$0] == .missing }) {
                    return fail(
                        Words("\(missing) is not in the image", ko: "\(missing) 프로그램이 이미지에 없습니다"),
                        Words(
                            "in the Dockerfile: install \(missing); or in slipway.yml: health: { command: … } with a program "
                                + "that is there",
                            ko:
                                "Dockerfile에서 \(missing) 프로그램을 설치하거나, slipway.yml에서: health: { command: … } 항목에 이미지에 있는 프로그램을 쓰십시오"
                        ))
                }
                let known = plan.health.programs.filter { contents.programs[$0] != nil }
                guard !known.isEmpty else { return nil }
                return Foresight(
                    .ok, subject,
                    Words(
                        "\(known.joined(separator: ", ")) is in the image",
                        ko: "\(known.joined(separator: ", ")) 프로그램이 이미지에 있습니다"))
            }
        ].compactMap(\.self)
    }

    /// The port of the container itself that a check names: `localhost:8080`, `127.0.0.1:8080`, `nc -z localhost 8080`.
    private static func portAsked(by words: [String]) -> Int? {
        let text = words.joined(separator: " ")
        for host in ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"] {
            guard let range = text.firstRange(of: host) else { continue }
            let rest = text[range.upperBound...]
            guard let sign = rest.first, sign == ":" || sign == " " else { continue }
            return Int(rest.dropFirst().prefix { $0.isNumber })
        }
        return nil
    }
}
