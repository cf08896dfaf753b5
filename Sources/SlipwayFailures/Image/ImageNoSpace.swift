import SlipwayDomain

extension FailureMode {
    static let imageNoSpace = FailureMode(
        "image-no-space", .image,
        title: Words("the task's disk is full", ko: "태스크의 디스크 공간 부족"), nature: .cannotHeal,
        breaker: .countsStart, givesUp: .slowingDown, reproduction: .container, recipes: ["P-IMG-4"],
        faults: [
            .taskStops(
                reason: "CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer "
                    + "sha256:7c524a8642865c29df8d3973cefe8430653ba7fea85bd386e24e522601c30227: write "
                    + "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/86/fs/opt/model.bin: no space "
                    + "left on device: unknown")
        ],
        explanation: Words(
            "Unpacking the images filled the storage of the task, which all of its containers share: 20 GiB on Fargate "
                + "unless more is asked for; on an instance, the disk is full of old images and logs. Where the application "
                + "says it, it has filled the disk while it ran.",
            ko: "이미지를 푸는 동안 태스크의 스토리지가 가득 찼습니다. 스토리지는 모든 컨테이너가 함께 쓰며, Fargate는 따로 늘리지 않으면 20 "
                + "GiB입니다. 인스턴스라면 오래된 이미지와 로그로 디스크가 찬 경우입니다. 애플리케이션이 이 오류를 남겼다면 실행 중에 디스크를 채운 "
                + "것입니다."),
        remedy: Words(
            "Make the image smaller, or ask for more ephemeral storage (21 to 200 GiB) in the task definition.",
            ko: "이미지를 줄이거나, 태스크 정의에서 임시 스토리지를 늘리십시오(21~200 GiB)."),
        lookAlikes: [
            LookAlike(
                "image-layer-s3-blocked",
                Words("the layers came, there was no room for them", ko: "레이어는 받았지만 둘 공간이 없었습니다")),
            LookAlike(
                "app-readonly-filesystem",
                Words("the disk is full, not read-only", ko: "디스크가 읽기 전용인 것이 아니라 가득 찼습니다")),
        ],
        links: [
            ImageWords.page, "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html",
        ],
        foresee: { plan, facts in
            guard let (size, storage) = room(plan, facts) else { return [] }
            let subject = Words("size of the image", ko: "이미지 크기")
            let evidence = [Evidence(source: "ecr:BatchGetImage", field: "layers[].size", text: "\(size.bytes)")]
            // Layers unpack to about two and a half times their size: an estimate, so that it only warns.
            let unpacked = ByteSize(bytes: size.bytes * 5 / 2)
            if size < storage, unpacked.bytes <= storage.bytes * 4 / 5 {
                return [
                    Foresight(
                        .ok, subject,
                        Words("\(size) compressed, room for \(storage)", ko: "압축 상태로 \(size), 스토리지 \(storage)"))
                ]
            }
            return [
                Foresight(
                    size < storage ? .warn : .fail, subject,
                    size < storage
                        ? Words(
                            "\(size) compressed is about \(unpacked) unpacked, and the task has room for \(storage)",
                            ko: "압축 상태의 \(size) 이미지를 풀면 약 \(unpacked)이며, 태스크의 스토리지는 \(storage)입니다")
                        : Words(
                            "\(size) compressed, and the task has room for \(storage)",
                            ko: "압축 상태로도 \(size)인데 태스크의 스토리지는 \(storage)입니다"),
                    fix: moreRoom, evidence: evidence)
            ]
        },
        recognisers: [
            .text(ImageWords.places, ["no space left on device"]) { reason, scene in
                let reference = ImageWords.reference(reason, scene)
                let isInstance = reason.has("/var/lib/docker")
                return Recognition(
                    ImageWords.isPull(reason)
                        ? ImageWords.words(reference)
                            + Words(" does not fit on the task's disk", ko: ": 태스크의 디스크에 들어가지 않습니다")
                        : Words("the task's disk is full", ko: "태스크의 디스크가 가득 찼습니다"),
                    fix: isInstance
                        ? Words(
                            "make room on the instance: docker system prune --all, and let its agent clean up sooner "
                                + "(ECS_IMAGE_CLEANUP_INTERVAL, ECS_IMAGE_MINIMUM_CLEANUP_AGE)",
                            ko: "인스턴스의 공간을 확보하십시오: docker system prune --all. 에이전트가 더 일찍 정리하도록 "
                                + "ECS_IMAGE_CLEANUP_INTERVAL, ECS_IMAGE_MINIMUM_CLEANUP_AGE 값을 조정하십시오") : moreRoom)
            },
            .text([.log], ["no space left on device", "enospc"]) { _, _ in
                Recognition(
                    Words("the application has filled the task's disk", ko: "애플리케이션이 태스크의 디스크를 가득 채웠습니다"),
                    fix: Words(
                        "write less or to a volume; or in the task definition: ephemeralStorage: { sizeInGiB: 50 }",
                        ko: "기록을 줄이거나 볼륨에 쓰십시오. 또는 태스크 정의에서: ephemeralStorage: { sizeInGiB: 50 }"))
            },
        ])

    private static let moreRoom = Words(
        "make the image smaller, or in the task definition: ephemeralStorage: { sizeInGiB: 50 }",
        ko: "이미지를 줄이거나, 태스크 정의에서: ephemeralStorage: { sizeInGiB: 50 }")

    /// What the image weighs and what the task has room for; nothing where tasks run on instances, whose disks nobody
    /// looks at.
    private static func room(_ plan: ServicePlan, _ facts: Facts) -> (image: ByteSize, storage: ByteSize)? {
        guard facts.instances == nil, let bytes = facts.image?.value?.compressedBytes, bytes >= 0, bytes < 1 << 50
        else {
            return nil
        }
        return (ByteSize(bytes: bytes), .mebibytes((facts.definition?.ephemeralStorage ?? 20) * 1024))
    }
}
