import SlipwayDomain

extension FailureMode {
    static let startLogRouterCrashed = FailureMode(
        "start-log-router-crashed", .start,
        title: Words("the log router ended and took the task along", ko: "로그 라우터가 종료되어 태스크가 함께 중지됨"),
        nature: .application, breaker: .blind, givesUp: .never, reproduction: .container, recipes: ["P-TD-7"],
        faults: [
            .sidecarExits(
                container: "log_router", code: 1, saying: ["[error] configuration file contains errors, aborting."])
        ],
        specificity: .narrow,
        explanation: Words(
            "The FireLens container is essential, so its end is the task's: an error in its configuration, a missing "
                + "permission, too little memory, or an image `latest` that is broken today.",
            ko: "FireLens 컨테이너는 필수(essential)이므로 종료되면 태스크도 중지됩니다. 설정 오류, 권한 부족, 메모리 부족, 또는 오늘따라 "
                + "잘못된 `latest` 이미지가 원인입니다."),
        remedy: Words(
            "Read the router's own log, pin its image (aws-for-fluent-bit:stable), and give it memory.",
            ko: "라우터 자체의 로그를 읽고, 이미지를 고정하고(aws-for-fluent-bit:stable), 메모리를 넉넉히 주십시오."),
        lookAlikes: [
            LookAlike(
                "app-sidecar-took-task-down",
                Words("the container that ended is the log router", ko: "종료된 컨테이너가 로그 라우터입니다")),
            LookAlike(
                "app-exit-1",
                Words("the application was only stopped along with it", ko: "애플리케이션은 함께 중지되었을 뿐입니다")),
        ],
        links: ["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"],
        foresee: { _, facts in
            (facts.definition?.containers ?? []).filter { $0.firelens != nil }.flatMap(look)
        },
        recognisers: [
            .exit { exit, scene in
                guard let own = Sidecars.culprit(exit, scene, { Sidecars.isRouter($0, scene.workload) }) else {
                    return nil
                }
                return Recognition(
                    Words(
                        "the log router \(own.container.name) ended with exit code \(own.code)",
                        ko: "로그 라우터 '\(own.container.name)' 컨테이너가 종료되었습니다(종료 코드 \(own.code))") + own.after
                        + Words(", and the task with it", ko: ". 태스크도 함께 중지되었습니다"),
                    fix: Words(
                        "read its log stream (…/\(own.container.name)/…); in the task definition: image "
                            + "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable, memoryReservation 100",
                        ko: "로그 스트림(…/\(own.container.name)/…)을 읽으십시오. 태스크 정의에서: image "
                            + "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable, memoryReservation 100"),
                    confidence: .likely, subject: "\(own.container.name):\(own.code)", evidence: own.evidence)
            }
        ])

    private static func look(_ router: ContainerFact) -> [Foresight] {
        let subject = Words("log router \(router.name)", ko: "로그 라우터 \(router.name)")
        var found: [Foresight] = []
        let reference = try? ImageReference(parsing: router.image)
        if let reference, reference.digest == nil, reference.tag == nil || reference.tag == "latest" {
            found.append(
                Foresight(
                    .warn, subject,
                    Words(
                        "its image \(router.image) may be another one tomorrow",
                        ko: "내일은 다른 이미지일 수 있습니다: \(router.image)"),
                    fix: Words(
                        "pin it: public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
                        ko: "고정하십시오: public.ecr.aws/aws-observability/aws-for-fluent-bit:stable")))
        }
        if let memory = router.memory ?? router.memoryReservation, memory < 50 {
            found.append(
                Foresight(
                    .warn, subject,
                    Words("\(memory) MiB are little for a log router", ko: "로그 라우터에 \(memory) MiB는 적습니다"),
                    fix: Words(
                        "in the task definition: memoryReservation 50 or more for \(router.name)",
                        ko: "태스크 정의에서 '\(router.name)' 컨테이너의 memoryReservation을 50 이상으로 하십시오")))
        }
        guard found.isEmpty else { return found }
        return [Foresight(.ok, subject, Words("pinned, with enough memory", ko: "이미지가 고정되어 있고 메모리가 충분합니다"))]
    }
}
