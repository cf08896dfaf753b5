import SlipwayDomain

extension FailureMode {
    static let imagePlatformMismatch = FailureMode(
        "image-platform-mismatch", title: "the image is made for another processor", nature: .cannotHeal,
        fault: .imageOtherPlatform,
        explanation:
            "The image holds no variant for the task's processor. Typical: built on an Arm laptop, run on x86. "
            + "An image index is refused at the pull; a plain image starts and ends with 'exec format error'.",
        withoutUs: ImageWords.alone,
        foresee: { plan, facts in
            guard case .known(let image) = facts.image else { return [] }
            let subject = "platform \(plan.platform)"
            let has = image.platforms.map(\.description).joined(separator: ", ")
            if image.platforms.isEmpty {
                return [Foresight(.unknown, subject, "the registry does not say what the image runs on")]
            }
            if image.platforms.contains(where: { $0.runs(on: plan.platform) }) {
                return [Foresight(.ok, subject, "the image has it")]
            }
            return [
                Foresight(
                    .fail, subject, "the image runs on \(has), the tasks on \(plan.platform)",
                    fix: "docker buildx build --platform \(plan.platform) --push …, or in slipway.yml: platform: "
                        + (image.platforms[0].architecture == "arm64" ? "arm" : "x86"),
                    evidence: [Evidence(source: "ecr:BatchGetImage", field: "platforms", text: has)])
            ]
        },
        recognisers: [
            .reason { reason, _ in
                guard
                    reason.hasAny(
                        "descriptor matching platform", "find a descriptor for platform", "no match for platform",
                        "no matching manifest for")
                else { return nil }
                let platform =
                    reason.value(after: "matching platform '", until: ["'"])
                    ?? reason.value(after: "for platform {", until: ["}"]) ?? "the task's platform"
                return Recognition(
                    "the image has no variant for \(platform)",
                    fix: "docker buildx build --platform \(platform) --push …, or set `platform:` in slipway.yml",
                    subject: platform)
            }
        ])
}
