import SlipwayDomain

extension FailureMode {
    static let cfnResourceAlreadyExists = FailureMode(
        "cfn-resource-already-exists", .stack,
        title: Words("what the stack wants to make is there already", ko: "스택이 만들려는 리소스가 이미 있음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled,
        recipes: ["P-CFN-2", "P-CFN-3"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::Logs::LogGroup",
                reason: "Resource handler returned message: \"Resource of type 'AWS::Logs::LogGroup' with identifier "
                    + "'{\"/properties/LogGroupName\":\"/ecs/web\"}' already exists.\" (HandlerErrorCode: AlreadyExists)"
            )
        ],
        specificity: .broad,
        explanation: Words(
            "A resource with that name exists outside of the stack: made by hand or by a service (a log group makes itself), "
                + "left behind by an earlier stack that retained it, or owned by another stack.",
            ko: "같은 이름의 리소스가 스택 밖에 있습니다. 사람이나 서비스가 만들었거나(로그 그룹은 저절로 생기기도 합니다), 이전 스택이 보존해 남겼거나, "
                + "다른 스택의 것입니다."),
        remedy: Words(
            "Import it into the stack, delete it, or give the new one another name.",
            ko: "스택으로 가져오거나, 지우거나, 새 리소스에 다른 이름을 주십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-named-replacement",
                Words("something outside of the stack has the name", ko: "이름을 가진 것이 스택 밖에 있습니다")),
            LookAlike(
                "lb-duplicate-name",
                Words("it is not a part of a load balancer", ko: "로드 밸런서의 구성 요소가 아닙니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html"
        ],
        foresee: { _, facts in
            StackWords.taken(facts) { !$0.hasPrefix("AWS::ElasticLoadBalancingV2::") }
                + StackWords.known(facts).filter { $0.looked.contains(.names) && $0.takenNames.isEmpty }.map {
                    Foresight(
                        .ok, StackWords.subject($0.name), Words("its names are free", ko: "이름이 모두 비어 있습니다"))
                }
        },
        recognisers: [
            .text(
                [.stack, .call],
                ["handlererrorcode: alreadyexists", "already exists in stack", "with identifier", "' already exists"]
            ) { reason, _ in
                guard reason.hasAny("alreadyexists", "already exists") else { return nil }
                let name =
                    reason.value(after: "with identifier '", until: ["'"]).map(plain)
                    ?? StackWords.event(reason)?.resource
                let owner = reason.value(after: "already exists in stack ").map(StackWords.shortName)
                let of = owner.map { Words(", in the stack \($0)", ko: " (\($0) 스택)") } ?? .none
                return Recognition(
                    Words("there is one already", ko: "이미 있는 리소스입니다")
                        + Words(": \(name ?? "the resource")", ko: ": \(name ?? "리소스")") + of,
                    fix: Words(
                        "import it into the stack (aws cloudformation create-change-set --change-set-type IMPORT …), delete it, "
                            + "or rename the new one",
                        ko: "스택으로 가져오거나(aws cloudformation create-change-set --change-set-type IMPORT …), 지우거나, "
                            + "새 리소스의 이름을 바꾸십시오"),
                    subject: name ?? "", named: name)
            }
        ])

    /// What a handler writes as JSON, `{"/properties/Name":"web"}`, without its braces.
    private static func plain(_ identifier: String) -> String {
        guard identifier.hasPrefix("{") else { return identifier }
        return identifier.split(separator: "\"").last { !["{", "}", ":", ","].contains($0) }.map(String.init)
            ?? identifier
    }
}
