import SlipwayDomain

extension FailureMode {
    static let cfnSecretDynamicReference = FailureMode(
        "cfn-secret-dynamic-reference", .stack,
        title: Words("a dynamic reference of the template leads nowhere", ko: "템플릿의 동적 참조 대상이 없음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled,
        recipes: ["P-SEC-1", "P-SEC-2"],
        faults: [
            .stackFails(
                status: "CREATE_FAILED", resourceType: "AWS::RDS::DBInstance",
                reason: "Could not find a value associated with JSONKey in SecretString")
        ],
        specificity: .narrow,
        explanation: Words(
            "The template takes a value with {{resolve:…}} from a secret or parameter that is not there, or from a key that "
                + "the secret does not have. It is read while the stack is updated; a secret that changes later updates "
                + "nothing.",
            ko: "템플릿이 {{resolve:…}} 구문으로 없는 시크릿이나 파라미터, 또는 시크릿에 없는 키의 값을 가져오려 합니다. 값은 스택을 업데이트할 때 읽히며, "
                + "나중에 시크릿이 바뀌어도 아무것도 업데이트되지 않습니다."),
        remedy: Words(
            "Add the key or parameter, or correct the reference.", ko: "키나 파라미터를 추가하거나 참조를 고치십시오."),
        lookAlikes: [
            LookAlike(
                "secret-not-found",
                Words("CloudFormation asked for it, not a task", ko: "태스크가 아니라 CloudFormation이 조회했습니다")),
            LookAlike(
                "secret-json-key-missing",
                Words("CloudFormation asked for the key, not a task", ko: "태스크가 아니라 CloudFormation이 키를 조회했습니다")),
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html"
        ],
        foresee: { _, facts in
            StackWords.known(facts).flatMap { stack in
                stack.unresolvedReferences.map { item in
                    Foresight(
                        .fail, StackWords.subject(stack.name),
                        Words(
                            "{{\(item.name)}} of its template leads nowhere: \(item.value)",
                            ko: "템플릿의 {{\(item.name)}} 참조를 해석할 수 없습니다: \(item.value)"),
                        fix: correct,
                        evidence: [Evidence(source: "template", field: item.name, text: item.value)])
                }
            }
        },
        recognisers: [
            .text(
                [.stack, .call],
                [
                    "associated with jsonkey in secretstring", "unable to fetch parameters [",
                    "can't find the specified secret",
                ]
            ) { reason, _ in
                // A task's own reason that stands in a stack's event is told by what tasks fail of.
                if reason.hasAny("resourceinitializationerror", "asm") { return nil }
                if reason.has("unable to fetch parameters") {
                    let names = reason.value(after: "parameters [", until: ["]"]) ?? "NAME"
                    return Recognition(
                        Words("there is no parameter \(names)", ko: "파라미터가 없습니다: \(names)"),
                        fix: Words(
                            "make it: aws ssm put-parameter --name \(names) --type String --value …",
                            ko: "만드십시오: aws ssm put-parameter --name \(names) --type String --value …"),
                        confidence: .likely, subject: names, named: names)
                }
                // What others ask of a secret is told with the secrets.
                guard StackWords.event(reason) != nil || reason.source.hasPrefix("cloudformation") else {
                    return nil
                }
                let resource = StackWords.resource(reason)
                return Recognition(
                    reason.has("jsonkey")
                        ? Words("a secret that the template reads has no such key: ", ko: "템플릿이 읽는 시크릿에 해당 키가 없습니다: ")
                            + resource
                        : Words("a secret that the template reads is not there: ", ko: "템플릿이 읽는 시크릿이 없습니다: ")
                            + resource,
                    fix: correct, subject: resource.en)
            }
        ])

    private static let correct = Words(
        "see the keys, and correct {{resolve:…}}: aws secretsmanager get-secret-value --secret-id NAME --query SecretString "
            + "--output text | jq keys",
        ko: "키를 확인하고 {{resolve:…}} 구문을 고치십시오: aws secretsmanager get-secret-value --secret-id NAME --query "
            + "SecretString --output text | jq keys")
}
