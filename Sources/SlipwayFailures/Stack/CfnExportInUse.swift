import SlipwayDomain

extension FailureMode {
    static let cfnExportInUse = FailureMode(
        "cfn-export-in-use", .stack,
        title: Words("another stack still imports the export", ko: "다른 스택이 아직 내보내기를 가져다 씀"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words("the stack would have failed at once and rolled back", ko: "스택이 즉시 실패하고 롤백되었을 것입니다")),
        reproduction: .modelled, recipes: ["P-CFN-4"],
        faults: [
            .stackFails(
                status: "UPDATE_ROLLBACK_IN_PROGRESS", resourceType: "AWS::CloudFormation::Stack",
                reason: "Export shop-network-VpcId cannot be deleted as it is in use by shop-dev")
        ],
        explanation: Words(
            "A value that another stack imports can be neither deleted nor changed. CDK makes such exports by itself where one "
                + "stack uses a resource of another, and takes them away as soon as nothing in the code refers to them.",
            ko: "다른 스택이 가져다 쓰는 값은 지우거나 바꿀 수 없습니다. CDK는 한 스택이 다른 스택의 리소스를 쓰면 이런 내보내기를 자동으로 만들고, "
                + "코드에서 참조가 없어지면 바로 없앱니다."),
        remedy: Words(
            "Deploy twice: first let the consumer stop importing while the export stays, then take it away. Passing the "
                + "value through Parameter Store ties the stacks less firmly.",
            ko: "두 번에 나누어 배포하십시오. 먼저 내보내기를 둔 채 가져다 쓰는 쪽을 고치고, 그다음 내보내기를 없앱니다. 값을 Parameter Store로 "
                + "전달하면 스택이 덜 강하게 묶입니다."),
        lookAlikes: [
            LookAlike(
                "cfn-import-missing",
                Words("the export is there; too many want it", ko: "내보내기는 있으며, 아직 쓰는 쪽이 있습니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html"
        ],
        foresee: { _, facts in
            StackWords.rows(
                facts, .exports,
                fine: Words("no export that others use changes", ko: "다른 스택이 쓰는 내보내기는 바뀌지 않습니다")
            ) { stack in
                stack.missingImports.isEmpty ? stack.exports.compactMap { changed($0, stack) } : []
            }
        },
        recognisers: [
            .text([.stack, .call], ["as it is in use by"]) { reason, _ in
                guard let name = reason.value(after: "Export ") else { return nil }
                let consumer = reason.value(after: "in use by ", until: [",", "\n"])
                let isDeleted = reason.has("cannot be deleted")
                return Recognition(
                    Words(
                        "\(name), which was to be \(isDeleted ? "deleted" : "changed"), is still imported by "
                            + (consumer ?? "another stack"),
                        ko: "\(isDeleted ? "삭제" : "변경")하려는 \(name) 내보내기를 아직 쓰는 스택이 있습니다: \(consumer ?? "다른 스택")"),
                    fix: keep(name), subject: name, named: name)
            }
        ])

    private static func keep(_ name: String) -> Words {
        Words(
            "keep the export (CDK: this.exportValue(…)), deploy the consumer without it, then remove it; who uses it: aws "
                + "cloudformation list-imports --export-name \(name)",
            ko: "내보내기를 남겨 두고(CDK: this.exportValue(…)) 쓰는 스택을 먼저 배포한 뒤 없애십시오. 쓰는 스택 확인: aws "
                + "cloudformation list-imports --export-name \(name)")
    }

    private static func changed(_ export: ExportFact, _ stack: StackFact) -> Foresight? {
        guard export.isChanged, !export.importedBy.isEmpty else { return nil }
        let users = export.importedBy.joined(separator: ", ")
        return Foresight(
            .fail, StackWords.subject(stack.name),
            Words(
                "the new template changes or removes the export \(export.name), which \(users) import",
                ko: "새 템플릿이 \(export.name) 내보내기를 바꾸거나 없애는데, 아직 쓰는 스택이 있습니다: \(users)"),
            fix: keep(export.name),
            evidence: [Evidence(source: "cloudformation:ListImports", field: export.name, text: users)])
    }
}
