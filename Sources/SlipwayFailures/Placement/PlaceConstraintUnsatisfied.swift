import SlipwayDomain

extension FailureMode {
    static let placeConstraintUnsatisfied = FailureMode(
        placing: "place-constraint-unsatisfied",
        title: Words("no instance satisfies a placement constraint", ko: "배치 제약 조건을 만족하는 인스턴스가 없음"),
        lack: "encountered error \"MemberOf placement constraint unsatisfied.\"", shortage: .constraint,
        explanation: Words(
            "The task or the service says where it may run, and no instance fits: an expression that matches none, or "
                + "one task an instance (distinctInstance) with fewer instances than old and new tasks together.",
            ko: "태스크나 서비스에 배치 제약 조건이 있는데 맞는 인스턴스가 없습니다. 어느 인스턴스와도 맞지 않는 식이거나, 인스턴스당 태스크 "
                + "하나(distinctInstance)인데 인스턴스 수가 이전 태스크와 새 태스크의 합보다 적은 경우입니다."),
        remedy: Words(
            "Relax the constraint, give instances the attribute, or add instances.",
            ko: "제약 조건을 완화하거나, 인스턴스에 속성을 부여하거나, 인스턴스를 추가하십시오."),
        lookAlikes: [
            LookAlike(
                "place-missing-attribute",
                Words("ECS speaks of a constraint, not of an attribute", ko: "ECS가 속성이 아니라 제약 조건을 언급합니다"))
        ],
        foreseenFix: Words(
            "relax the constraint, or: aws ecs put-attributes --cluster CLUSTER --attributes name=NAME,value=VALUE,"
                + "targetId=INSTANCE",
            ko: "제약 조건을 완화하거나 속성을 부여하십시오: aws ecs put-attributes --cluster CLUSTER --attributes "
                + "name=NAME,value=VALUE,targetId=INSTANCE"),
        recognisers: [
            .text(
                PlacementWords.places,
                ["placement constraint unsatisfied", "placement_constraint_violated", "location"]
            ) { reason, scene in
                guard
                    reason.hasAny("placement constraint unsatisfied", "placement_constraint_violated")
                        || PlacementWords.gives("LOCATION", in: reason)
                else { return nil }
                return Recognition(
                    Words(
                        "no instance satisfies the placement constraints of the task or its service",
                        ko: "태스크나 서비스의 배치 제약 조건을 만족하는 인스턴스가 없습니다") + PlacementWords.closest(reason),
                    fix: Words(
                        "relax placementConstraints, or add instances that satisfy them",
                        ko: "placementConstraints를 완화하거나 조건을 만족하는 인스턴스를 추가하십시오")
                        + PlacementWords.look(reason, scene, at: "attributes"))
            }
        ])
}
