import SlipwayDomain

extension FailureMode {
    static let imageManifestUnsupported = FailureMode(
        "image-manifest-unsupported", .image,
        title: Words("what the tag names is no image", ko: "태그가 가리키는 것이 이미지가 아님"), nature: .cannotHeal,
        sureness: .reported, breaker: .countsStart, givesUp: .slowingDown, reproduction: .container,
        recipes: ["P-IMG-1"], faults: [.image(.notAnImage)],
        explanation: Words(
            "Registries hold more than images: charts, signatures, attestations, build caches. Such a thing was pushed "
                + "under the tag, and no container can be made from it.",
            ko: "레지스트리에는 이미지 외에도 차트, 서명, 증명, 빌드 캐시가 저장됩니다. 해당 태그로 그런 것이 푸시되어 컨테이너를 만들 수 없습니다."),
        remedy: Words(
            "Push an image under the tag, and keep caches and artifacts under tags of their own.",
            ko: "해당 태그로 이미지를 푸시하고, 캐시와 아티팩트는 별도의 태그로 보관하십시오."),
        lookAlikes: [
            LookAlike(
                "image-platform-mismatch",
                Words("the manifest itself is of a kind that is not run", ko: "매니페스트 자체가 실행할 수 없는 종류입니다")),
            LookAlike(
                "image-tag-not-found", Words("something stands under the tag", ko: "해당 태그에 무언가가 존재합니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html"],
        foresee: { plan, facts in
            guard let image = facts.image?.value, !ImageWords.isImage(image) else { return [] }
            let types = [image.mediaType, image.configMediaType].compactMap(\.self).joined(separator: ", ")
            return [
                Foresight(
                    .fail, ImageWords.subject(plan),
                    Words(
                        "what stands there is no container image but \(types)",
                        ko: "컨테이너 이미지가 아닙니다: \(types)"), fix: ImageWords.push(nil),
                    evidence: [Evidence(source: "ecr:BatchGetImage", field: "imageManifest", text: types)])
            ]
        },
        recognisers: [
            .text(
                ImageWords.places,
                [
                    "unsupported manifest media type", "encountered unknown type application/vnd",
                    "should be 'application/vnd.docker.distribution.manifest",
                ]
            ) { reason, scene in
                let reference = ImageWords.reference(reason, scene)
                let type = reason.value(after: "unknown type ") ?? reason.value(after: "manifest media type ")
                return Recognition(
                    ImageWords.words(reference) + Words(" is no container image", ko: ": 컨테이너 이미지가 아닙니다")
                        + (type.map { Words(same: " (\($0))") } ?? .none), fix: ImageWords.push(reference),
                    confidence: .likely, subject: reference ?? "", named: reference)
            }
        ])
}
