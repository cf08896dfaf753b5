import SlipwayDomain

extension FailureMode {
    static let cfnQuota = FailureMode(
        "cfn-quota", .stack,
        title: Words("a quota of the account is used up", ko: "계정의 할당량을 모두 사용함"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CAP-1"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::EC2::EIP",
                reason: "Resource handler returned message: \"The maximum number of addresses has been reached.\" "
                    + "(HandlerErrorCode: ServiceLimitExceeded)")
        ],
        specificity: .broad,
        explanation: Words(
            "The account may have no more of something: VPCs, addresses, load balancers, roles, stacks. A stack itself is "
                + "said to hold 500 resources, and a template 51,200 bytes, or 1 MB from S3.",
            ko: "계정에서 더 만들 수 없는 것이 있습니다. VPC, 주소, 로드 밸런서, 역할, 스택 같은 것입니다. 스택 하나에는 리소스 500개, 템플릿은 "
                + "51,200바이트(S3에서는 1MB)까지로 알려져 있습니다."),
        remedy: Words(
            "Delete what nobody uses, ask for a higher quota, or split the stack.",
            ko: "쓰지 않는 것을 지우거나, 할당량 증가를 요청하거나, 스택을 나누십시오."),
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
        ],
        foresee: { _, facts in StackWords.known(facts).flatMap(size) },
        recognisers: [
            .text([.stack, .call], ["servicelimitexceeded", "limitexceeded"]) { reason, _ in
                let service = StackWords.event(reason)?.type.split(separator: ":").dropFirst().first
                let code = service.map { $0.lowercased() } ?? "cloudformation"
                return Recognition(
                    service == nil
                        ? Words("a quota of the account is used up", ko: "계정의 할당량을 모두 사용했습니다")
                        : Words("the account may have no more of this: ", ko: "계정에서 더 만들 수 없습니다: ")
                            + StackWords.resource(reason),
                    fix: Words(
                        "see the quotas: aws service-quotas list-service-quotas --service-code \(code)",
                        ko: "할당량을 확인하십시오: aws service-quotas list-service-quotas --service-code \(code)"),
                    subject: StackWords.resource(reason).en)
            }
        ])

    private static let mostResources = 500
    private static let mostBytes = 1_048_576

    private static func size(_ stack: StackFact) -> [Foresight] {
        var found: [Foresight] = []
        func add(_ severity: Severity, _ cause: Words, _ field: String, _ value: Int) {
            found.append(
                Foresight(
                    severity, StackWords.subject(stack.name), cause,
                    fix: Words("split the stack into two", ko: "스택을 둘로 나누십시오"),
                    evidence: [Evidence(source: "template", field: field, text: "\(value)")]))
        }
        if let count = stack.resourceCount, count > mostResources * 9 / 10 {
            add(
                .warn,
                Words(
                    "its template holds \(count) resources; about \(mostResources) are allowed",
                    ko: "템플릿에 리소스가 \(count)개 있습니다. 한도는 약 \(mostResources)개입니다"), "Resources", count)
        }
        if let bytes = stack.templateBytes, bytes > mostBytes {
            add(
                .warn,
                Words(
                    "its template is of \(ByteSize(bytes: Int64(bytes))); about 1 MB is allowed",
                    ko: "템플릿 크기가 \(ByteSize(bytes: Int64(bytes)))입니다. 한도는 약 1MB입니다"), "bytes", bytes)
        }
        return found
    }
}
