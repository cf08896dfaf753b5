import SlipwayDomain

extension FailureMode {
    static let tdImageReferenceMalformed = FailureMode(
        "td-image-reference-malformed", .template,
        title: Words("the image's name is malformed", ko: "이미지 이름 형식이 잘못됨"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-1"],
        faults: [
            .containerFails(
                reason:
                    "CannotPullContainerError: Error response from daemon: invalid reference format: repository name must "
                    + "be lowercase")
        ],
        explanation: Words(
            "The image's name cannot be read: a variable in it was empty, so that it ends in a colon, or it has capital "
                + "letters, a placeholder or https:// in it.",
            ko: "이미지 이름을 해석할 수 없습니다. 이름 안의 변수가 비어 콜론으로 끝나거나, 대문자, 자리 표시자, https:// 등이 들어 있습니다."),
        remedy: Words(
            "Write registry/repository:tag in lower case, or better the digest, and let the pipeline fail on an empty tag.",
            ko: "레지스트리/리포지토리:태그를 소문자로 쓰거나 다이제스트를 쓰고, 태그가 비면 파이프라인이 실패하게 하십시오."),
        lookAlikes: [
            LookAlike(
                "image-tag-not-found",
                Words("nobody could even ask a registry for it", ko: "레지스트리에 조회조차 할 수 없는 이름입니다")),
            LookAlike(
                "image-repo-missing",
                Words("nobody could even ask a registry for it", ko: "레지스트리에 조회조차 할 수 없는 이름입니다")),
        ],
        links: [TemplateWords.guide("task_cannot_pull_image")],
        foresee: { _, facts in
            (facts.definition?.containers ?? []).compactMap { container in
                do {
                    _ = try ImageReference(parsing: container.image)
                    return nil
                } catch {
                    return Foresight(
                        .fail, Words("image of \(container.name)", ko: "\(container.name) 컨테이너의 이미지"),
                        Words("the image's name cannot be read: \(error)", ko: "이미지 이름을 해석할 수 없습니다: \(error)"),
                        fix: mend,
                        evidence: [Evidence(source: "task definition", field: "image", text: container.image)])
                }
            }
        },
        recognisers: [
            .text(
                [.reason, .event, .stack, .call],
                ["invalid reference format", "container.image contains invalid", "container.image repository"]
            ) { reason, scene in
                let bad = scene.workload.taskDefinition?.containers.first { container in
                    (try? ImageReference(parsing: container.image)) == nil
                }
                let which = bad.map { ": \($0.image)" } ?? ""
                return Recognition(
                    Words("the image's name cannot be read\(which)", ko: "이미지 이름을 해석할 수 없습니다\(which)"), fix: mend,
                    subject: bad?.name ?? "")
            }
        ])

    private static let mend = TemplateWords.inManifest("image: { reference: registry/repository:tag }")
}
