import SlipwayDomain

extension FailureMode {
    static let tdFargateSizeInvalid = FailureMode(
        "td-fargate-size-invalid", .template,
        title: Words("Fargate has no such size", ko: "Fargate에 없는 크기"),
        nature: .cannotHeal, breaker: .refused, givesUp: .atOnce, reproduction: .modelled, recipes: ["P-TD-1"],
        faults: [.plan(.sizeIllegal)],
        explanation: Words(
            "Fargate sells fixed pairs of processor and memory, and refuses a task definition with any other pair. "
                + "Mostly only one of the two was changed, or units were mixed up: 1024 CPU units are one processor, and "
                + "memory counts in MiB.",
            ko: "Fargate는 정해진 CPU와 메모리 조합만 제공하며, 다른 조합의 태스크 정의는 등록을 거부합니다. 대개 둘 중 하나만 바꾸었거나 "
                + "단위를 혼동한 경우입니다. CPU 1024 단위가 프로세서 하나이고, 메모리는 MiB 단위입니다."),
        remedy: Words(
            "Choose a pair from Fargate's table: keep the processor and take the next step of memory.",
            ko: "Fargate 표에 있는 조합을 고르십시오. CPU는 그대로 두고 메모리를 다음 단계로 올리면 됩니다."),
        lookAlikes: [
            LookAlike(
                "td-container-exceeds-task",
                Words(
                    "ECS speaks of the task's own size, not of a container's",
                    ko: "ECS가 언급한 것은 컨테이너가 아니라 태스크 자체의 크기입니다"))
        ],
        links: [TemplateWords.guide("task-cpu-memory-error")],
        foresee: { plan, facts in
            let subject = Words(
                "size \(plan.cpu) CPU / \(plan.memory) MiB", ko: "크기 \(plan.cpu) CPU / \(plan.memory) MiB")
            guard TemplateWords.isFargate(facts) else {
                return [
                    Foresight(
                        .skipped, subject,
                        Words(
                            "the service runs on instances, which take any size",
                            ko: "서비스가 인스턴스에서 실행되므로 어떤 크기든 쓸 수 있습니다"))
                ]
            }
            return [look(plan, facts.service?.value?.settings.platformVersion, subject)]
        },
        recognisers: [
            .text(
                TemplateWords.refusals,
                ["no fargate configuration exists for given values", "invalid 'cpu' setting for task"]
            ) { reason, scene in
                let said = TemplateWords.numbers(after: "given values", in: reason)
                let cpu = said.first ?? scene.workload.taskDefinition?.cpu
                let memory = said.dropFirst().first ?? scene.workload.taskDefinition?.memory
                guard let cpu, let memory else {
                    return Recognition(
                        Words(
                            "Fargate has no size with as many CPU units as the task definition asks for",
                            ko: "태스크 정의가 요구하는 CPU 단위를 가진 Fargate 크기가 없습니다"),
                        fix: TemplateWords.inManifest("cpu: 256, memory: 512"))
                }
                return Recognition(
                    Words(
                        "Fargate has no size of \(cpu) CPU units with \(memory) MiB",
                        ko: "Fargate에는 CPU \(cpu) 단위와 메모리 \(memory) MiB 조합이 없습니다"),
                    fix: FargateSize.fix(cpu: cpu, memory: memory), subject: "\(cpu)/\(memory)")
            }
        ])

    private static func look(_ plan: ServicePlan, _ platform: String?, _ subject: Words) -> Foresight {
        let evidence = [Evidence(source: "manifest", field: "cpu, memory", text: "\(plan.cpu), \(plan.memory)")]
        if !FargateSize.isLegal(cpu: plan.cpu, memory: plan.memory) {
            return Foresight(
                .fail, subject,
                Words(
                    "Fargate has no size of \(plan.cpu) CPU units with \(plan.memory) MiB",
                    ko: "Fargate에는 CPU \(plan.cpu) 단위와 메모리 \(plan.memory) MiB 조합이 없습니다"),
                fix: FargateSize.fix(cpu: plan.cpu, memory: plan.memory), evidence: evidence)
        }
        if plan.platform.os == "windows", !FargateSize.isForWindows(cpu: plan.cpu) {
            return Foresight(
                .fail, subject,
                Words(
                    "Windows tasks have 1024, 2048 or 4096 CPU units on Fargate, not \(plan.cpu)",
                    ko: "Fargate의 Windows 태스크는 CPU 1024, 2048, 4096 단위만 쓸 수 있습니다. 요청한 값: \(plan.cpu)"),
                fix: TemplateWords.inManifest("cpu: 1024, memory: 2048"), evidence: evidence)
        }
        if FargateSize.isRoomy(cpu: plan.cpu), let platform, platform.hasPrefix("1."), !platform.hasPrefix("1.4") {
            return Foresight(
                .fail, subject,
                Words(
                    "the service runs on platform version \(platform), and sizes from 8192 CPU units on need 1.4.0",
                    ko: "서비스의 플랫폼 버전이 \(platform)인데, CPU 8192 단위 이상의 크기에는 1.4.0이 필요합니다"),
                fix: Words(
                    "aws ecs update-service --cluster \(plan.service.cluster) --service \(plan.service.name) "
                        + "--platform-version LATEST",
                    ko: "플랫폼 버전을 올리십시오: aws ecs update-service --cluster \(plan.service.cluster) "
                        + "--service \(plan.service.name) --platform-version LATEST"),
                evidence: evidence)
        }
        return Foresight(.ok, subject, Words("a legal Fargate size", ko: "올바른 Fargate 크기입니다"))
    }
}
