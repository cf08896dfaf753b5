import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Recognising starts") struct StartTests {
    static func task(
        _ containers: [ContainerObservation], _ reason: String = "Essential container in task exited",
        code: String = "EssentialContainerExited"
    ) -> TaskObservation {
        TaskObservation(
            arn: "arn:aws:ecs:eu-west-1:111122223333:task/shop/a", taskDefinition: "web:2", lastStatus: "STOPPED",
            desiredStatus: "STOPPED", stopCode: code, stoppedReason: reason, containers: containers)
    }

    static func found(_ task: TaskObservation, _ workload: Workload = Workload()) -> [Finding] {
        Classifier.classify(Observation(takenAt: Foreseen.now, tasks: [task]), workload)
    }

    static func starting(_ reason: String) -> TaskObservation {
        task(
            [ContainerObservation(name: "sidecar"), ContainerObservation(name: "app", reason: reason)],
            "Task failed to start", code: "TaskFailedToStart")
    }

    @Test("names the container and its program, and how to write a command that was one text")
    func program() throws {
        let reason =
            "CannotStartContainerError: Error response from daemon: exec: \"npm start\": executable file not found"
        let finding = try #require(Self.found(Self.starting("\(reason) in $PATH: unknown")).first)
        #expect(finding.cause.en == "the container app cannot start: npm start is not in the image")
        #expect(finding.cause.ko == "'app' 컨테이너를 시작할 수 없습니다. 이미지에 'npm start' 프로그램이 없습니다")
        #expect(finding.fix.en.contains("command: [npm, start]"))
        #expect(finding.nature == .cannotHeal)
    }

    @Test(
        "a missing file is the program only where the program is spoken of",
        arguments: [
            "CannotStartContainerError: Error response from daemon: failed to create shim task: OCI runtime create failed: "
                + "runc create failed: unable to start container process: error during container init: error mounting "
                + "\"/srv\" to rootfs at \"/srv\": stat /srv: no such file or directory: unknown",
            "CannotStartContainerError: Error response from daemon: OCI runtime create failed: starting container process "
                + "caused: chdir to cwd (\"/app\") set in config.json failed: no such file or directory: unknown",
        ])
    func otherFiles(reason: String) {
        #expect(Self.found(Self.starting(reason)).first?.failure == "not-recognised")
    }

    @Test("the general sentence is told only where no container says more")
    func general() {
        let silent = Self.task([ContainerObservation(name: "app")], "Task failed to start", code: "TaskFailedToStart")
        let finding = Self.found(silent).first
        #expect(finding?.failure == "start-generic-failed-to-start")
        #expect(finding?.confidence == .possible)
        #expect(Self.found(Self.starting("SomethingNewError: nobody knows")).first?.failure == "not-recognised")
    }

    @Test("a router takes the blame only for its own failure, and only where it is essential")
    func router() {
        func containers(app: Int, router: Int) -> [ContainerObservation] {
            [
                ContainerObservation(name: "app", exitCode: app),
                ContainerObservation(name: "log_router", exitCode: router),
            ]
        }
        let crashed: FailureID = "start-log-router-crashed"
        #expect(Self.found(Self.task(containers(app: 143, router: 1))).first?.failure == crashed)
        #expect(Self.found(Self.task(containers(app: 1, router: 143))).first?.failure != crashed)
        #expect(Self.found(Self.task(containers(app: 1, router: 1))).first?.failure != crashed)
        let workload = Workload(
            taskDefinition: Foreseen.definition {
                var router = ContainerFact(name: "log_router", image: "fluent-bit:1", essential: false)
                router.firelens = "fluentbit"
                $0.containers.append(router)
            })
        #expect(Self.found(Self.task(containers(app: 143, router: 1)), workload).first?.failure != crashed)
    }

    @Test("a text that fits several volumes' failures goes to the one that it names")
    func fileSystems() throws {
        let reason =
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: "
            + "mounting fs-0abc:/data/x failed, reason given by server: No such file or directory : unsuccessful EFS utils "
            + "command execution; code: 32"
        let finding = try #require(Self.found(Self.task([], reason, code: "TaskFailedToStart")).first)
        #expect(finding.failure == "efs-path-missing")
        #expect(finding.cause.en == "the file system fs-0abc has no folder /data/x")
    }

    @Test("whoever deploys may be denied logs in a stack without the execution role being at fault")
    func deployer() {
        let signals = Signals(
            observation: Observation(takenAt: Foreseen.now),
            stackEvents: [
                StackEventObservation(
                    stack: "shop", logicalID: "Logs", type: "AWS::Logs::LogGroup", status: "CREATE_FAILED",
                    reason: "User: arn:aws:iam::111122223333:user/dev is not authorized to perform: logs:CreateLogGroup"
                )
            ])
        #expect(!Classifier.classify(signals).contains { $0.failure == "start-log-access-denied" })
    }
}
