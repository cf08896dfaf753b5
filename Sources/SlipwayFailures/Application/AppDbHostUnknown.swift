import SlipwayDomain

extension FailureMode {
    static let appDbHostUnknown = FailureMode(
        "app-db-host-unknown", .application,
        title: Words("the database's name is unknown", ko: "데이터베이스 호스트 이름을 찾을 수 없음"), nature: .application,
        sureness: .reported, breaker: .blind, givesUp: .never, reproduction: .container,
        recipes: ["P-DATA-1", "P-NET-7"],
        faults: [.exits(code: 1, saying: ["Error: getaddrinfo ENOTFOUND db.shop.internal"])],
        explanation: Words(
            "A host name that the application was given does not resolve: a slip of the pen, an endpoint that is gone, "
                + "another environment's name, a private zone that this network does not see, or the name of a Compose "
                + "service, which means nothing in the cloud.",
            ko: "애플리케이션에 지정된 호스트 이름이 확인되지 않습니다. 오타이거나, 사라진 엔드포인트이거나, 다른 환경의 이름이거나, 이 네트워크에서 보이지 "
                + "않는 프라이빗 영역이거나, 클라우드에서는 의미가 없는 Compose 서비스 이름인 경우입니다."),
        remedy: Words(
            "Take the endpoint from what made the database, and associate its private zone with the tasks' VPC.",
            ko: "데이터베이스를 만든 쪽에서 엔드포인트를 가져오고, 프라이빗 영역을 태스크의 VPC와 연결하십시오."),
        lookAlikes: [
            LookAlike(
                "app-db-unreachable", Words("the name does not even resolve", ko: "이름 확인 자체가 되지 않습니다")),
            LookAlike(
                "net-dns-disabled",
                Words("ECS itself resolved names when it pulled the image", ko: "ECS는 이미지를 가져올 때 이름을 확인했습니다")),
        ],
        links: [ApplicationWords.stoppedTasks],
        foresee: { _, facts in
            DatabaseWords.probed(
                facts, .nameUnknown,
                cause: Words("its name does not resolve in the service's network", ko: "서비스의 네트워크에서 이름이 확인되지 않습니다"),
                fix: Words("correct the host, or associate its zone with the VPC", ko: "호스트를 고치거나 영역을 VPC와 연결하십시오"))
                + unknown(facts)
        },
        recognisers: [
            .text([.log], DatabaseWords.unknownHost) { line, scene in
                guard DatabaseWords.trouble(line) == .unknownHost else { return nil }
                let host = host(line)
                let isBare = host.map { !$0.contains(".") } ?? false
                let name = host.map { Words("the name \($0)", ko: "\($0) 이름") } ?? Words("a host name", ko: "호스트 이름")
                let why =
                    isBare
                    ? Words("; a bare name is mostly that of a Compose service", ko: ". 점이 없는 이름은 대개 Compose 서비스 이름입니다")
                    : .none
                return ApplicationWords.said(
                    scene,
                    name + Words(" that it was given does not resolve", ko: " 확인에 실패했습니다") + why,
                    fix: Words(
                        "in slipway.yml: correct the host in variables: or secrets:; aws rds describe-db-instances lists "
                            + "endpoints",
                        ko: "slipway.yml에서: variables: 또는 secrets: 항목의 호스트를 고치십시오. 엔드포인트 목록: aws rds "
                            + "describe-db-instances"),
                    subject: host ?? "")
            }
        ])

    /// The host that a line names, in the words of many resolvers.
    private static func host(_ line: Reason) -> String? {
        let starts = [
            "ENOTFOUND ", "EAI_AGAIN ", "could not translate host name \"", "Unknown MySQL server host '",
            "UnknownHostException: ", "getaddrinfo for ", "host not found in upstream \"", "Could not resolve host: ",
            "unknown(host: \"", "dial tcp: lookup ", "lookup ", "resolve \"", "connecting to ",
        ]
        let found = starts.lazy.compactMap { line.value(after: $0, until: ["\"", "'", " ", ",", ":", ")", ";"]) }.first
        if let found, found.contains(where: \.isLetter), found.count < 254 { return found }
        return ServerAddress(in: line.text)?.host
    }

    /// Endpoints of databases that this account does not have.
    private static func unknown(_ facts: Facts) -> [Foresight] {
        guard let databases = facts.databases?.value else { return [] }
        let hosts = databases.map { $0.host.lowercased() }
        return facts.addresses.filter {
            let host = $0.host.lowercased()
            return host.hasSuffix(".rds.amazonaws.com") && !hosts.contains(host)
        }.map { address in
            let near = Nearness.nearest(to: address.host, among: databases.map(\.host))
            let maybe = near.map { Words("; did you mean \($0)?", ko: ". 혹시 \($0) 호스트를 뜻하셨습니까?") }
            return Foresight(
                .warn, DatabaseWords.subject(address),
                Words("this account has no database of that name here", ko: "이 계정의 이 리전에는 그런 이름의 데이터베이스가 없습니다")
                    + (maybe ?? .none),
                fix: Words(
                    "correct the host in \(address.variable); aws rds describe-db-instances lists endpoints",
                    ko: "\(address.variable) 변수의 호스트를 고치십시오. 엔드포인트 목록: aws rds describe-db-instances"))
        }
    }
}
