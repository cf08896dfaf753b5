import SlipwayDomain

extension FailureMode {
    static let imageRateLimited = FailureMode(
        "image-rate-limited", title: "the registry limits how often we pull", nature: .mayPass, fault: .pullRateLimited,
        explanation:
            "The registry counts pulls by address, and this one has had its share; many tasks behind one NAT share "
            + "an address. It passes with time.",
        withoutUs: ImageWords.alone,
        recognisers: [
            .reason { reason, _ in
                guard reason.hasAny("toomanyrequests", "pull rate limit", "429 too many requests") else { return nil }
                return Recognition(
                    "the registry refuses further pulls for now",
                    fix: "copy the image into ECR and deploy it from there")
            }
        ])
}
