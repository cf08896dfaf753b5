import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of the application") struct ApplicationForesightTests {
    static func said(_ facts: Facts, _ plan: ServicePlan) -> [String] { Foreseen.said(.application, facts, plan) }

    static func contents(_ command: [String], _ change: (inout ImageContentsFact) -> Void = { _ in }) -> Facts {
        var contents = ImageContentsFact()
        contents.command = command
        change(&contents)
        return Foreseen.facts { $0.imageContents = .known(contents) }
    }

    static func running(_ variables: [String], secrets: [String] = []) -> Facts {
        Foreseen.facts {
            let container = ContainerFact(
                name: "app", image: "i", variables: variables,
                secrets: secrets.map { PlainVariable(name: $0, value: "arn") })
            $0.taskDefinition = .known(
                TaskDefinitionFact(arn: "td:1", family: "f", revision: 1, memory: 512, containers: [container]))
        }
    }

    // MARK: P-TD-9

    @Test("a variable of the contract that nothing gives fails; a contract that may not be read is unknown")
    func contract() throws {
        let plan = try Foreseen.plan()
        let missing = Foreseen.facts { $0.contract = .known(["MODE", "URL", "TOKEN"]) }
        #expect(Self.said(missing, plan) == ["fail app-env-missing"])
        let findings = Foreseen.findings(.application, missing, plan)
        #expect(findings.first?.title.en == "variable TOKEN")
        let fine = Foreseen.facts { $0.contract = .known(["MODE", "URL", "KEY"]) }
        #expect(Self.said(fine, plan) == ["ok app-env-missing"])
        let unread = Foreseen.facts { $0.contract = .denied(action: "s3:GetObject") }
        #expect(Self.said(unread, plan) == ["unknown app-env-missing"])
        // Names that the manifest requires are checked by themselves.
        let required = try Foreseen.plan { $0.required.append("TOKEN") }
        #expect(Self.said(missing, required) == ["ok app-env-missing"])
        #expect(Self.said(Foreseen.facts(), plan) == [])
    }

    @Test("a variable that another environment has and this one has not is a warning, told once")
    func siblings() throws {
        let facts = Foreseen.facts {
            $0.siblings = [
                SiblingFact(environment: "staging", variables: ["MODE", "URL", "FLAG"]),
                SiblingFact(environment: "prod", variables: ["FLAG"]),
            ]
        }
        let findings = Foreseen.findings(.application, facts, try Foreseen.plan())
        #expect(findings.map { "\($0.severity) \($0.failure)" } == ["warn app-env-missing"])
        #expect(findings.first?.cause.en == "staging is given it, and dev is not")
        #expect(
            Self.said(facts, try Foreseen.plan { $0.variables.append(PlainVariable(name: "FLAG", value: "1")) }) == [])
    }

    @Test("a variable that the running release has and this one has not is a warning")
    func lost() throws {
        let plan = try Foreseen.plan()
        #expect(Self.said(Self.running(["MODE", "OLD"], secrets: ["URL"]), plan) == ["warn app-env-missing"])
        #expect(Self.said(Self.running(["MODE"], secrets: ["URL"]), plan) == ["ok app-env-missing"])
        #expect(Self.said(Self.running([]), plan) == [])
        let unseen = Foreseen.facts { $0.taskDefinition = .denied(action: "ecs:DescribeTaskDefinition") }
        #expect(Self.said(unseen, plan) == [])
    }

    @Test(
        "values that look wrong are warned of, without being told",
        arguments: ["", " x", "x\n", "\"x\"", "${DB_HOST}", "{{ host }}", "REPLACE_ME", "changeme"])
    func values(value: String) throws {
        let plan = try Foreseen.plan { $0.variables = [PlainVariable(name: "HOST", value: value)] }
        let findings = Foreseen.findings(.application, Foreseen.facts(), plan)
        #expect(findings.map(\.failure) == ["app-config-invalid"])
        #expect(value.count < 3 || !findings.contains { $0.cause.en.contains(value) })
    }

    @Test("values that look right are not spoken of", arguments: ["live", "postgres://db:5432/x", "a b", "'", "$5"])
    func fineValues(value: String) throws {
        let plan = try Foreseen.plan { $0.variables = [PlainVariable(name: "HOST", value: value)] }
        #expect(Self.said(Foreseen.facts(), plan) == [])
    }

    // MARK: P-TD-2

    @Test("a size that last week's peak would fill is a warning")
    func memory() throws {
        func facts(_ peak: Fact<Double>) -> Facts {
            var facts = Self.running([])
            facts.memoryPeak = peak
            return facts
        }
        let plan = try Foreseen.plan { $0.memory = 512 }
        #expect(Self.said(facts(.known(95)), plan) == ["warn app-oom-killed"])
        #expect(Self.said(facts(.known(60)), plan) == ["ok app-oom-killed"])
        let half = try Foreseen.plan { $0.memory = 256 }
        #expect(Self.said(facts(.known(60)), half) == ["warn app-oom-killed"])
        #expect(Self.said(facts(.denied(action: "cloudwatch:GetMetricStatistics")), plan) == ["unknown app-oom-killed"])
        #expect(Self.said(facts(.missing), plan) == [])
        var small = Foreseen.facts()
        small.definition = Foreseen.definition { $0.containers[0].memory = 128 }
        #expect(Self.said(small, plan) == ["warn app-oom-killed"])
    }

    // MARK: P-TD-10

    @Test("a shell or a package manager as process 1 is a warning, unless an init process or exec helps")
    func signals() throws {
        let plan = try Foreseen.plan()
        #expect(Self.said(Self.contents(["npm", "start"]), plan) == ["warn app-exit-137-not-oom"])
        let script = ["sh", "-c", "cd /app && node server.js"]
        #expect(Self.said(Self.contents(script), plan) == ["warn app-exit-137-not-oom"])
        #expect(Self.said(Self.contents(["sh", "-c", "exec node server.js"]), plan) == ["ok app-exit-137-not-oom"])
        #expect(Self.said(Self.contents(["/server"]), plan) == ["ok app-exit-137-not-oom"])
        var helped = Self.contents(["npm", "start"])
        helped.definition = Foreseen.definition { $0.containers[0].hasInitProcess = true }
        #expect(Self.said(helped, plan) == ["ok app-exit-137-not-oom"])
        let unseen = Foreseen.facts { $0.imageContents = .denied(action: "ecr:GetDownloadUrlForLayer") }
        #expect(Self.said(unseen, plan) == [])
    }

    // MARK: P-IMG-3

    static func bad(_ facts: Facts, _ plan: ServicePlan) -> [String] {
        said(facts, plan).filter { !$0.hasPrefix("ok") && !$0.hasSuffix("137-not-oom") }
    }

    @Test(
        "commands that end at once are a warning",
        arguments: [
            ["bash"], ["/bin/sh", "-i"], ["service", "web", "start"], ["sh", "-c", "./server &"],
            ["redis-server", "--daemonize", "yes"], ["pm2", "start", "server.js"], ["gunicorn", "-D", "app:app"],
        ])
    func background(command: [String]) throws {
        #expect(Self.bad(Self.contents(command), try Foreseen.plan()) == ["warn app-exit-0"])
    }

    @Test(
        "commands that stay are not",
        arguments: [
            ["node", "server.js"], ["sh", "-c", "a && exec b"], ["pm2-runtime", "start", "x.js"],
            ["nginx", "-g", "daemon off;"],
        ])
    func foreground(command: [String]) throws {
        #expect(Self.bad(Self.contents(command), try Foreseen.plan()) == [])
    }

    @Test("programs and files that a script or an interpreter needs and the image has not, fail")
    func files() throws {
        let plan = try Foreseen.plan()
        let script = ["sh", "-c", "prepare up; exec serve"]
        #expect(
            Self.bad(
                Self.contents(script) { $0.programs = ["prepare": .missing, "serve": .fine(path: "/serve")] }, plan)
                == ["fail app-exit-127"])
        #expect(
            Self.bad(Self.contents(script) { $0.programs = ["serve": .notExecutable(path: "/bin/serve")] }, plan)
                == ["fail app-exit-126"])
        #expect(
            Self.bad(
                Self.contents(script) {
                    $0.programs = ["serve": .brokenScript(path: "/s", interpreter: "/bin/bash\r")]
                },
                plan) == ["fail app-exit-127"])
        #expect(
            Self.bad(Self.contents(["node", "server.js"]) { $0.files = ["server.js": false] }, plan)
                == ["fail app-module-missing"])
        #expect(Self.bad(Self.contents(["node", "server.js"]) { $0.files = ["server.js": true] }, plan) == [])
        #expect(
            Self.bad(Self.contents(["python3", "main.py"]) { $0.files = ["main.py": false] }, plan)
                == ["fail app-exit-2"])
        #expect(Self.bad(Self.contents(["sh", "-c", "echo \"x"]), plan) == ["fail app-exit-2"])
    }

    @Test("ports below 1024 without root, and ports that two containers want")
    func ports() throws {
        let low = try Foreseen.plan { $0.port = 80 }
        #expect(Self.bad(Self.contents(["/s"]) { $0.user = "web" }, low) == ["warn app-bind-denied"])
        #expect(Self.bad(Self.contents(["/s"]) { $0.user = "root:root" }, low) == [])
        #expect(Self.bad(Self.contents(["/s"]) { $0.user = "web" }, try Foreseen.plan()) == [])
        let shared = Foreseen.facts {
            $0.definition = Foreseen.definition {
                $0.containers.append(ContainerFact(name: "proxy", image: "p", essential: false, ports: [8080]))
            }
        }
        #expect(Self.said(shared, try Foreseen.plan()) == ["fail app-bind-denied"])
    }

    // MARK: P-DATA-2

    @Test("migrations inside of the start are a warning, one more where several tasks start")
    func migrations() throws {
        let facts = Self.contents(["sh", "-c", "npx prisma migrate deploy && exec node server.js"])
        #expect(Self.bad(facts, try Foreseen.plan()) == ["warn app-migration-failed"])
        let many = try Foreseen.plan { $0.count = 3 }
        #expect(Set(Self.bad(facts, many)) == ["warn app-migration-failed", "warn app-migration-lock"])
        let before = try Foreseen.plan { $0.before = [BeforePlan(name: "migrate", command: ["migrate"])] }
        #expect(Self.bad(facts, before) == [])
        #expect(Self.bad(Self.contents(["prisma", "migrate", "deploy"]), try Foreseen.plan()) == [])
    }

    // MARK: others

    @Test("helpers marked essential, and a read-only root with nowhere to write, are warnings")
    func containers() throws {
        let plan = try Foreseen.plan()
        func facts(_ change: (inout TaskDefinitionFact) -> Void) -> Facts {
            Foreseen.facts { $0.definition = Foreseen.definition(change) }
        }
        #expect(
            Self.said(facts { $0.containers.append(ContainerFact(name: "envoy", image: "e")) }, plan)
                == ["warn app-sidecar-took-task-down"])
        #expect(
            Self.said(facts { $0.containers.append(ContainerFact(name: "envoy", image: "e", essential: false)) }, plan)
                == [])
        #expect(
            Self.said(facts { $0.containers[0].readonlyRootFilesystem = true }, plan) == [
                "warn app-readonly-filesystem"
            ])
        #expect(
            Self.said(
                facts {
                    $0.containers[0].readonlyRootFilesystem = true
                    $0.containers[0].hasWritableMount = true
                }, plan) == [])
    }
}

