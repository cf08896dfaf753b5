import SlipwayDomain

extension FailureMode {
    static let imageGuarddutySidecarDenied = FailureMode(
        "image-guardduty-sidecar-denied", .image,
        title: Words("GuardDuty's agent cannot be pulled", ko: "GuardDuty 에이전트 이미지를 가져올 수 없음"),
        nature: .cannotHeal, breaker: .countsStart, givesUp: .slowingDown, reproduction: .modelled,
        recipes: ["P-NET-2", "P-IMG-7"],
        faults: [
            .taskStops(
                reason:
                    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref "
                    + "694911143906.dkr.ecr.eu-west-1.amazonaws.com/aws-guardduty-agent-fargate:v1.4.0-Fg_x86_64: "
                    + "unexpected status from HEAD request to "
                    + "https://694911143906.dkr.ecr.eu-west-1.amazonaws.com/v2/aws-guardduty-agent-fargate/manifests/"
                    + "v1.4.0-Fg_x86_64: 403 Forbidden")
        ],
        specificity: .narrow,
        explanation: Words(
            "GuardDuty Runtime Monitoring puts a container of its own into each task. Its image lies in a repository of "
                + "AWS, which the execution role may not pull from, or which an endpoint or its policy keeps out of reach. "
                + "Your own images are fine.",
            ko: "GuardDuty 런타임 모니터링은 각 태스크에 자체 컨테이너를 추가합니다. 그 이미지는 AWS 소유 리포지토리에 있는데, 실행 역할에 "
                + "권한이 없거나 엔드포인트 또는 그 정책 때문에 접근할 수 없습니다. 사용자의 이미지는 정상입니다."),
        remedy: Words(
            "Let the execution role and the endpoints reach GuardDuty's repository, or exclude the cluster from Runtime "
                + "Monitoring.",
            ko: "실행 역할과 엔드포인트에서 GuardDuty 리포지토리 접근을 허용하거나, 클러스터를 런타임 모니터링에서 제외하십시오."),
        lookAlikes: [
            LookAlike(
                "image-pull-denied",
                Words("it is not an image of yours that was refused", ko: "거부된 것은 사용자의 이미지가 아닙니다"))
        ],
        links: [
            "https://docs.aws.amazon.com/guardduty/latest/ug/how-runtime-monitoring-works-ecs-fargate.html",
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-guard-duty-integration.html",
        ],
        recognisers: [
            .text(ImageWords.places, ["aws-guardduty-agent", "cannotpull"]) { reason, scene in
                guard reason.has("aws-guardduty-agent") || reason.field.contains("containers[aws-guardduty-agent"),
                    ImageWords.isPull(reason)
                else { return nil }
                let role = ExecutionRole.name(reason, scene)
                if Reach.isBroken(reason) {
                    return Recognition(
                        Words(
                            "the agent that GuardDuty puts into the task cannot be fetched: its repository is out of reach",
                            ko: "GuardDuty가 태스크에 넣는 에이전트를 가져올 수 없습니다. 리포지토리에 연결되지 않습니다"),
                        fix: Reach.fix(reason, endpoints: "ecr.api, ecr.dkr, s3, guardduty-data"))
                }
                return Recognition(
                    ExecutionRole.words(role)
                        + Words(
                            " may not pull the agent that GuardDuty puts into the task",
                            ko: "에 GuardDuty가 태스크에 넣는 에이전트를 가져올 권한이 없습니다"),
                    fix: Words(
                        "aws iam attach-role-policy --role-name \(role ?? "ROLE") --policy-arn "
                            + "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy; open the policies of "
                            + "the ECR endpoints to GuardDuty's account; or likely leave the cluster out with the tag "
                            + "GuardDutyManaged=false",
                        ko: "권한을 주십시오: aws iam attach-role-policy --role-name \(role ?? "ROLE") --policy-arn "
                            + "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy. ECR 엔드포인트 정책에서도 "
                            + "GuardDuty 계정을 허용하십시오. 또는 GuardDutyManaged=false 태그로 클러스터를 제외할 수 있습니다"))
            }
        ])
}
