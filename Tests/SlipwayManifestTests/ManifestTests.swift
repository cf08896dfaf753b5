import SlipwayDomain
import SlipwayManifest
import Testing

/// The manifest of the design, as people first see it.
let realworld = """
    name: realworld
    region: ap-northeast-2
    environments: { dev: {}, prod: { services: { backend: { count: 4 } } } }
    services:
      backend:
        image: { repository: "realworld-backend-${env}", build: . }
        port: 8080
        cpu: 256
        memory: 512
        count: 2
        variables: { ENVIRONMENT: "${env}" }
        secrets:
          DATABASE_URL: "secret:${env}/realworld/database#database_url"
          JWT_SECRET:   "secret:${env}/realworld/database#jwt_secret"
        required: [DATABASE_URL, JWT_SECRET, ENVIRONMENT]
        health: { path: /health, interval: 5s, grace: 30s }
        before: { migrate: { command: [realworld, migrate] } }
        deployment: { strategy: rolling, budget: 5m, rollback: true }
        verify:
          - { get: /health, status: 200 }
          - { get: /health/database, status: 200 }
    """

func load(
    _ text: String, environment: String? = "dev", variables: [String: String] = [:], region: String? = nil
) throws(ManifestErrors) -> Manifest {
    try Manifest.load(
        Array(text.utf8), ManifestContext(environment: environment, region: region, variable: { variables[$0] }))
}

func errors(_ text: String, environment: String? = "dev", variables: [String: String] = [:]) -> [String] {
    do throws(ManifestErrors) {
        _ = try load(text, environment: environment, variables: variables)
        return []
    } catch {
        return error.diagnostics.map(\.description)
    }
}