@Suite("Foreseeing failures to reach a database") struct DatabaseForesightTests {
    static let address = AddressFact(variable: "URL", host: "db.x.eu-west-1.rds.amazonaws.com", port: 5432)

    static func database(_ change: (inout DatabaseFact) -> Void = { _ in }) -> DatabaseFact {
        var database = DatabaseFact(
            name: "shop", host: address.host, port: 5432, engine: "postgres", vpc: "vpc-1", securityGroups: ["sg-db"])
        change(&database)
        return database
    }

    static func network(_ peer: TrafficRule.Peer) -> Fact<NetworkFact> {
        .known(
            NetworkFact(
                vpc: VPCFact(id: "vpc-1"), subnets: [],
                securityGroups: [
                    SecurityGroupFact(id: "sg-app", vpc: "vpc-1"),
                    SecurityGroupFact(
                        id: "sg-db", vpc: "vpc-1", inbound: [TrafficRule(ports: 5432...5432, peer: peer)]),
                ]))
    }

    static func said(_ change: (inout Facts) -> Void) throws -> [String] {
        let facts = Foreseen.facts {
            $0.addresses = [address]
            $0.databases = .known([database()])
            $0.network = network(.group("sg-app"))
            change(&$0)
        }
        return Foreseen.said(.application, facts, try Foreseen.plan())
    }

