import SlipwayDomain

extension FailureMode {
    static let imagePlatformMismatch = FailureMode(
        "image-platform-mismatch", .image,
        title: Words("the image is made for another processor", ko: "이미지가 다른 프로세서용으로 빌드됨"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-2"],
        faults: [.image(.otherPlatform)],
        explanation: Words(
            "The image holds no variant for the task's processor, so the pull is refused. Typical: built on an Arm laptop "
                + "and run on x86, an index with one variant only, or another cpuArchitecture in the task definition.",
            ko: "이미지에 태스크의 프로세서에 맞는 변형이 없어 가져오기가 거부됩니다. Arm 노트북에서 빌드해 x86에서 실행하거나, 인덱스에 변형이 "
                + "하나뿐이거나, 태스크 정의의 cpuArchitecture가 바뀐 경우가 많습니다."),
        remedy: Words(
            "Build for the task's platform with docker buildx, or run the tasks on the image's.",
            ko: "docker buildx로 태스크의 플랫폼에 맞게 빌드하거나, 태스크를 이미지의 플랫폼에서 실행하십시오."),
        lookAlikes: [
            LookAlike(
                "image-tag-not-found",
                Words("the image is there, only the variant is not", ko: "이미지는 있고 맞는 변형만 없습니다")),
            LookAlike(
                "image-exec-format-error",
                Words("nothing was started: the pull itself was refused", ko: "프로그램이 시작되기 전에 가져오기가 거부되었습니다")),
        ],
        links: [ImageWords.page],
        foresee: { plan, facts in
            guard case .known(let image) = facts.image, ImageWords.isImage(image) else { return [] }
            let subject = Words("platform \(plan.platform)", ko: "플랫폼 \(plan.platform)")
            if image.platforms.isEmpty {
                return [
                    Foresight(
                        .unknown, subject,
                        Words(
                            "the registry does not say what the image runs on", ko: "레지스트리에서 이미지의 플랫폼을 알 수 없습니다"))
                ]
            }
            if let misfit = ImageWords.misfit(plan, facts) {
                return misfit.isPlain ? [] : [ImageWords.misfitForesight(plan, misfit.image)]
            }
            return [Foresight(.ok, subject, Words("the image has it", ko: "이미지에 있습니다"))]
        },
        recognisers: [
            .text(
                ImageWords.places,
                [
                    "descriptor matching platform", "find a descriptor for platform", "no match for platform",
                    "no matching manifest for",
                ]
            ) { reason, scene in
                let named =
                    reason.value(after: "matching platform '", until: ["'"])
                    ?? reason.value(after: "for platform {", until: ["}"])
                    ?? reason.value(after: "no matching manifest for ")
                let platform = named ?? scene.workload.taskDefinition?.platform.description
                let word = platform?.contains("arm64") == true ? "x86" : "arm"
                return Recognition(
                    platform.map { Words("the image has no variant for \($0)", ko: "이미지에 \($0)용 변형이 없습니다") }
                        ?? Words(
                            "the image has no variant for the task's processor", ko: "이미지에 태스크의 프로세서용 변형이 없습니다"),
                    fix: ImageWords.build(for: platform ?? "linux/amd64")
                        + Words(", or in slipway.yml: platform: \(word)", ko: ", 또는 slipway.yml에서: platform: \(word)"),
                    subject: platform ?? "")
            }
        ])
}
