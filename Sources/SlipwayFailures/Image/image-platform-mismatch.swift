import SlipwayDomain

extension FailureMode {
    static let imagePlatformMismatch = FailureMode(
        id: "image-platform-mismatch", title: "the image is for another platform", nature: .cannotHeal,
        withoutUs: "ECS would start it again and again, with growing pauses of up to 27 minutes",
        fault: .imageOtherPlatform,
        foresee: { facts, plan in
            guard let image = facts.image?.value, !image.platforms.isEmpty,
                !image.platforms.contains(where: { $0.runs(on: plan.platform) })
            else { return [] }
            let there = image.platforms.map(\.description).joined(separator: ", ")
            return [
                Foreseen(
                    .image(plan.imageSubject), cause: "the image is for \(there); the tasks run on \(plan.platform)",
                    evidence: [Evidence(source: "ecr:BatchGetImage", field: "images[0].imageManifest", text: there)],
                    fix: "docker build --platform \(plan.platform) …, or say platform: in slipway.yml")
            ]
        },
        recognise: { signals in
            guard let found = signals.reason(containing: [
                ["does not contain descriptor matching platform"], ["no match for platform"],
                ["no matching manifest for"],
            ]) else { return nil }
            return Recognised(
                cause: "the image \(signals.imageName) has nothing for the platform of the task",
                fix: "docker build --platform linux/amd64 (or linux/arm64), push, deploy", evidence: [found],
                fingerprint: signals.imageName)
        })
}
