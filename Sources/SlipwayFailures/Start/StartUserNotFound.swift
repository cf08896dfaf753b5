import SlipwayDomain

extension FailureMode {
    static let startUserNotFound = FailureMode(
        "start-user-not-found", .start,
        title: Words("the image does not know the container's user", ko: "이미지에 컨테이너 사용자가 없음"), nature: .cannotHeal,
        sureness: .reported, breaker: .countsStart, givesUp: .slowingDown, reproduction: .container,
        recipes: ["P-IMG-3"], faults: [.runsAs(user: "nobody-knows-me")],
        explanation: Words(
            "The task definition or the image names a user or group by a name that the image's own passwd file does not "
                + "hold. Images that hold nothing but a program mostly have no such file at all.",
            ko: "태스크 정의나 이미지가 지정한 사용자 또는 그룹 이름이 이미지의 passwd 파일에 없습니다. 프로그램만 담은 이미지에는 대개 이 "
                + "파일 자체가 없습니다."),
        remedy: Words(
            "Name the user by number, which needs no file, or add the user when the image is built.",
            ko: "파일이 필요 없는 숫자로 사용자를 지정하거나, 이미지를 만들 때 사용자를 추가하십시오."),
        lookAlikes: [
            LookAlike(
                "start-executable-not-found",
                Words("it is the user that was not found, not the program", ko: "프로그램이 아니라 사용자를 찾지 못했습니다"))
        ],
        links: [StartWords.codes],
        foresee: { plan, facts in
            guard let contents = facts.imageContents?.value else { return [] }
            let named = facts.definition?.containers.first { $0.name == plan.container }?.user ?? contents.user
            let user = named.split(separator: ":").first.map(String.init) ?? ""
            guard !user.isEmpty else { return [] }
            let subject = Words("user \(user)", ko: "사용자 \(user)")
            guard Int(user) == nil else {
                return [
                    Foresight(.ok, subject, Words("a number needs no entry", ko: "숫자로 지정되어 등록이 필요 없습니다"))
                ]
            }
            guard let users = contents.users else { return [] }
            if users.contains(user) {
                return [Foresight(.ok, subject, Words("the image knows it", ko: "이미지에 등록되어 있습니다"))]
            }
            return [
                Foresight(
                    .fail, subject, Words("the image knows no user '\(user)'", ko: "이미지에 '\(user)' 사용자가 없습니다"),
                    fix: add(user),
                    evidence: [
                        Evidence(source: "image", field: "/etc/passwd", text: users.sorted().joined(separator: ", "))
                    ])
            ]
        },
        recognisers: [
            .text(
                StartWords.places,
                [
                    "no matching entries in passwd file", "no matching entries in group file", "unable to find user",
                    "unable to find group",
                ]
            ) { reason, _ in
                let group = reason.value(after: "unable to find group ", until: [":", " "])
                let user = reason.value(after: "unable to find user ", until: [":", " "])
                let name = group ?? user ?? ""
                let quoted = name.isEmpty ? "" : " '\(name)'"
                return Recognition(
                    group == nil
                        ? Words("the image knows no user\(quoted)", ko: "이미지에\(quoted) 사용자가 없습니다")
                        : Words("the image knows no group\(quoted)", ko: "이미지에\(quoted) 그룹이 없습니다"),
                    fix: add(name.isEmpty ? "NAME" : name, isGroup: group != nil), confidence: .likely, subject: name)
            }
        ])

    private static func add(_ name: String, isGroup: Bool = false) -> Words {
        let command = "RUN \(isGroup ? "groupadd" : "useradd") \(name)"
        return Words(
            "use a number, such as USER 1000, or in the Dockerfile: \(command)",
            ko: "USER 1000처럼 숫자를 쓰거나, Dockerfile에서: \(command)")
    }
}
