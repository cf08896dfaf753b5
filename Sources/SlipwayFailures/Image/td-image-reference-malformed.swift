import SlipwayDomain

extension FailureMode {
    static let imageReferenceMalformed = FailureMode(
        id: "td-image-reference-malformed", title: "the image reference is malformed", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        recognise: { signals in
            guard let found = signals.reason(containing: [["invalid reference format"]]) else { return nil }
            return Recognised(
                cause: "\(signals.imageName) is not a legal image reference: often a tag variable was empty",
                fix: "correct image: in slipway.yml", evidence: [found], fingerprint: signals.imageName)
        })
}
