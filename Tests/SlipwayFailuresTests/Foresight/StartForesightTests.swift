import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("What is foreseen of starting containers") struct StartForesightTests {
    static func said(_ facts: Facts, _ change: (inout ServicePlan) throws -> Void = { _ in }) throws -> [String] {
        Foreseen.said(.start, facts, try Foreseen.plan(change))
    }

    static func definition(_ change: @escaping (inout ContainerFact) -> Void) -> Facts {
        Foreseen.facts { $0.definition = Foreseen.definition { change(&$0.containers[0]) } }
    }

    // MARK: The program

    static func contents(
        _ program: ProgramFact?, command: [String] = ["serve"], _ change: (inout ImageContentsFact) -> Void = { _ in }
    ) -> Facts {
        var contents = ImageContentsFact()
        contents.command = command
        if let program, let name = command.first { contents.programs = [name: program] }
        change(&contents)
        return Foreseen.facts { $0.imageContents = .known(contents) }
    }

    @Test(
        "what became of the program in the image decides",
        arguments: [
            (ProgramFact.fine(path: "/bin/serve"), ["ok start-executable-not-found"]),
            (.missing, ["fail start-executable-not-found"]),
            (.brokenScript(path: "/bin/serve", interpreter: "/bin/bash"), ["fail start-executable-not-found"]),
            (.brokenScript(path: "/bin/serve", interpreter: "/bin/sh\r"), ["fail start-executable-not-found"]),
            (.notExecutable(path: "/bin/serve"), ["fail start-permission-denied"]),
        ])
    func program(found: ProgramFact, wanted: [String]) throws {
        #expect(try Self.said(Self.contents(found)) == wanted)
    }

    @Test("a program that nobody looked for is not judged, but one with spaces in its name is")
    func spaces() throws {
        #expect(try Self.said(Self.contents(nil)) == [])
        let facts = Self.contents(nil, command: ["npm start"])
        let finding = try #require(Foreseen.findings(.start, facts, try Foreseen.plan()).first)
        #expect(finding.severity == .fail)
        #expect(finding.fix.en == "in slipway.yml write the command as a list: command: [npm, start]")
        // A shell takes it as one argument, and splits it itself.
        #expect(try Self.said(Self.contents(nil, command: ["sh", "-c", "npm start"])) == [])
    }

    @Test("the plan's command takes the place of the image's, and its entry point drops it")
    func overrides() throws {
        let facts = Self.contents(.fine(path: "/bin/serve")) {
            $0.entryPoint = ["/init"]
            $0.programs["/init"] = .fine(path: "/init")
            $0.programs["/other"] = .missing
        }
        #expect(try Self.said(facts) { $0.command = ["/other"] } == ["ok start-executable-not-found"])
        #expect(try Self.said(facts) { $0.entryPoint = ["/other"] } == ["fail start-executable-not-found"])
    }

    @Test("tasks that run before the service are looked at as well")
    func before() throws {
        let facts = Self.contents(.fine(path: "/bin/serve")) { $0.programs["migrate"] = .missing }
        let findings = Foreseen.findings(
            .start, facts, try Foreseen.plan { $0.before = [BeforePlan(name: "schema", command: ["migrate"])] })
        #expect(findings.map(\.severity) == [.ok, .fail])
        #expect(findings.last?.fix.en.contains("before: { schema: { command } }") == true)
    }

    @Test("an image and a manifest that both name no command cannot start")
    func nothingToRun() throws {
        #expect(try Self.said(Self.contents(nil, command: [])) == ["fail start-cannot-create-container"])
    }

    @Test("an image that may not be read is unknown, one that will be built is planned, each told once")
    func unread() throws {
        let denied = Foreseen.facts { $0.imageContents = .denied(action: "ecr:GetDownloadUrlForLayer") }
        #expect(try Self.said(denied) == ["unknown start-executable-not-found"])
        let planned = Foreseen.facts { $0.imageContents = .planned(by: .image) }
        #expect(try Self.said(planned) == ["planned start-executable-not-found"])
        #expect(try Self.said(Foreseen.facts { $0.imageContents = .missing }) == [])
    }

    @Test(
        "a user must be a number or known to the image",
        arguments: [
            ("1000:1000", ["ok start-user-not-found"]), ("app", ["ok start-user-not-found"]),
            ("app:staff", ["ok start-user-not-found"]), ("web", ["fail start-user-not-found"]), ("", []),
        ])
    func user(name: String, wanted: [String]) throws {
        let facts = Self.contents(nil) {
            $0.user = name
            $0.users = ["app", "root"]
        }
        #expect(try Self.said(facts) == wanted)
        // The task definition's own comes first.
        var other = facts
        other.definition = Foreseen.definition { $0.containers[0].user = "web" }
        #expect(try Self.said(other) == ["fail start-user-not-found"])
    }

    // MARK: Logs

    @Test("the log group is there, is not, is made by this run or by the task, or may not be looked at")
    func logGroup() throws {
        func said(_ fact: Fact<LogGroupFact>, _ definition: TaskDefinitionFact? = nil) throws -> [String] {
            try Self.said(
                Foreseen.facts {
                    $0.logGroup = fact
                    $0.definition = definition
                })
        }
        #expect(try said(.known(LogGroupFact(name: "/shop"))) == ["ok start-log-group-missing"])
        #expect(try said(.missing) == ["fail start-log-group-missing"])
        #expect(try said(.planned(by: .infrastructure)) == ["planned start-log-group-missing"])
        #expect(try said(.denied(action: "logs:DescribeLogGroups")) == ["unknown start-log-group-missing"])
        let makes = Foreseen.definition {
            $0.containers[0].logGroup = "/shop"
            $0.containers[0].logOptions = [PlainVariable(name: "awslogs-create-group", value: "true")]
        }
        #expect(try said(.missing, makes) == ["ok start-log-group-missing"])
    }

    @Test("the execution role must be allowed to write, and to make the group where the task makes it")
    func logPermissions() throws {
        func said(_ allowed: Fact<Bool>, _ action: String, makes: Bool = false) throws -> [String] {
            try Self.said(
                Foreseen.facts {
                    $0.permissions = [
                        PermissionFact(
                            principal: "arn:aws:iam::111122223333:role/shop-execution", action: action,
                            resource: "arn:aws:logs:eu-west-1:111122223333:log-group:/shop:*", allowed: allowed)
                    ]
                    let option = PlainVariable(name: "awslogs-create-group", value: "true")
                    $0.definition = Foreseen.definition { $0.containers[0].logOptions = makes ? [option] : [] }
                })
        }
        #expect(try said(.known(true), "logs:CreateLogStream") == ["ok start-log-access-denied"])
        #expect(try said(.known(false), "logs:PutLogEvents") == ["fail start-log-access-denied"])
        #expect(
            try said(.denied(action: "iam:SimulatePrincipalPolicy"), "logs:CreateLogStream")
                == ["unknown start-log-access-denied"])
        #expect(try said(.known(false), "logs:CreateLogGroup") == [])
        #expect(try said(.known(false), "logs:CreateLogGroup", makes: true) == ["fail start-log-access-denied"])
    }

    @Test("what the awslogs driver needs must be given, and a slip of the pen is named")
    func logOptions() throws {
        let whole = Self.definition { container in
            container.logDriver = "awslogs"
            container.logGroup = "/shop"
            container.logStreamPrefix = "web"
            container.logOptions = [PlainVariable(name: "awslogs-region", value: "eu-west-1")]
        }
        #expect(try Self.said(whole) == [])
        var unprefixed = whole
        unprefixed.definition?.containers[0].logStreamPrefix = nil
        #expect(try Self.said(unprefixed) == ["fail start-log-options-invalid"])
        // On instances the prefix may be left out.
        unprefixed.instances = .known([])
        #expect(try Self.said(unprefixed) == [])
        var misspelt = whole
        misspelt.definition?.containers[0].logOptions.append(PlainVariable(name: "awslogs-creat-group", value: "true"))
        let finding = try #require(Foreseen.findings(.start, misspelt, try Foreseen.plan()).first)
        #expect(finding.severity == .warn)
        #expect(finding.fix.en.contains("awslogs-create-group"))
    }

    @Test("a driver that waits for somebody to take its lines is warned of, unless it connects later")
    func logDriver() throws {
        let fluentd = Self.definition { $0.logDriver = "fluentd" }
        #expect(try Self.said(fluentd) == ["warn start-log-driver-unreachable"])
        var later = fluentd
        later.definition?.containers[0].logOptions = [PlainVariable(name: "fluentd-async", value: "true")]
        #expect(try Self.said(later) == [])
        #expect(try Self.said(Self.definition { $0.logDriver = "awsfirelens" }) == [])
    }

    @Test(
        "a log router is pinned and has some memory",
        arguments: [
            ("aws-for-fluent-bit:stable", 100, ["ok"]), ("aws-for-fluent-bit:latest", 100, ["warn"]),
            ("aws-for-fluent-bit", 100, ["warn"]), ("aws-for-fluent-bit:2.32.0", 32, ["warn"]),
            ("aws-for-fluent-bit:latest", 32, ["warn", "warn"]),
        ])
    func router(image: String, memory: Int, wanted: [String]) throws {
        let facts = Self.definition { container in
            container.image = "public.ecr.aws/aws-observability/\(image)"
            container.firelens = "fluentbit"
            container.memoryReservation = memory
        }
        #expect(try Self.said(facts) == wanted.map { "\($0) start-log-router-crashed" })
    }

    @Test("a memory limit that hardly lets a container start is warned of")
    func memory() throws {
        #expect(try Self.said(Self.definition { $0.memory = 32 }) == ["warn start-init-oom-killed"])
        #expect(try Self.said(Self.definition { $0.memory = 64 }) == [])
    }
}
