import SlipwayDomain

extension FailureMode {
    static let imageNoSpace = FailureMode(
        "image-no-space", title: "the image does not fit on the task's disk", nature: .cannotHeal,
        explanation: "Unpacking the image filled the task's storage: 20 GiB on Fargate unless more is asked for.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.has("no space left on device") else { return nil }
                return Recognition(
                    "the image does not fit on the task's disk",
                    fix: "make the image smaller, or give the task more ephemeral storage")
            }
        ])
}
