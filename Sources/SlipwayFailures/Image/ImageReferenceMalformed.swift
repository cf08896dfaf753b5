import SlipwayDomain

extension FailureMode {
    static let imageReferenceMalformed = FailureMode(
        "td-image-reference-malformed", title: "the image's name is malformed", nature: .cannotHeal,
        explanation:
            "The image's name cannot be read: mostly a variable in it was empty, so that it ends with a colon.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.has("invalid reference format") else { return nil }
                return Recognition("the image's name cannot be read", fix: "correct `image:` in slipway.yml")
            }
        ])
}