@Suite("The manifest") struct ManifestTests {
    @Test("a byte order mark at the beginning is not part of the manifest")
    func byteOrderMark() throws {
        let text = "name: shop\nregion: eu-west-1\nenvironments: { dev: {} }\nservices: { web: { image: shop:1 } }\n"
        let plain = try Manifest.load(Array(text.utf8), ManifestContext())
        #expect(try Manifest.load([0xEF, 0xBB, 0xBF] + Array(text.utf8), ManifestContext()) == plain)
        #expect(throws: ManifestErrors.self) {
            try Manifest.load([0xEF, 0xBB, 0xBF], ManifestContext())
        }
    }

    @Test("reads the design's example")
    func example() throws {
        let manifest = try load(realworld)
        let backend = try #require(manifest.service("backend"))
        #expect(manifest.environments == ["dev", "prod"])
        #expect(manifest.cluster == "realworld-dev")
        #expect(backend.family == "realworld-dev-backend")
        #expect(backend.image == .build(BuildPlan(repository: "realworld-backend-dev", context: ".")))
        #expect(backend.variables == [PlainVariable(name: "ENVIRONMENT", value: "dev")])
        #expect(
            backend.secrets.map(\.reference.description) == [
                "secret:dev/realworld/database#database_url", "secret:dev/realworld/database#jwt_secret",
            ])
        #expect(backend.health.interval == .seconds(5))
        #expect(backend.health.timeout == .seconds(4))
        #expect(backend.before.map(\.command) == [["realworld", "migrate"]])
        #expect(backend.deployment == DeploymentPlan())
        #expect(backend.verify.count == 2)
        #expect(backend.count == 2)
        #expect(backend.logs.group == "/slipway/realworld-dev-backend")
    }

    @Test("lays an environment over the rest, deep down")
    func environments() throws {
        let backend = try #require(try load(realworld, environment: "prod").service("backend"))
        #expect(backend.count == 4)
        #expect(backend.port == 8080)
        #expect(backend.secrets[0].reference.identifier == "prod/realworld/database")
    }

    @Test("takes the only environment by itself, and asks when there are several")
    func choosing() throws {
        let one = "name: a\nregion: eu-west-1\nenvironments: { live: }\nservices: { web: { image: nginx } }"
        #expect(try load(one, environment: nil).environment.name == "live")
        #expect(errors(realworld, environment: nil).first?.contains("--env dev|prod") == true)
        #expect(errors(realworld, environment: "prd").first?.contains("did you mean 'prod'?") == true)
    }

    @Test("reports all errors at once, each with its place and what it should be")
    func allErrors() {
        let text = """
            name: real world
            region: ap-northeast-2
            services:
              backend:
                imgae: nginx
                image: { reference: nginx, build: . }
                port: eighty
                cpu: 256
                health: { path: health, intervall: 5s, timeout: 30s }
                secrets: { TOKEN: hunter2 }
                deployment: { budget: 5, minimum: 120 }
                verify: [{ gte: / }]
            """
        let found = errors(text)
        #expect(
            found == [
                "slipway.yml:1:7: name: 'real world' is not a name: letters, digits, dashes and underscores, at most 100 of them",
                "slipway.yml:5:5: services.backend.imgae: unknown key; did you mean 'image'?",
                "slipway.yml:6:12: services.backend.image: expected only one of reference: and build:",
                "slipway.yml:7:11: services.backend.port: 'eighty' is not a whole number from 1 to 65535",
                "slipway.yml:9:21: services.backend.health.path: 'health' is not a path beginning with /",
                "slipway.yml:9:29: services.backend.health.intervall: unknown key; did you mean 'interval'?",
                "slipway.yml:9:53: services.backend.health.timeout: 30s is not shorter than the interval of 10s",
                "slipway.yml:10:23: services.backend.secrets.TOKEN: a secret is written as secret:NAME#key, as ssm:/path or as a "
                    + "full Secrets Manager or SSM ARN",
                "slipway.yml:11:27: services.backend.deployment.budget: '5' is not a duration from 10s to 1d, such as 30s, 5m or "
                    + "1h30m",
                "slipway.yml:11:39: services.backend.deployment.minimum: '120' is not a whole number from 0 to 100 percent",
                "slipway.yml:12:14: services.backend.verify[0]: expected one of get:, post: or script:",
            ])
        #expect(!found.joined().contains("hunter2"))
    }

    @Test("finds errors of environments that were not asked for, but does not miss their variables")
    func otherEnvironments() {
        let text = """
            name: a
            region: eu-west-1
            environments:
              dev: {}
              prod: { services: { web: { cuont: 4, variables: { A: "${ONLY_THERE}" } } } }
            services: { web: { image: nginx } }
            """
        #expect(
            errors(text) == [
                "slipway.yml:5:30: services.web.cuont: unknown key; did you mean 'count'?"
            ])
    }

    @Test("replaces variables, keeps dollar signs, and says which is not set")
    func interpolation() throws {
        let text = """
            name: a
            region: eu-west-1
            services:
              web: { image: "nginx:${TAG}", variables: { PRICE: "5$$", HOME: $HOME, BOTH: "${env}-${TAG}$${X}" } }
            """
        let web = try #require(try load(text, variables: ["TAG": "1.27"]).service("web"))
        #expect(web.image == .reference(ImageReference(repository: "nginx", tag: "1.27")))
        #expect(web.variables.map(\.value) == ["dev-1.27${X}", "$HOME", "5$"])
        #expect(
            errors(text).first
                == "slipway.yml:4:17: services.web.image: TAG is not set: export TAG=…, or write $${TAG} "
                + "for the text itself")
        #expect(
            errors("name: ${\nregion: eu-west-1\nservices: {web: {image: a}}").first?.contains("has no '}'") == true)
    }

    @Test("reads sizes as ECS writes them")
    func sizes() throws {
        let text = "name: a\nregion: eu-west-1\nservices: { web: { image: nginx, cpu: 0.5 vCPU, memory: 1 GB } }"
        let web = try #require(try load(text).service("web"))
        #expect(web.cpu == 512)
        #expect(web.memory == 1024)
        let bad = text.replacing("1 GB", with: "lots")
        #expect(errors(bad).first?.hasSuffix("'lots' is not a memory size: MiB such as 512, or 1 GB") == true)
    }

    @Test(
        "says what is wrong with a file that is no manifest",
        arguments: [
            ("", "is empty"), ("# nothing", "is empty"), ("- a", "expected a map"), ("a: [", "is not YAML"),
            ("a: 1\na: 2", "twice"), ("just words", "expected a map"), ("a: *b", "undefined alias"),
            ("name: a\n---\nname: b", "another document"),
        ])
    func noManifest(text: String, message: String) {
        #expect(errors(text).first?.contains(message) == true, "\(errors(text))")
    }

    @Test("refuses what is binary or huge, and bounds aliases and depth")
    func bounds() {
        #expect(throws: ManifestErrors.self) { try Manifest.load([0xFF, 0xFE, 0x00], ManifestContext()) }
        #expect(errors(String(repeating: "a", count: 200_000)).first?.contains("larger than") == true)
        #expect(errors(String(repeating: "[", count: 100_000)).first?.contains("nested too deep") == true)
        #expect(errors(String(repeating: "- ", count: 50_000)).first?.contains("nested too deep") == true)
        let bomb =
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "bcdefgh".map { name in
                let previous = Character(UnicodeScalar((name.asciiValue ?? 98) - 1))
                return "\(name): &\(name) [\((0..<9).map { _ in "*\(previous)" }.joined(separator: ","))]"
            }.joined(separator: "\n")
        #expect(errors(bomb).first?.contains("aliases") == true)
    }
}