    @Test("the database must run, on that port, and let the tasks in")
    func reaching() throws {
        #expect(try Self.said { _ in } == ["ok app-db-unreachable"])
        #expect(try Self.said { $0.network = Self.network(.group("sg-x")) } == ["fail app-db-unreachable"])
        #expect(try Self.said { $0.network = Self.network(.prefixList("pl-1")) } == [])
        #expect(
            try Self.said { $0.databases = .known([Self.database { $0.status = "stopped" }]) } == [
                "fail app-db-unreachable"
            ])
        #expect(
            try Self.said { $0.databases = .known([Self.database { $0.status = "modifying" }]) } == [
                "warn app-db-unreachable"
            ])
        #expect(
            try Self.said { $0.databases = .known([Self.database { $0.port = 5433 }]) } == ["fail app-db-unreachable"])
        #expect(
            try Self.said { $0.databases = .known([Self.database { $0.vpc = "vpc-2" }]) } == ["warn app-db-unreachable"]
        )
    }

    @Test("what may not be looked at is unknown")
    func unseen() throws {
        #expect(
            try Self.said { $0.databases = .denied(action: "rds:DescribeDBInstances") } == [
                "unknown app-db-unreachable"
            ])
        #expect(
            try Self.said { $0.network = .denied(action: "ec2:DescribeSecurityGroups") } == [
                "unknown app-db-unreachable"
            ])
        #expect(try Self.said { $0.addresses = [] } == [])
        #expect(try Self.said { $0.databases = nil } == [])
    }

    @Test("an endpoint that no database has is a warning, with the nearest one")
    func unknownHost() throws {
        let facts = Foreseen.facts {
            $0.addresses = [AddressFact(variable: "URL", host: "bd.x.eu-west-1.rds.amazonaws.com", port: 5432)]
            $0.databases = .known([Self.database()])
        }
        let findings = Foreseen.findings(.application, facts, try Foreseen.plan())
        #expect(findings.map(\.failure) == ["app-db-host-unknown"])
        #expect(findings.first?.cause.en.contains("did you mean db.x.eu-west-1") == true)
    }

    @Test("the task's own address is a warning, unless another container may listen there")
    func own() throws {
        func said(_ address: AddressFact, _ change: (inout Facts) -> Void = { _ in }) throws -> [String] {
            let facts = Foreseen.facts {
                $0.addresses = [address]
                change(&$0)
            }
            return Foreseen.said(.application, facts, try Foreseen.plan())
        }
        let own = AddressFact(variable: "DB_URL", host: "localhost", port: 5432)
        #expect(try said(own) == ["warn app-db-refused"])
        #expect(try said(AddressFact(variable: "OTEL", host: "127.0.0.1", port: 4317)) == [])
        #expect(try said(AddressFact(variable: "SELF", host: "127.0.0.1", port: 8080)) == [])
        #expect(
            try said(own) {
                $0.definition = Foreseen.definition {
                    $0.containers.append(ContainerFact(name: "pgbouncer", image: "p", essential: false))
                }
            } == [])
    }

    @Test("each outcome of the probe is told by its own failure")
    func probe() throws {
        let outcomes: [(ProbeResult.Outcome, String)] = [
            (.reached, "ok app-db-unreachable"), (.timedOut, "fail app-db-unreachable"),
            (.refused, "fail app-db-refused"), (.nameUnknown, "fail app-db-host-unknown"),
            (.loginRefused, "fail app-db-auth-failed"), (.full, "fail app-db-too-many-connections"),
        ]
        for (outcome, wanted) in outcomes {
            let facts = Foreseen.facts {
                $0.probe = .known(
                    ProbeFact(exitCode: 0, results: [ProbeResult(address: Self.address, outcome: outcome)]))
            }
            #expect(Foreseen.said(.application, facts, try Foreseen.plan()) == [wanted])
        }
        func said(_ probe: Fact<ProbeFact>) throws -> [String] {
            Foreseen.said(.application, Foreseen.facts { $0.probe = probe }, try Foreseen.plan())
        }
        #expect(try said(.denied(action: "ecs:RunTask")) == ["unknown app-db-unreachable"])
        #expect(
            try said(.known(ProbeFact(exitCode: nil, stoppedReason: "CannotPullContainerError")))
                == ["unknown app-db-unreachable"])
    }
}
