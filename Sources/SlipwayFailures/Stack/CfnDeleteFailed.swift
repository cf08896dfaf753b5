import SlipwayDomain

extension FailureMode {
    static let cfnDeleteFailed = FailureMode(
        "cfn-delete-failed", .stack,
        title: Words("the stack could not be deleted", ko: "스택을 삭제하지 못함"),
        nature: .cannotHeal, breaker: .refused,
        givesUp: .other(
            Words(
                "CloudFormation would have given up after minutes, some resources after an hour",
                ko: "CloudFormation은 몇 분 뒤, 일부 리소스는 한 시간 뒤에 포기했을 것입니다")),
        reproduction: .modelled, recipes: ["P-CFN-1"],
        faults: [
            .stackFails(
                status: "DELETE_FAILED", resourceType: "AWS::ECS::Cluster",
                reason:
                    "The Cluster cannot be deleted while Services are active. (Service: Ecs, Status Code: 400, Error "
                    + "Code: ClusterContainsServicesException)"),
            .call(
                "ecs:DeleteCluster", refusedWith: "ClusterContainsServicesException",
                message: "The Cluster cannot be deleted while Services are active."),
        ],
        explanation: Words(
            "Something is still in what the stack wants to delete: services or tasks in a cluster, images in a repository, "
                + "a network interface in a security group. Mostly it was made outside of the stack, or things go in the "
                + "wrong order.",
            ko: "스택이 삭제하려는 것 안에 아직 무언가 있습니다. 클러스터의 서비스나 태스크, 리포지토리의 이미지, 보안 그룹의 네트워크 인터페이스 같은 "
                + "것입니다. 대개 스택 밖에서 만들어졌거나 삭제 순서가 잘못된 경우입니다."),
        remedy: Words(
            "Empty it first: scale services to zero and delete them, delete the images, detach what hangs on it. Then "
                + "delete the stack again, retaining what shall stay.",
            ko: "먼저 비우십시오. 서비스를 0으로 줄여 삭제하고, 이미지를 지우고, 연결된 것을 떼어 내십시오. 그다음 남길 것은 보존하면서 스택을 다시 삭제하십시오."),
        lookAlikes: [
            LookAlike(
                "lb-target-group-in-use",
                Words("no rule holds a target group", ko: "대상 그룹을 쓰는 규칙은 없습니다"))
        ],
        links: StackWords.links,
        foresee: { _, facts in leftovers(facts) },
        recognisers: [
            .text(
                [.call, .stack],
                [
                    "cluster cannot be deleted while", "clustercontains", "has a dependent object",
                    "repositorynotemptyexception", "the capacity provider cannot be deleted",
                    "the stack is in delete_failed",
                ]
            ) { reason, _ in stillUsed(reason) },
            .rule { signals in
                StackWords.stacks(signals, in: ["DELETE_FAILED"]).map { event in
                    Recognition(
                        StackWords.words(StackWords.shortName(event.stack))
                            + Words(" could not be deleted whole", ko: "을 전부 삭제하지 못했습니다"),
                        fix: again(StackWords.shortName(event.stack)),
                        subject: "stack", evidence: [StackWords.evidence(event)],
                        isWarning: signals.stackEvents.contains {
                            $0.stack == event.stack && $0.type != event.type && $0.isFailure
                        })
                }
            },
        ])

    private static func stillUsed(_ reason: Reason) -> Recognition? {
        let name = StackWords.event(reason)?.stack
        if reason.has("the stack is in delete_failed") {
            return Recognition(
                StackWords.words(StackWords.name(reason))
                    + Words(" could not be deleted whole", ko: "을 전부 삭제하지 못했습니다"),
                fix: again(StackWords.name(reason)), subject: "stack")
        }
        if reason.hasAny("cluster cannot be deleted", "clustercontains") {
            let what =
                reason.value(after: "cannot be deleted while ", until: ["."])?.replacing(" are active", with: "")
                ?? "Services"
            return Recognition(
                Words("the cluster still holds something: \(what)", ko: "클러스터에 아직 남아 있는 것이 있습니다: \(what)"),
                fix: Words(
                    "delete its services first (aws ecs delete-service --cluster CLUSTER --service NAME --force), then the "
                        + "stack again",
                    ko: "먼저 서비스를 지우고(aws ecs delete-service --cluster CLUSTER --service NAME --force) 스택을 다시 삭제하십시오"),
                subject: what)
        }
        if reason.has("repositorynotempty") {
            return Recognition(
                Words("the repository still holds images", ko: "리포지토리에 아직 이미지가 있습니다"),
                fix: Words(
                    "if they may go, delete it with them: aws ecr delete-repository --force --repository-name NAME",
                    ko: "없어져도 되는 이미지라면 함께 지우십시오: aws ecr delete-repository --force --repository-name NAME"),
                subject: "repository")
        }
        if reason.has("dependent object") {
            let id = reason.value(after: "resource ") ?? "the security group"
            return Recognition(
                Words("something still hangs on \(id)", ko: "아직 사용 중인 리소스입니다: \(id)"),
                fix: Words(
                    "see what: aws ec2 describe-network-interfaces --filters Name=group-id,Values=\(id)",
                    ko: "무엇이 쓰고 있는지 확인하십시오: aws ec2 describe-network-interfaces --filters "
                        + "Name=group-id,Values=\(id)"),
                subject: id)
        }
        return Recognition(
            Words("the capacity provider is still used by a cluster", ko: "클러스터가 아직 용량 공급자를 쓰고 있습니다"),
            fix: again(name), subject: "capacity provider")
    }

    private static func again(_ name: String?) -> Words {
        let command =
            "aws cloudformation delete-stack --stack-name \(name ?? "NAME") --retain-resources LOGICAL_ID"
        return Words(
            "empty what is left (\(StackWords.events(name))), then: \(command)",
            ko: "남은 것을 비운 뒤(\(StackWords.events(name))) 실행하십시오: \(command)")
    }

    private static func leftovers(_ facts: Facts) -> [Foresight] {
        StackWords.known(facts).compactMap { stack in
            guard case .deleteFailed = StackStatusCheck.verdict(stack.status) else { return nil }
            return Foresight(
                .fail, StackWords.subject(stack.name),
                Words("it could not be deleted whole, and cannot be updated", ko: "전부 삭제되지 못했으며 업데이트할 수 없습니다")
                    + StackStatusCheck.because(stack),
                fix: again(stack.name), evidence: StackStatusCheck.evidence(stack))
        }
    }
}
