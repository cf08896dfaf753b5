import SlipwayDomain

extension FailureMode {
    static let depCodedeployFailed = FailureMode(
        "dep-codedeploy-failed", .deployment,
        title: Words("CodeDeploy's deployment failed", ko: "CodeDeploy 배포가 실패함"),
        nature: .verdict, sureness: .reported, breaker: .blind,
        givesUp: .other(
            Words(
                "CodeDeploy waits as long as its configuration says, up to 48 h",
                ko: "CodeDeploy는 설정된 시간만큼, 최대 48시간을 기다립니다")),
        reproduction: .modelled,
        faults: [
            .call(
                "codedeploy:CreateDeployment", refusedWith: "ECS_UPDATE_ERROR",
                message: "The deployment failed because the ECS service web is not stable")
        ],
        specificity: .broad,
        explanation: Words(
            "The service is deployed by CodeDeploy, which shifts traffic between two task sets. Its AppSpec names another "
                + "container or port than the service, its role lacks a permission, an alarm fired, or the tasks of the new "
                + "task set never get healthy.",
            ko: "이 서비스는 두 태스크 세트 사이에서 트래픽을 전환하는 CodeDeploy로 배포됩니다. AppSpec의 컨테이너나 포트가 서비스와 다르거나, 역할에 권한이 "
                + "없거나, 경보가 울렸거나, 새 태스크 세트의 태스크가 정상이 되지 않는 경우입니다."),
        remedy: Words(
            "Read the deployment's error, then the stopped tasks of the new task set.",
            ko: "배포의 오류를 읽고, 새 태스크 세트의 중지된 태스크를 살펴보십시오."),
        links: [
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html"
        ],
        recognisers: [
            .text([.call, .stack, .event], ["codedeploy", "ecs_update_error", "elb_invalid_instance", "alarm_active"]) {
                reason, _ in
                let isFailure = reason.hasAny("fail", "error", "not stable", "already a deployment", "alarm_active")
                // A service that only CodeDeploy may update is another matter.
                guard isFailure || reason.has("elb_invalid_instance"), !reason.has("deployment controller") else {
                    return nil
                }
                return Recognition(
                    Words("CodeDeploy could not finish its deployment", ko: "CodeDeploy가 배포를 끝내지 못했습니다"),
                    fix: Words(
                        "read why: aws deploy get-deployment --deployment-id ID --query deploymentInfo.errorInformation",
                        ko: "이유를 읽으십시오: aws deploy get-deployment --deployment-id ID --query "
                            + "deploymentInfo.errorInformation"),
                    confidence: .likely)
            }
        ])
}
