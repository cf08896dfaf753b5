import SlipwayDomain

extension FailureMode {
    static let placeMissingAttribute = FailureMode(
        placing: "place-missing-attribute",
        title: Words("instances lack what the task requires", ko: "태스크에 필요한 속성이 인스턴스에 없음"),
        lack: "is missing an attribute required by your task.", shortage: .attribute,
        explanation: Words(
            "What a task definition uses (secrets, awslogs, FireLens, EFS, a processor) becomes attributes that an "
                + "instance must have. An old agent does not offer them all, a machine of another architecture never will, "
                + "and an attribute of one's own may be misspelled.",
            ko: "태스크 정의가 쓰는 기능(시크릿, awslogs, FireLens, EFS, 프로세서 등)은 인스턴스에 있어야 하는 속성이 됩니다. 오래된 "
                + "에이전트는 일부를 제공하지 않고, 아키텍처가 다른 인스턴스는 제공할 수 없으며, 사용자 지정 속성은 철자가 틀렸을 수 있습니다."),
        remedy: Words(
            "Update the agent or the instances' image, or take the requirement out of the task definition.",
            ko: "에이전트나 인스턴스 AMI를 업데이트하거나, 태스크 정의에서 해당 요구 사항을 빼십시오."),
        lookAlikes: [
            LookAlike(
                "place-constraint-unsatisfied",
                Words("an attribute is missing; no expression was at odds", ko: "제약 조건 식이 아니라 속성이 없는 것입니다")),
            LookAlike(
                "image-platform-mismatch",
                Words("no image was pulled yet", ko: "아직 이미지를 가져오지도 않았습니다")),
        ],
        foreseenFix: Words(
            "update the agent: aws ecs update-container-agent --cluster CLUSTER --container-instance ID, or take newer "
                + "instances",
            ko: "에이전트를 업데이트하거나 새 인스턴스를 쓰십시오: aws ecs update-container-agent --cluster CLUSTER "
                + "--container-instance ID"),
        recognisers: [
            .text(PlacementWords.places, ["missing an attribute required", "attribute"]) { reason, scene in
                guard reason.has("missing an attribute required") || PlacementWords.gives("ATTRIBUTE", in: reason)
                else { return nil }
                let wanted = scene.workload.taskDefinition?.requiredAttributes ?? []
                let names = wanted.isEmpty ? "" : " (\(wanted.joined(separator: ", ")))"
                return Recognition(
                    Words(
                        "no instance has all attributes that the task requires\(names)",
                        ko: "태스크에 필요한 속성을 모두 가진 인스턴스가 없습니다\(names)") + PlacementWords.closest(reason),
                    fix: Words(
                        "update the agent (aws ecs update-container-agent), or take newer instances",
                        ko: "에이전트를 업데이트하거나(aws ecs update-container-agent) 새 인스턴스를 쓰십시오")
                        + PlacementWords.look(reason, scene, at: "attributes[].name"))
            }
        ])
}
