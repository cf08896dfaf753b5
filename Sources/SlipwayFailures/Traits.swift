package import SlipwayDomain

/// Where in a release's life a failure strikes; also the folder of its file and the order of the reference.
package enum FailurePhase: String, CaseIterable, Sendable {
    case template = "Template"
    case image = "Image"
    case secret = "Secret"
    case identity = "Identity"
    case network = "Network"
    case placement = "Placement"
    case start = "Start"
    case application = "Application"
    case health = "Health"
    case loadBalancer = "LoadBalancer"
    case deployment = "Deployment"
    case stack = "Stack"
    case afterwards = "Afterwards"

    package var title: Words {
        switch self {
        case .template: Words("Task definition and service", ko: "태스크 정의와 서비스")
        case .image: Words("Image and registry", ko: "이미지와 레지스트리")
        case .secret: Words("Secrets, parameters, environment files", ko: "시크릿, 파라미터, 환경 파일")
        case .identity: Words("Roles and permissions", ko: "역할과 권한")
        case .network: Words("Network", ko: "네트워크")
        case .placement: Words("Placement, capacity, quotas", ko: "배치, 용량, 할당량")
        case .start: Words("Start of containers, volumes, logs", ko: "컨테이너 시작, 볼륨, 로그")
        case .application: Words("The application itself", ko: "애플리케이션 자체")
        case .health: Words("Health checks", ko: "상태 확인")
        case .loadBalancer: Words("Load balancer", ko: "로드 밸런서")
        case .deployment: Words("The deployment itself", ko: "배포 과정")
        case .stack: Words("CloudFormation stacks", ko: "CloudFormation 스택")
        case .afterwards: Words("After the deployment", ko: "배포 이후")
        }
    }
}

/// How sure the facts about a failure mode are.
package enum Sureness: Sendable {
    /// AWS documents it, or it was seen in the field word for word.
    case documented
    /// It is reported or remembered, and was not checked against a source.
    case reported
}

/// What ECS's deployment circuit breaker makes of a failure (facts: ecs-failures 0.2).
package enum Breaker: Sendable {
    /// Counts it, because the task never reaches RUNNING; launches slow down as well.
    case countsStart
    /// Counts it, because ECS stops the task for a failed check.
    case countsCheck
    /// Does not see it.
    case blind
    /// The call is refused before there is a task.
    case refused
    /// Sees only what follows from it.
    case indirect
}

/// When AWS alone stops trying (facts: ecs-failures 0.2).
package enum GivesUp: Sendable {
    case atOnce
    /// Never; launches get pauses that grow to 27 min.
    case slowingDown
    /// Never, and it does not even slow down.
    case never
    case other(Words)

    func words(_ breaker: Breaker) -> Words {
        switch self {
        case .atOnce: Words("AWS would have refused it at once", ko: "AWS가 즉시 거부했을 것입니다")
        case .slowingDown:
            Words(
                "ECS would have started new tasks for ever, with pauses growing to 27 min; a stack would have waited 3 h",
                ko: "ECS는 최대 27분까지 늘어나는 간격으로 태스크를 끝없이 다시 시작했을 것이고, 스택은 3시간을 기다렸을 것입니다")
        case .never:
            breaker == .blind
                ? Words(
                    "ECS would have started new tasks for ever; its circuit breaker does not even count this",
                    ko: "ECS는 태스크를 끝없이 다시 시작했을 것이고, 서킷 브레이커는 이를 세지도 않습니다")
                : Words(
                    "ECS would have replaced tasks for ever without slowing down; a stack would have waited 3 h",
                    ko: "ECS는 쉬지 않고 태스크를 계속 교체했을 것이고, 스택은 3시간을 기다렸을 것입니다")
        case .other(let words): words
        }
    }
}

/// Whether a machine without AWS can bring a failure about (facts: ecs-failures 0.2).
package enum Reproduction: Sendable {
    /// With a real container.
    case container
    /// By giving AWS's answers.
    case modelled
    case cloudOnly
}

/// Of several modes that fit the same text, the most specific wins.
package enum Specificity: Int, Comparable, Sendable {
    /// Only where nothing else fits.
    case fallback
    case broad
    case usual
    case narrow

    package static func < (left: Specificity, right: Specificity) -> Bool { left.rawValue < right.rawValue }
}
