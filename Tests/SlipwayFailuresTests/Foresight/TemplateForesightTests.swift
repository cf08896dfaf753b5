import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of task definitions and services") struct TemplateForesightTests {
    static func said(
        _ facts: (inout Facts) throws -> Void = { _ in }, _ plan: (inout ServicePlan) throws -> Void = { _ in }
    ) throws -> [String] {
        Foreseen.said(.template, try Foreseen.facts(facts), try Foreseen.plan(plan)).filter { !$0.hasPrefix("ok ") }
    }

    static func service(_ change: (inout ServiceFact) -> Void = { _ in }) -> Fact<ServiceFact> {
        var service = ServiceFact(
            arn: "s", name: "web", status: "ACTIVE",
            settings: ServiceSettings(
                taskDefinition: "web:7", desiredCount: 2, launchType: "FARGATE",
                network: NetworkSettings(subnets: ["subnet-a"])), runningCount: 2)
        change(&service)
        return .known(service)
    }

    static func defining(_ change: (inout TaskDefinitionFact) -> Void) -> (inout Facts) -> Void {
        let definition = Foreseen.definition(change)
        return { $0.definition = definition }
    }

    static func container(_ change: (inout ContainerFact) -> Void) -> (inout Facts) -> Void {
        defining { change(&$0.containers[0]) }
    }

    @Test("a sound definition and service are told as sound, one row a subject")
    func sound() throws {
        let facts = Foreseen.facts {
            $0.definition = Foreseen.definition()
            $0.definition?.bytes = 2000
            $0.service = Self.service()
            $0.cluster = .known(ClusterFact(arn: "c", name: "shop-dev", status: "ACTIVE"))
            $0.taskDefinition = .known(Foreseen.definition { $0.revision = 7 })
        }
        let findings = Foreseen.findings(.template, facts, try Foreseen.plan())
        #expect(findings.filter { $0.severity != .ok }.map(\.failure) == [])
        #expect(Set(findings.map(\.title)).count == findings.count)
        for subject in ["cluster shop-dev", "service web", "size 256 CPU / 512 MiB", "network of the service"] {
            #expect(findings.contains { $0.title.en == subject }, "\(subject)")
        }
    }

    @Test("Fargate's sizes: the pair, Windows, and the platform version")
    func sizes() throws {
        #expect(try Self.said({ _ in }, { $0.memory = 700 }) == ["fail td-fargate-size-invalid"])
        #expect(try Self.said({ _ in }, { $0.platform = Platform(os: "windows", architecture: "amd64") }).count == 1)
        let large: (inout ServicePlan) -> Void = {
            $0.cpu = 8192
            $0.memory = 16384
        }
        #expect(try Self.said({ $0.service = Self.service() }, large) == [])
        let old: (inout Facts) -> Void = { $0.service = Self.service { $0.settings.platformVersion = "1.3.0" } }
        #expect(try Self.said(old, large) == ["fail td-fargate-size-invalid"])
        let instances: (inout Facts) -> Void = { $0.service = Self.service { $0.settings.launchType = "EC2" } }
        #expect(try Self.said(instances, { $0.memory = 700 }) == ["skipped td-fargate-size-invalid"])
        let fixes = Preflight.check(Foreseen.facts(), try Foreseen.plan { $0.cpu = 512 }).map(\.fix.en)
        #expect(fixes.contains("in slipway.yml: cpu: 512, memory: 1024"))
    }

    @Test("what a task definition must not say is foreseen from what this run would register")
    func definitions() throws {
        let cases: [(String, (inout Facts) -> Void)] = [
            ("fail td-container-exceeds-task", Self.container { $0.memory = 600 }),
            ("fail td-container-exceeds-task", Self.container { $0.memoryReservation = 600 }),
            ("fail td-container-exceeds-task", Self.container { $0.cpu = 300 }),
            ("fail td-fargate-incompatible", Self.container { $0.isPrivileged = true }),
            ("fail td-fargate-incompatible", Self.container { $0.logDriver = "syslog" }),
            ("fail td-fargate-incompatible", Self.container { $0.instanceOnlyFields = ["links"] }),
            ("fail td-fargate-incompatible", Self.container { $0.hostPorts = [80] }),
            ("fail td-fargate-incompatible", Self.defining { $0.cpu = nil }),
            ("fail td-fargate-incompatible", Self.defining { $0.compatibilities = ["EC2"] }),
            (
                "fail td-fargate-incompatible",
                Self.defining { $0.volumes = [VolumeFact(name: "data", kind: .host(path: "/data"))] }
            ),
            ("fail td-container-port-undefined", Self.container { $0.ports = [9090] }),
            ("fail td-firelens-misconfigured", Self.container { $0.firelens = "fluentbit" }),
            ("fail td-firelens-misconfigured", Self.container { $0.logDriver = "awsfirelens" }),
            ("fail td-image-reference-malformed", Self.container { $0.image = "shop:" }),
            ("fail td-image-reference-malformed", Self.container { $0.image = "https://host.example/shop" }),
            ("fail td-too-large", Self.defining { $0.bytes = 70_000 }),
            (
                "fail td-too-large",
                Self.defining { $0.containers += (1...10).map { ContainerFact(name: "c\($0)", image: "i") } }
            ),
        ]
        for (wanted, change) in cases { #expect(try Self.said(change) == [wanted]) }
    }

    @Test("an execution role is needed for ECR, secrets, logs and environment files")
    func executionRole() throws {
        let without: (inout TaskDefinitionFact) -> Void = { $0.executionRole = nil }
        #expect(try Self.said(Self.defining(without)) == [])
        let needy: [(inout ContainerFact) -> Void] = [
            { $0.image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1" },
            { $0.secrets = [PlainVariable(name: "KEY", value: "/dev/key")] }, { $0.logDriver = "awslogs" },
            { $0.environmentFiles = ["arn:aws:s3:::shop/web.env"] },
        ]
        for change in needy {
            let facts = Self.defining {
                without(&$0)
                change(&$0.containers[0])
            }
            #expect(try Self.said(facts) == ["fail td-execution-role-absent"])
        }
        #expect(try Self.said({ _ in }, { $0.roles.execution = nil }) == ["warn td-execution-role-absent"])
    }

    @Test(
        "references to secrets that ECS cannot read",
        arguments: [
            ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:url", true),
            ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf:url::", false),
            ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf", false),
            ("arn:aws:ssm:eu-west-1:111122223333:parameter/dev/key", false), ("/dev/key", false), ("key", false),
            ("dev/key", true), ("${SECRET}", true), ("", true), ("secret:db#url", true),
        ])
    func references(text: String, isBad: Bool) throws {
        let facts = Self.container { $0.secrets = [PlainVariable(name: "URL", value: text)] }
        #expect(try Self.said(facts) == (isBad ? ["fail td-secret-reference-malformed"] : []))
    }

    @Test("what may be a secret's value, put into a reference by mistake, is not shown")
    func hidden() throws {
        let facts = Foreseen.facts(Self.container { $0.secrets = [PlainVariable(name: "URL", value: "a:hunter2")] })
        let findings = Foreseen.findings(.template, facts, try Foreseen.plan())
        #expect(findings.contains { $0.failure == "td-secret-reference-malformed" })
        #expect(!"\(findings)".contains("hunter2"))
    }

    @Test("containers that can never start because of each other")
    func order() throws {
        func waiting(_ condition: String, _ change: (inout ContainerFact) -> Void = { _ in }) -> (inout Facts) -> Void {
            var other = ContainerFact(name: "db", image: "db", essential: false)
            change(&other)
            let sidecar = other
            return Self.defining {
                $0.containers[0].dependsOn = [PlainVariable(name: "db", value: condition)]
                $0.containers.append(sidecar)
            }
        }
        let bad = ["fail td-dependson-invalid"]
        #expect(try Self.said(waiting("HEALTHY")) == bad)
        #expect(try Self.said(waiting("HEALTHY") { $0.healthCommand = ["CMD", "true"] }) == [])
        #expect(try Self.said(waiting("SUCCESS")) == [])
        #expect(try Self.said(waiting("SUCCESS") { $0.essential = true }) == bad)
        #expect(try Self.said(waiting("START") { $0.dependsOn = [PlainVariable(name: "app", value: "START")] }) == bad)
        #expect(try Self.said(waiting("START") { $0.name = "other" }) == bad)
    }

    @Test("the network that a service needs, and the one it must not have")
    func network() throws {
        let none: (inout ServicePlan) -> Void = { $0.network = nil }
        let mismatch = ["fail td-network-configuration-mismatch"]
        #expect(try Self.said({ _ in }, none) == [])
        #expect(try Self.said({ $0.service = .missing }, none) == ["planned svc-inactive"] + mismatch)
        #expect(try Self.said({ $0.service = Self.service() }, none) == [])
        #expect(try Self.said({ $0.service = Self.service { $0.settings.network = nil } }, none) == mismatch)
        let denied = try Self.said({ $0.service = .denied(action: "ecs:DescribeServices") }, none)
        #expect(denied == ["unknown svc-inactive", "unknown td-network-configuration-mismatch"])
        let bridge = try Self.said {
            $0.definition = Foreseen.definition { $0.networkMode = "bridge" }
            $0.service = Self.service { $0.settings.launchType = "EC2" }
        }
        #expect(bridge == ["skipped td-fargate-size-invalid"] + mismatch)
    }

    @Test("tasks before the service run in a container that is there")
    func overrides() throws {
        let before: (inout ServicePlan) -> Void = {
            $0.before = [BeforePlan(name: "migrate", command: ["migrate"])]
            $0.targetGroup = nil
        }
        #expect(try Self.said(Self.container { _ in }, before) == [])
        #expect(try Self.said(Self.container { $0.name = "web" }, before) == ["fail td-override-unknown-container"])
    }

    @Test("clusters and services that take no deployment, and those that nobody may look at")
    func services() throws {
        let cases: [(String, (inout Facts) -> Void)] = [
            ("fail cluster-not-found", { $0.cluster = .missing }),
            ("fail cluster-not-found", { $0.cluster = .known(ClusterFact(arn: "", name: "", status: "INACTIVE")) }),
            ("unknown cluster-not-found", { $0.cluster = .denied(action: "ecs:DescribeClusters") }),
            ("fail svc-inactive", { $0.service = Self.service { $0.status = "INACTIVE" } }),
            ("unknown svc-inactive", { $0.service = .denied(action: "ecs:DescribeServices") }),
            ("fail svc-draining", { $0.service = Self.service { $0.status = "DRAINING" } }),
            ("fail svc-controller-mismatch", { $0.service = Self.service { $0.controller = "CODE_DEPLOY" } }),
            (
                "warn td-inactive",
                { facts in
                    facts.service = Self.service()
                    facts.taskDefinition = .known(Foreseen.definition { $0.status = "INACTIVE" })
                }
            ),
        ]
        for (wanted, change) in cases { #expect(try Self.said(change) == [wanted]) }
    }

    @Test("a quota of tasks for one service, and the lower one of services that others discover")
    func count() throws {
        let quota: (inout Facts) -> Void = {
            $0.quotas = [QuotaFact(kind: .tasksPerService, limit: .known(5000), used: .known(0))]
        }
        let many: (inout ServicePlan) -> Void = { $0.count = 2000 }
        #expect(try Self.said(quota, many) == [])
        #expect(try Self.said(quota, { $0.count = 6000 }) == ["fail svc-desired-count-quota"])
        let discovered: (inout Facts) -> Void = {
            $0.service = Self.service { $0.settings.registries = [RegistryBinding(registryARN: "r")] }
        }
        #expect(try Self.said(discovered, many) == ["fail svc-desired-count-quota"])
        let denied = QuotaFact(kind: .tasksPerService, limit: .denied(action: "servicequotas:x"), used: .known(0))
        #expect(try Self.said({ $0.quotas = [denied] }) == ["unknown svc-desired-count-quota"])
    }

    @Test("a name of Service Connect must be free, and its port must have a name")
    func connect() throws {
        func connecting(_ change: (inout ConnectFact) -> Void) -> (inout Facts) -> Void {
            var connect = ConnectFact(portName: "http", discoveryName: "web", namespace: "ns-1")
            change(&connect)
            let made = connect
            return { facts in
                facts.service = Self.service { $0.connects = [made] }
                facts.definition = Foreseen.definition { $0.containers[0].portNames = ["http"] }
            }
        }
        #expect(try Self.said(connecting { _ in }) == [])
        #expect(try Self.said(connecting { $0.takenBy = "arn:other" }) == ["fail svc-connect-name-in-use"])
        #expect(try Self.said(connecting { $0.portName = "grpc" }) == ["fail svc-connect-name-in-use"])
    }

    @Test("a definition with the same content starts nothing new")
    func nothingNew() throws {
        func running(_ hash: String?) -> (inout Facts) -> Void {
            { facts in
                facts.definition = Foreseen.definition { $0.contentHash = "a" }
                facts.taskDefinition = .known(Foreseen.definition { $0.contentHash = hash })
            }
        }
        #expect(try Self.said(running("a")) == ["warn deploy-noop"])
        #expect(try Self.said(running("b")) == [])
        #expect(
            Foreseen.said(.template, Foreseen.facts(running(nil)), try Foreseen.plan()).contains("ok deploy-noop")
                == false)
    }

    @Test("variables that are required, and those that are given twice")
    func variables() throws {
        #expect(try Self.said({ _ in }, { $0.required.append("TOKEN") }) == ["fail variable-missing"])
        let twice = try Self.said({ _ in }, { $0.variables.append(PlainVariable(name: "URL", value: "x")) })
        #expect(twice == ["fail variable-given-twice"])
    }

    @Test("an environment file that nobody could read may give what is missing")
    func environmentFiles() throws {
        let file = "arn:aws:s3:::shop/web.env"
        let token: (inout ServicePlan) -> Void = { $0.required.append("TOKEN") }
        let unread = Self.container { $0.environmentFiles = [file] }
        #expect(try Self.said(unread, token) == ["unknown variable-missing"])
        let read: (inout Facts) -> Void = {
            unread(&$0)
            $0.environmentFiles[file] = .known(EnvironmentFileFact(names: ["TOKEN"]))
        }
        #expect(try Self.said(read, token) == [])
        let reads: (inout Facts) -> Void = {
            unread(&$0)
            $0.contract = .known(["URL", "TOKEN"])
        }
        let said = Foreseen.said(.application, Foreseen.facts(reads), try Foreseen.plan())
        #expect(said.contains("unknown app-env-missing"))
    }
}
