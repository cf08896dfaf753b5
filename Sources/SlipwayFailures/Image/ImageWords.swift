import SlipwayDomain

/// What the failures of images and registries share.
enum ImageWords {
    /// Where an error of pulling can stand.
    static let places: Set<Place> = [.reason, .event, .stack]
    static let page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"

    // MARK: Plans

    /// The image as the plan calls it.
    static func subject(_ plan: ServicePlan) -> Words {
        let name =
            switch plan.image {
            case .reference(let reference): reference.description
            case .build(let build): build.repository
            case .executable(let executable): executable.repository
            }
        return Words("image \(name)", ko: "이미지 \(name)")
    }

    static func repository(_ plan: ServicePlan) -> String {
        switch plan.image {
        case .reference(let reference): reference.repository
        case .build(let build): build.repository
        case .executable(let executable): executable.repository
        }
    }

    /// Whether what stands under the tag is something that containers are made from.
    static func isImage(_ image: ImageFact) -> Bool {
        let manifests = [
            "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json",
        ]
        let configurations = [
            "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json",
        ]
        return image.mediaType.map { manifests.contains($0) } ?? true
            && image.configMediaType.map { configurations.contains($0) } ?? true
    }

    /// The plan's image where it cannot run on the plan's platform (recipe P-IMG-2), and whether it is a plain manifest:
    /// nobody looks at the platform of those before the program is started.
    static func misfit(_ plan: ServicePlan, _ facts: Facts) -> (image: ImageFact, isPlain: Bool)? {
        guard let image = facts.image?.value, isImage(image), !image.platforms.isEmpty,
            !image.platforms.contains(where: { $0.runs(on: plan.platform) })
        else { return nil }
        let isPlain = image.mediaType.map { !$0.contains("index") && !$0.contains("list") } ?? false
        return (image, isPlain)
    }

    static func misfitForesight(_ plan: ServicePlan, _ image: ImageFact) -> Foresight {
        let has = image.platforms.map(\.description).joined(separator: ", ")
        let word = image.platforms[0].architecture == "arm64" ? "arm" : "x86"
        return Foresight(
            .fail, Words("platform \(plan.platform)", ko: "플랫폼 \(plan.platform)"),
            Words(
                "the image runs on \(has), the tasks on \(plan.platform)",
                ko: "이미지는 \(has)용이지만 태스크는 \(plan.platform)에서 실행됩니다"),
            fix: build(for: plan.platform.description)
                + Words(", or in slipway.yml: platform: \(word)", ko: ", 또는 slipway.yml에서: platform: \(word)"),
            evidence: [Evidence(source: "ecr:BatchGetImage", field: "platforms", text: has)])
    }

    static func build(for platform: String) -> Words {
        Words(same: "docker buildx build --platform \(platform) --push …")
    }

    // MARK: Texts

    /// Whether a text is about pulling an image at all.
    static func isPull(_ reason: Reason) -> Bool {
        reason.hasAny(
            "cannotpull", "pull image manifest", "ref pull has been", "failed to resolve ref", "manifest for ",
            "manifest unknown", "can't pull the image", "the task cannot pull '", "pull access denied")
    }

    /// Whether a text says that the image has no variant for the processor.
    static func isAboutPlatform(_ reason: Reason) -> Bool {
        reason.hasAny(
            "descriptor matching platform", "find a descriptor for platform", "no match for platform",
            "no matching manifest for")
    }

    /// Whether the layers of an image are what could not be fetched: they come from S3.
    static func isAboutLayers(_ reason: Reason) -> Bool {
        reason.hasAny("starport-layer-bucket", "failed to copy: http", "pull command failed: panic: runtime error")
    }

    static func isRateLimit(_ reason: Reason) -> Bool {
        reason.hasAny("toomanyrequests", "pull rate limit", "429 too many requests")
    }

    /// The image that a pull error names, or the only one that the task definition has.
    static func reference(_ reason: Reason, _ scene: Scene) -> String? {
        for start in [
            "failed to resolve ref ", "failed to resolve reference ", "manifest for ", "failed to pull image ",
            "pull access denied for ", "The task cannot pull ",
        ] {
            if let found = reason.value(after: start) { return found }
        }
        let containers = scene.workload.taskDefinition?.containers ?? []
        return containers.count == 1 ? containers[0].image : nil
    }

    static func words(_ reference: String?) -> Words {
        reference.map { Words(same: $0) } ?? Words("the image", ko: "이미지")
    }

    /// The registry's host in a reference, `docker.io` where it names none.
    static func host(_ reference: String?) -> String? {
        guard let reference, let parsed = try? ImageReference(parsing: reference) else { return nil }
        return parsed.registry ?? "docker.io"
    }

    /// The region in the name of an ECR registry that a text names.
    static func region(_ reason: Reason) -> String? { reason.value(after: ".dkr.ecr.", until: [".", " "]) }

    /// Whether the registry is a private one of ECR, where roles and not passwords decide.
    static func isECR(_ reason: Reason) -> Bool { reason.has(".dkr.ecr") }

    /// How to get an image that is there: push it, or name another.
    static func push(_ reference: String?) -> Words {
        guard let reference else {
            return Words(
                "push the image, or correct `image:` in slipway.yml", ko: "이미지를 푸시하거나 slipway.yml의 `image:`를 고치십시오")
        }
        guard let parsed = try? ImageReference(parsing: reference), parsed.ecr != nil else {
            return Words(
                "push it: docker push \(reference), or name a tag that exists in `image:` of slipway.yml",
                ko: "푸시하십시오: docker push \(reference), 또는 slipway.yml의 `image:`에 존재하는 태그를 쓰십시오")
        }
        let command =
            "aws ecr describe-images --repository-name \(parsed.repository) "
            + "--query 'sort_by(imageDetails,&imagePushedAt)[-5:].imageTags'"
        return Words(
            "push it: docker push \(reference), or deploy one of the newest that exist: \(command)",
            ko: "푸시하십시오: docker push \(reference), 또는 존재하는 최신 이미지를 배포하십시오: \(command)")
    }
}
