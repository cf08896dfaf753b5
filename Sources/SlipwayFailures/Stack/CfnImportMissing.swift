import SlipwayDomain

extension FailureMode {
    static let cfnImportMissing = FailureMode(
        "cfn-import-missing", .stack,
        title: Words("no stack exports what the template imports", ko: "템플릿이 가져올 내보내기가 없음"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-4"],
        faults: [
            .call(
                "cloudformation:CreateChangeSet", refusedWith: "ValidationError",
                message: "No export named shop-network-VpcId found.")
        ],
        explanation: Words(
            "The template imports a value by name, and no stack of this account and region exports it: the stack that does "
                + "is not deployed here yet, or the export has another name now.",
            ko: "템플릿이 이름으로 값을 가져오는데, 이 계정과 리전의 어떤 스택도 그 값을 내보내지 않습니다. 내보내는 스택이 아직 배포되지 않았거나 "
                + "내보내기의 이름이 바뀌었습니다."),
        remedy: Words(
            "Deploy the stack that exports it first, in the same region and account.",
            ko: "값을 내보내는 스택을 같은 리전과 계정에 먼저 배포하십시오."),
        lookAlikes: [
            LookAlike(
                "cfn-export-in-use",
                Words("there is no such export at all", ko: "그런 내보내기가 아예 없습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html"
        ],
        foresee: { _, facts in
            StackWords.known(facts).flatMap { stack in
                stack.missingImports.map { name in
                    Foresight(
                        .fail, StackWords.subject(stack.name),
                        Words("no stack exports '\(name)'", ko: "어떤 스택도 '\(name)' 값을 내보내지 않습니다"), fix: deploy(name),
                        evidence: [Evidence(source: "cloudformation:ListExports", field: "Name", text: name)])
                }
            }
        },
        recognisers: [
            .text([.stack, .call], ["no export named"]) { reason, _ in
                let name = reason.value(after: "No export named ") ?? "NAME"
                return Recognition(
                    Words(
                        "no stack of this account and region exports '\(name)'",
                        ko: "이 계정과 리전의 어떤 스택도 '\(name)' 값을 내보내지 않습니다"),
                    fix: deploy(name), confidence: .likely, subject: name, named: name)
            }
        ])

    private static func deploy(_ name: String) -> Words {
        let command = "aws cloudformation list-exports --query 'Exports[].Name'"
        return Words(
            "deploy the stack that exports \(name) first; what is there: \(command)",
            ko: "\(name) 값을 내보내는 스택을 먼저 배포하십시오. 현재 목록: \(command)")
    }
}
