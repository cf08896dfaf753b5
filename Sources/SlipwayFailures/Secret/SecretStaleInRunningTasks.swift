import SlipwayDomain

extension FailureMode {
    static let secretStaleInRunningTasks = FailureMode(
        "secret-stale-in-running-tasks", .secret,
        title: Words("running tasks hold an old secret", ko: "실행 중인 태스크가 이전 시크릿 값을 사용함"), nature: .application,
        breaker: .blind,
        givesUp: .other(
            Words(
                "ECS would have let the tasks run on with the old value and said nothing",
                ko: "ECS는 태스크를 이전 값으로 계속 실행하면서 아무것도 알리지 않았을 것입니다")), reproduction: .container,
        recipes: ["P-SEC-3"], faults: [.secret(.rotated)],
        explanation: Words(
            "ECS reads a secret once, when a task starts. After a rotation, tasks that run already keep the old value, and "
                + "their logins fail; younger tasks work.",
            ko: "ECS는 태스크가 시작될 때 시크릿을 한 번만 읽습니다. 교체된 뒤에도 이미 실행 중인 태스크는 이전 값을 그대로 쓰므로 로그인에 실패하고, "
                + "나중에 시작된 태스크는 정상입니다."),
        remedy: Words(
            "Force a new deployment after each rotation, rotate between two users, or read the secret while running.",
            ko: "교체할 때마다 새 배포를 강제하거나, 두 사용자를 번갈아 교체하거나, 실행 중에 시크릿을 읽도록 하십시오."),
        lookAlikes: [
            LookAlike(
                "secret-json-key-missing",
                Words("the tasks started with what they asked for", ko: "태스크는 요청한 값을 받고 시작되었습니다"))
        ],
        links: [
            SecretWords.page,
            "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-strategy.html",
        ],
        foresee: { plan, facts in foresee(plan, facts) },
        recognisers: [
            .rule { signals in signals.observation.tasks.compactMap { recognise($0, signals) } }
        ])

    private static func foresee(_ plan: ServicePlan, _ facts: Facts) -> [Foresight] {
        plan.secrets.filter { $0.reference.store == .secretsManager }.compactMap { binding in
            guard let secret = facts.secrets[binding.reference.identifier]?.value, secret.deletedAt == nil else {
                return nil
            }
            if secret.rotates {
                return Foresight(
                    .warn, Words("rotation of the secret \(binding.variable)", ko: "시크릿 \(binding.variable) 교체"),
                    Words(
                        "\(secret.name) rotates, and a task keeps the value that it started with",
                        ko: "\(secret.name) 시크릿은 자동으로 교체되지만, 태스크는 시작할 때의 값을 계속 사용합니다"),
                    fix: Words(
                        "after each rotation: aws ecs update-service --cluster \(plan.service.cluster) --service "
                            + "\(plan.service.name) --force-new-deployment; or rotate between two users",
                        ko: "교체할 때마다 실행하십시오: aws ecs update-service --cluster \(plan.service.cluster) --service "
                            + "\(plan.service.name) --force-new-deployment. 또는 두 사용자를 번갈아 교체하십시오"),
                    evidence: [
                        Evidence(source: "secretsmanager:DescribeSecret", field: "RotationEnabled", text: "true")
                    ])
            }
            guard let changed = secret.lastChangedAt, let oldest = facts.service?.value?.oldestTaskStartedAt,
                oldest < changed
            else { return nil }
            // This release mends it: its tasks read the secret anew.
            return Foresight(
                .ok, Words("age of the secret \(binding.variable)", ko: "시크릿 \(binding.variable) 변경 시점"),
                Words(
                    "\(secret.name) changed after the running tasks began; those of this release get the new value",
                    ko: "\(secret.name) 시크릿은 실행 중인 태스크가 시작된 뒤에 바뀌었으며, 이번 릴리스의 태스크부터 새 값을 받습니다"))
        }
    }

    /// A task that says that a login fails, and that is older than the value of a secret that it was given.
    private static func recognise(_ task: TaskObservation, _ signals: Signals) -> Recognition? {
        guard let started = task.startedAt else { return nil }
        let lines = signals.observation.logs.filter { $0.task == task.arn }.flatMap(\.lines)
        guard let line = lines.last(where: isAboutLogin) else { return nil }
        let definition = signals.workload.taskDefinition
        let used = definition.map { Set($0.containers.flatMap(\.secrets).map { SecretWords.arn(ofValue: $0.value) }) }
        let changed = signals.workload.secretsChangedAt.filter { started < $0.value && used?.contains($0.key) ?? true }
        guard let (secret, moment) = changed.min(by: { $0.key < $1.key }) else { return nil }
        let age = started.duration(to: moment)
        return Recognition(
            Words(
                "the task \(task.id) started \(age.words) before \(secret) changed, and its logins fail",
                ko: "태스크 \(task.id): \(secret) 시크릿이 바뀌기 \(age.koreanWords) 전에 시작되어 로그인에 실패하고 있습니다"),
            fix: Words(
                "aws ecs update-service --cluster CLUSTER --service SERVICE --force-new-deployment",
                ko: "새 배포를 강제하십시오: aws ecs update-service --cluster CLUSTER --service SERVICE --force-new-deployment"),
            confidence: .likely, subject: secret,
            evidence: [
                Evidence(
                    source: "secretsmanager:DescribeSecret", field: "LastChangedDate",
                    text: "\(age.words) after the start"),
                Evidence(source: "log", field: "task \(task.id)", text: line),
            ], tasks: [task.arn], isWarning: !task.isStopping)
    }

    private static func isAboutLogin(_ line: String) -> Bool {
        let lower = line.lowercased()
        return [
            "password authentication failed", "access denied for user", "authentication failed", "auth failed",
            "invalid api key", "401 unauthorized", "wrongpass", "invalid password", "invalid credentials",
            "login failed",
        ].contains { lower.contains($0) }
    }
}
