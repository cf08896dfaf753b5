import SlipwayDomain

extension FailureMode {
    static let cfnCapabilities = FailureMode(
        "cfn-capabilities", .stack,
        title: Words("the template needs an acknowledgement", ko: "템플릿에 기능 승인이 필요함"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-CFN-2"],
        faults: [
            .call(
                "cloudformation:CreateChangeSet", refusedWith: "InsufficientCapabilitiesException",
                message: "Requires capabilities : [CAPABILITY_NAMED_IAM]")
        ],
        explanation: Words(
            "A template that makes roles or policies, or that macros write, is only taken from somebody who says that they "
                + "know: the capability must be passed with the call.",
            ko: "역할이나 정책을 만드는 템플릿, 또는 매크로가 고쳐 쓰는 템플릿은 그 사실을 알고 있다고 밝혀야 받아들여집니다. 호출에 해당 기능(capability)을 "
                + "함께 전달해야 합니다."),
        remedy: Words("Pass the capability that AWS names.", ko: "AWS가 알려 준 capability 값을 전달하십시오."),
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html"
        ],
        foresee: { _, facts in
            StackWords.known(facts).filter { !$0.missingCapabilities.isEmpty }.map { stack in
                let names = stack.missingCapabilities.joined(separator: " ")
                return Foresight(
                    .fail, StackWords.subject(stack.name),
                    Words("its template needs \(names)", ko: "템플릿에 필요한 기능: \(names)"), fix: pass(names),
                    evidence: [
                        Evidence(source: "cloudformation:ValidateTemplate", field: "Capabilities", text: names)
                    ])
            }
        },
        recognisers: [
            .text([.call, .stack], ["requires capabilities", "insufficientcapabilities"]) { reason, _ in
                let names =
                    reason.value(after: "apabilities : [", until: ["]"])?.replacing(",", with: "") ?? "CAPABILITY_IAM"
                return Recognition(
                    Words(
                        "the call does not grant what the template needs: \(names)",
                        ko: "템플릿에 필요한 기능이 호출에 없습니다: \(names)"),
                    fix: pass(names), subject: names)
            }
        ])

    private static func pass(_ names: String) -> Words {
        Words("add to the command: --capabilities \(names)", ko: "명령에 추가하십시오: --capabilities \(names)")
    }
}
