import SlipwayDomain
import Testing

@Suite("Start commands") struct StartCommandTests {
    @Test(
        "name the programs and files that a start needs, however it is written",
        arguments: [
            (["node", "server.js"], [], ["server.js"]),
            (["node", "--enable-source-maps", "-r", "./trace", "dist/main.js"], [], ["dist/main.js"]),
            (["python3", "-m", "uvicorn", "app:app"], [], []),
            (["/usr/bin/python3.12", "/app/main.py"], [], ["/app/main.py"]),
            (["java", "-Xmx256m", "-jar", "/app.jar", "--server.port=80"], [], ["/app.jar"]),
            (["dotnet", "Shop.dll"], [], ["Shop.dll"]), (["dotnet", "run"], [], []),
            (["/server"], [], []),
            (["sh", "-c", "migrate up && exec node server.js"], ["migrate", "node"], ["server.js"]),
            (["/bin/sh", "-c", "PORT=80 ./start.sh & sleep 1; wait"], ["./start.sh", "sleep"], []),
            (["bash", "-lc", "cd /app && $RUNNER go; echo 'a && b'"], [], []),
            (["sh", "-c", "if true; then serve; fi"], [], []),
            (["bash", "start.sh"], [], ["start.sh"]),
        ])
    func names(words: [String], programs: [String], files: [String]) {
        let command = StartCommand(words: words)
        #expect(command.scriptPrograms == programs)
        #expect(command.files == files)
    }

    @Test("are the plan's over the image's, and an entry point of the plan takes the image's command away")
    func precedence() throws {
        var contents = ImageContentsFact()
        contents.entryPoint = ["/entry"]
        contents.command = ["serve"]
        func words(_ entryPoint: [String]?, _ command: [String]?) throws -> [String] {
            let plan = ServicePlan(
                application: Application(name: "a"), environment: Environment(name: "e"),
                service: Service(region: "r", cluster: "c", name: "s"), family: "f", container: "app",
                image: .reference(try ImageReference(parsing: "host.example/a:1")), command: command,
                entryPoint: entryPoint, logs: LogPlan(group: "g", streamPrefix: "p"))
            return StartCommand(plan, contents).words
        }
        #expect(try words(nil, nil) == ["/entry", "serve"])
        #expect(try words(nil, ["run"]) == ["/entry", "run"])
        #expect(try words(["/own"], nil) == ["/own"])
        #expect(try words(["/own"], ["run"]) == ["/own", "run"])
    }

    @Test("with tasks before it and the container's check say what to look for in an image")
    func wanted() throws {
        var contents = ImageContentsFact()
        contents.command = ["sh", "-c", "migrate up && node server.js"]
        var plan = ServicePlan(
            application: Application(name: "a"), environment: Environment(name: "e"),
            service: Service(region: "r", cluster: "c", name: "s"), family: "f", container: "app",
            image: .reference(try ImageReference(parsing: "host.example/a:1")),
            logs: LogPlan(group: "g", streamPrefix: "p"))
        plan.health.command = ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]
        #expect(plan.wanted(in: contents).programs == ["sh", "migrate", "node", "/bin/sh", "curl"])
        #expect(plan.wanted(in: contents).files == ["server.js"])
        plan.health.command = ["CMD", "/check"]
        #expect(plan.health.programs == ["/check"])
        plan.before = [BeforePlan(name: "seed", command: ["python", "seed.py"])]
        #expect(plan.wanted(in: contents).programs == ["sh", "migrate", "node", "python", "/check"])
        #expect(plan.wanted(in: contents).files == ["server.js", "seed.py"])
    }

    @Test("with quotes that nobody closes are seen")
    func quotes() {
        #expect(StartCommand(words: ["sh", "-c", "echo \"it's\" # don't"]).isQuotingWhole)
        #expect(!StartCommand(words: ["sh", "-c", "echo \"it"]).isQuotingWhole)
        #expect(StartCommand(words: ["echo", "\""]).isQuotingWhole)
    }
}

@Suite("Security groups") struct SecurityGroupTests {
    static func group(_ peer: TrafficRule.Peer, _ ports: ClosedRange<Int>? = 8080...8080) -> [SecurityGroupFact] {
        [SecurityGroupFact(id: "sg-a", vpc: "v", inbound: [TrafficRule(ports: ports, peer: peer)])]
    }

    @Test("let in whom a rule names: a group, or all of the addresses")
    func letsIn() {
        #expect(Self.group(.group("sg-lb")).letsIn(tcp: 8080, from: ["sg-lb"]) == true)
        #expect(Self.group(.group("sg-lb")).letsIn(tcp: 8080, from: ["sg-x"]) == false)
        #expect(Self.group(.group("sg-lb")).letsIn(tcp: 9090, from: ["sg-lb"]) == false)
        #expect(Self.group(.addresses("0.0.0.0/0")).letsIn(tcp: 8080, from: []) == true)
        let inside = Self.group(.addresses("10.0.0.0/16"))
        #expect(inside.letsIn(tcp: 8080, from: [], ranges: ["10.0.1.0/24", "10.0.2.0/24"]) == true)
        #expect(inside.letsIn(tcp: 8080, from: [], ranges: ["10.0.1.0/24", "10.1.0.0/24"]) == false)
    }

    @Test("are not judged where it is not known whom a rule lets in")
    func doubt() {
        #expect(Self.group(.addresses("10.0.0.0/16")).letsIn(tcp: 8080, from: ["sg-lb"]) == nil)
        #expect(Self.group(.prefixList("pl-1")).letsIn(tcp: 8080, from: ["sg-lb"]) == nil)
        #expect([SecurityGroupFact(id: "a", vpc: "v")].letsOut(tcp: 5432, to: []) == true)
    }

    @Test("read address ranges, and nothing else")
    func ranges() {
        #expect(AddressRange("10.0.0.0/8")?.last == 0x0AFF_FFFF)
        #expect(AddressRange("0.0.0.0/0")?.last == .max)
        for text in ["10.0.0.0", "10.0.0/8", "10.0.0.256/8", "10.0.0.0/33", "::/0", "", "a.b.c.d/8"] {
            #expect(AddressRange(text) == nil)
        }
    }
}
