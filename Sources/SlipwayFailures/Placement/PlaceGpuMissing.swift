import SlipwayDomain

extension FailureMode {
    static let placeGpuMissing = FailureMode(
        placing: "place-gpu-missing",
        title: Words("no instance has a GPU left", ko: "GPU가 남은 인스턴스가 없음"),
        lack: "encountered error \"RESOURCE:GPU\".", shortage: .gpu,
        explanation: Words(
            "The task asks for GPUs, and no instance has enough that are free; or the instances run an image without "
                + "support for GPUs and register none. Such a task may stop without a single container to ask.",
            ko: "태스크가 GPU를 요구하지만 여유 GPU가 충분한 인스턴스가 없습니다. 또는 인스턴스가 GPU를 지원하지 않는 AMI를 사용해 GPU를 "
                + "등록하지 않았습니다. 이런 태스크는 컨테이너 정보가 전혀 없이 중지되기도 합니다."),
        remedy: Words(
            "Add instances with GPUs that run the ECS GPU-optimised image, or ask for fewer.",
            ko: "ECS GPU 최적화 AMI를 쓰는 GPU 인스턴스를 추가하거나 GPU 요구량을 줄이십시오."),
        lookAlikes: [
            LookAlike(
                "place-missing-attribute",
                Words("ECS names a resource, not an attribute", ko: "ECS가 속성이 아니라 리소스를 지목합니다"))
        ],
        foreseenFix: Words(
            "add an instance with GPUs, or ask for fewer in resourceRequirements",
            ko: "GPU 인스턴스를 추가하거나 resourceRequirements의 요구량을 줄이십시오"),
        recognisers: [
            .text(PlacementWords.places, ["resource:gpu"]) { reason, scene in
                Recognition(
                    Words("no instance of the cluster has a GPU left", ko: "클러스터에 GPU가 남은 인스턴스가 없습니다")
                        + PlacementWords.closest(reason),
                    fix: Words(
                        "add an instance with GPUs that runs the ECS GPU-optimised image",
                        ko: "ECS GPU 최적화 AMI를 쓰는 GPU 인스턴스를 추가하십시오")
                        + PlacementWords.look(reason, scene, at: "registeredResources[?name==`GPU`]"))
            }
        ])
}
