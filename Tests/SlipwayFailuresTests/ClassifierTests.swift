import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Classification") struct ClassifierTests {
    static let definition = TaskDefinitionFact(
        arn: "td:2", family: "web", revision: 2, memory: 512, executionRole: "exec",
        containers: [
            ContainerFact(name: "app", image: "app:1"), ContainerFact(name: "logs", image: "l", essential: false),
        ])

    static func workload(_ change: (inout Workload) -> Void = { _ in }) -> Workload {
        var workload = Workload(
            taskDefinition: definition,
            settings: ServiceSettings(taskDefinition: "td:2", desiredCount: 1, gracePeriod: .seconds(60)),
            targetGroups: [
                TargetGroupFact(
                    arn: "arn:aws:elasticloadbalancing:r:a:targetgroup/tg/1", name: "tg", targetType: "ip",
                    health: TargetGroupHealth(path: "/health"))
            ])
        change(&workload)
        return workload
    }

    static func stopped(
        _ id: String = "a", code: String? = "EssentialContainerExited",
        reason: String? = "Essential container in task exited", containers: [ContainerObservation] = [],
        targets: [TargetObservation] = []
    ) -> TaskObservation {
        TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/\(id)", taskDefinition: "td:2", startedBy: "ecs-svc/2", lastStatus: "STOPPED",
            desiredStatus: "STOPPED", stopCode: code, stoppedReason: reason, containers: containers, targets: targets)
    }

    static func classify(
        _ tasks: [TaskObservation], logs: [String: [String]] = [:], events: [String] = [],
        _ change: (inout Workload) -> Void = { _ in }
    ) -> [Finding] {
        let taken = Moment(millisecondsSinceEpoch: 1_700_000_000_000)
        let tails = tasks.flatMap { task in
            logs.keys.sorted().map { LogTail(task: task.arn, container: $0, lines: logs[$0] ?? []) }
        }
        let service = ServiceObservation(
            arn: "s", taskDefinition: "td:2", desiredCount: 1,
            events: events.enumerated().map { ServiceEvent(id: "\($0.offset)", createdAt: taken, message: $0.element) })
        return Classifier.classify(
            Observation(takenAt: taken, service: service, tasks: tasks, logs: tails), workload(change))
    }

    static func app(_ code: Int?, reason: String? = nil) -> ContainerObservation {
        ContainerObservation(name: "app", lastStatus: "STOPPED", exitCode: code, reason: reason)
    }

    @Test(
        "reads exit codes, and last lines where they say more",
        arguments: [
            (1, "boom", "app-exit-1"), (3, "", "app-exit-1"), (0, "done", "app-exit-0"), (2, "usage:", "app-exit-2"),
            (78, "DATABASE_URL is required", "app-env-missing"), (78, "bad value", "app-exit-78"),
            (69, "no", "app-exit-69"), (126, "", "app-exit-126"), (127, "sh: x: not found", "app-exit-127"),
            (134, "", "app-exit-134"), (139, "", "app-exit-139"), (137, "", "app-exit-137"),
            (143, "", "app-exit-143"), (255, "", "app-exit-255"),
            (1, "exec /app: exec format error", "image-exec-format-error"),
            (1, "FATAL: JavaScript heap out of memory", "app-oom-killed"),
            (1, "connect ECONNREFUSED 10.0.0.5:5432", "app-db-refused"),
            (1, "could not translate host name \"db\" to address", "app-db-host-unknown"),
            (1, "password authentication failed for user \"web\"", "app-db-auth-failed"),
        ])
    func exitCodes(code: Int, line: String, wanted: String) throws {
        let found = Self.classify([Self.stopped(containers: [Self.app(code)])], logs: ["app": [line]])
        #expect(found.map(\.failure.name) == [wanted])
        #expect(found.first?.severity == .fail)
        #expect(found.first?.evidence.contains { $0.text == String(code) } == true)
    }

    @Test("137 is memory only where ECS says so")
    func notAlwaysMemory() throws {
        let memory = Self.stopped(containers: [
            Self.app(137, reason: "OutOfMemoryError: Container killed due to memory usage")
        ])
        #expect(Self.classify([memory]).first?.failure == "app-oom-killed")
        let killed = Self.stopped(containers: [Self.app(137)])
        let finding = try #require(Self.classify([killed]).first)
        #expect(finding.failure == "app-exit-137")
        #expect(finding.confidence == .possible)
    }

    @Test("never takes the first container for the culprit: sidecars and those stopped along are innocent")
    func sidecars() throws {
        let containers = [
            ContainerObservation(name: "aws-guardduty-agent-x", exitCode: 1),
            ContainerObservation(name: "logs", exitCode: 9), ContainerObservation(name: "app", exitCode: 3),
        ]
        let finding = try #require(Self.classify([Self.stopped(containers: containers)]).first)
        #expect(finding.cause.contains("app ended with exit code 3"))
        let along = [
            ContainerObservation(name: "app", exitCode: 143), ContainerObservation(name: "other", exitCode: 4),
        ]
        let other = try #require(
            Self.classify([Self.stopped(containers: along)]) { $0.taskDefinition = nil }.first)
        #expect(other.cause.contains("other ended with exit code 4"))
    }

    @Test(
        "reads why a task did not start",
        arguments: [
            (
                "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
                "image-platform-mismatch"
            ),
            (
                "CannotPullContainerError: failed to resolve ref h/r@sha256:abc: h/r@sha256:abc: not found",
                "image-digest-gone"
            ),
            (
                "CannotPullContainerError: name unknown: The repository with name 'r' does not exist in the registry",
                "image-repo-missing"
            ),
            (
                "ResourceInitializationError: … ResourceNotFoundException: Secrets Manager can't find the specified secret.",
                "secret-not-found"
            ),
            (
                "ResourceInitializationError: … retrieved secret from Secrets Manager did not contain json key jwt_secret",
                "secret-json-key-missing"
            ),
            (
                "ResourceInitializationError: … InvalidRequestException: You can't perform this operation on the secret "
                    + "because it was marked for deletion.", "secret-scheduled-for-deletion"
            ),
            (
                "ResourceInitializationError: … AccessDeniedException: User: arn:aws:sts::1:assumed-role/exec/x is not "
                    + "authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:r:1:secret:s",
                "secret-access-denied"
            ),
            ("ResourceInitializationError: … invalid ssm parameters: /dev/key", "ssm-parameter-missing"),
            (
                "ResourceInitializationError: failed to validate logger args: … The specified log group does not exist.",
                "start-log-group-missing"
            ),
            ("CannotStartContainerError: … exec: \"serve\": permission denied: unknown", "start-permission-denied"),
            ("CannotPullContainerError: toomanyrequests: You have reached your pull rate limit", "image-rate-limited"),
            ("Something that nobody has ever seen", "not-recognised"),
        ])
    func starts(reason: String, wanted: String) throws {
        let finding = try #require(Self.classify([Self.stopped(code: "TaskFailedToStart", reason: reason)]).first)
        #expect(finding.failure.name == wanted)
        #expect(finding.evidence.contains { $0.text == reason })
        #expect(!finding.fix.isEmpty)
    }

    static let killedByELB = stopped(
        code: "ServiceSchedulerInitiated", reason: "Task failed ELB health checks in (target-group tg)",
        containers: [app(137)])

    @Test(
        "reads why the load balancer did not like a task, from its targets or from the service's events",
        arguments: [
            ("Health checks failed with these codes: [404]", "hc-elb-404"),
            ("Health checks failed with these codes: [302]", "hc-elb-redirect"),
            ("Health checks failed with these codes: [401]", "hc-elb-auth"),
            ("Health checks failed with these codes: [400]", "hc-elb-400-host"),
            ("Health checks failed with these codes: [503]", "hc-elb-5xx"),
            ("Health checks failed with these codes: [418]", "hc-elb-status"),
            ("Request timed out", "hc-elb-timeout"), ("Health checks failed", "hc-elb-connection-refused"),
        ])
    func health(words: String, wanted: String) throws {
        var task = Self.killedByELB
        let event = "(service s) (task a) (port 80) is unhealthy in (target-group tg) due to (reason \(words))."
        #expect(Self.classify([task], events: [event]).map(\.failure.name) == [wanted])
        task.targets = [TargetObservation(targetGroup: "tg", state: "unhealthy", description: words)]
        let byTarget = try #require(Self.classify([task]).first)
        #expect(byTarget.failure.name == wanted)
        #expect(byTarget.nature == .application)
    }

    @Test("health failures of one service are one failure, seen more or less clearly")
    func oneFamily() {
        let vague = Self.classify([Self.killedByELB])
        var clear = Self.killedByELB
        clear.targets = [TargetObservation(targetGroup: "tg", state: "unhealthy", description: "Request timed out")]
        #expect(vague.first?.failure == "hc-elb-generic-stop")
        #expect(vague.first?.fingerprint == Self.classify([clear]).first?.fingerprint)
    }

    @Test("a start longer than the grace period is told from an application that does not listen")
    func grace() {
        let refused = "(task a) (port 80) is unhealthy in (target-group tg) due to (reason Health checks failed)."
        let short: (inout Workload) -> Void = { $0.settings?.gracePeriod = .seconds(2) }
        #expect(Self.classify([Self.killedByELB], events: [refused], short).first?.failure == "hc-elb-grace-too-short")
        let ready = ["app": ["listening on 9090"]]
        #expect(
            Self.classify([Self.killedByELB], logs: ready, events: [refused], short).first?.failure
                == "hc-elb-connection-refused")
        let slow: (inout Workload) -> Void = { $0.usualBoot = .seconds(300) }
        #expect(Self.classify([Self.killedByELB], events: [refused], slow).first?.failure == "hc-elb-grace-too-short")
    }

    @Test("a task that is unhealthy but not stopped is only a warning")
    func unhealthyNow() throws {
        var task = Self.stopped(code: nil, reason: nil)
        task.lastStatus = "RUNNING"
        task.desiredStatus = "RUNNING"
        task.targets = [TargetObservation(targetGroup: "tg", state: "unhealthy", reason: "Target.Timeout")]
        let finding = try #require(Self.classify([task]).first)
        #expect(finding.severity == .warn)
    }

    @Test("ordinary stops, and stops without a word yet, are no failures; a stop by hand is no cause")
    func ordinary() {
        let scaled = Self.stopped(
            code: "ServiceSchedulerInitiated", reason: "Scaling activity initiated by (deployment ecs-svc/2)",
            containers: [Self.app(137)])
        var silent = Self.stopped(code: nil, reason: nil)
        silent.lastStatus = "STOPPING"
        #expect(Self.classify([scaled, silent]) == [])
        let byHand = Self.stopped(code: "UserInitiated", reason: "Task stopped by user", containers: [Self.app(0)])
        #expect(Self.classify([byHand]).first?.nature == .mayPass)
    }

    @Test("one finding stands for all tasks with the same failure, and causes come before verdicts")
    func ranking() throws {
        let tasks = ["a", "b"].map { Self.stopped($0, containers: [Self.app(1)]) }
        var observation = Observation(takenAt: Moment(millisecondsSinceEpoch: 0), tasks: tasks)
        observation.serviceDeployment = ServiceDeploymentObservation(
            arn: "sd", status: .rollbackInProgress,
            circuitBreaker: BreakerObservation(status: .triggered, failureCount: 3, threshold: 3))
        let found = Classifier.classify(observation, Self.workload())
        #expect(found.map(\.failure.name) == ["app-exit-1", "dep-circuit-breaker-triggered"])
        #expect(found.first?.tasks.count == 2)
        #expect(found.last?.nature == .verdict)
    }

    @Test("events tell what no task can: no room, no role, no way to move")
    func events() {
        let cases = [
            (
                "was unable to place a task. Reason: Capacity is unavailable at this time.",
                "capacity-fargate-unavailable"
            ),
            ("is unable to consistently start tasks successfully.", "task-launch-throttled"),
            (
                "was unable to stop or start tasks during a deployment because of the service deployment configuration.",
                "dep-minmax-deadlock"
            ),
            ("has reached a steady state.", ""),
        ]
        for (text, wanted) in cases {
            #expect(Self.classify([], events: ["(service s) \(text)"]).first?.failure.name ?? "" == wanted)
        }
    }

    @Test("how young the named thing is comes along")
    func young() throws {
        let made = Moment(millisecondsSinceEpoch: 1_699_999_990_000)
        let reason = "CannotPullContainerError: failed to resolve ref host/shop:1.2: host/shop:1.2: not found"
        let found = Self.classify([Self.stopped(code: "TaskFailedToStart", reason: reason)]) {
            $0.createdAt = ["host/shop": made]
        }
        #expect(found.first?.failure == "image-tag-not-found")
        #expect(found.first?.subjectCreatedAt == made)
    }

    @Test(
        "a refused call is explained, and one that nobody knows is repeated in AWS's words",
        arguments: [
            (
                "InvalidParameterException",
                "The target group with targetGroupArn arn:aws:elasticloadbalancing:r:a:tg does "
                    + "not have an associated load balancer.", "lb-target-group-unattached"
            ),
            (
                "ClientException", "No Fargate configuration exists for given values: 512 CPU, 512 memory.",
                "td-fargate-size-invalid"
            ),
            (
                "AccessDeniedException",
                "User: u is not authorized to perform: iam:PassRole on resource: "
                    + "arn:aws:iam::1:role/exec", "iam-passrole-denied"
            ),
            ("AccessDeniedException", "User: u is not authorized to perform: ecs:UpdateService", "iam-deployer-denied"),
            ("ClusterNotFoundException", "Cluster not found.", "cluster-not-found"),
            ("ClientException", "Something new.", "call-refused"),
        ])
    func refusals(code: String, message: String, wanted: String) {
        let finding = Classifier.classify(refusalBy: "ecs:UpdateService", code: code, message: message)
        #expect(finding.failure.name == wanted)
        #expect(finding.evidence.first?.text == message)
    }
}
