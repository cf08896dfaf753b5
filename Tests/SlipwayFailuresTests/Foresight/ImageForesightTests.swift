import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Foreseeing failures of images") struct ImageForesightTests {
    static let hex = String(repeating: "a", count: 64)
    static let arm = Platform.linuxARM
    static let role = "arn:aws:iam::111122223333:role/shop-execution"
    static let repositoryARN = "arn:aws:ecr:eu-west-1:111122223333:repository/shop"

    static func image(_ change: (inout ImageFact) -> Void = { _ in }) throws -> Fact<ImageFact> {
        var image = ImageFact(digest: try #require(Digest("sha256:\(hex)")), platforms: [.linuxX86])
        change(&image)
        return .known(image)
    }

    static func repository(_ change: (inout RepositoryFact) -> Void = { _ in }) -> Fact<RepositoryFact> {
        var repository = RepositoryFact(name: "shop", uri: "444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop")
        change(&repository)
        return .known(repository)
    }

    static func said(
        _ facts: (inout Facts) throws -> Void, _ plan: (inout ServicePlan) throws -> Void = { _ in }
    ) throws -> [String] {
        Foreseen.said(.image, try Foreseen.facts(facts), try Foreseen.plan(plan))
    }

    static let byDigest: @Sendable (inout ServicePlan) throws -> Void = {
        $0.image = .reference(try ImageReference(parsing: "host.example/shop@sha256:\(hex)"))
    }
    static let built: @Sendable (inout ServicePlan) throws -> Void = {
        $0.image = .build(BuildPlan(repository: "shop", context: "."))
    }

    @Test("an image that cannot be made is refused, with what is missing and how to get it")
    func making() throws {
        let program = ".build/release/Shop"
        let build = "swift build -c release --product Shop"
        let cases: [(ImageMakingFact, String, String)] = [
            (.executableMissing(path: program, build: build), "\(program) is not built yet", build),
            (.executableMissing(path: "bin/shop", build: nil), "the program bin/shop is not there", "build it"),
            (.unusable(path: program, reason: "it is a script"), "it is a script", "made for Linux"),
            (.dockerfileMissing(path: "Dockerfile"), "there is no Dockerfile", "dockerfile: FILE"),
            (.noBuilder, "neither docker with an engine nor buildah", "apt-get install buildah"),
        ]
        for (fact, cause, fix) in cases {
            let facts = Foreseen.facts { $0.imageMaking = .known(fact) }
            let finding = try #require(Foreseen.findings(.image, facts, try Foreseen.plan(Self.built)).first)
            #expect(finding.failure == "image-cannot-be-made" && finding.severity == .fail)
            #expect(finding.cause.en.contains(cause) && finding.fix.en.contains(fix))
            #expect(finding.cause.ko.hasHangul && finding.fix.ko.hasHangul)
        }
        #expect(
            try Self.said({ $0.imageMaking = .known(.possible(with: "docker")) }, Self.built)
                == ["ok image-cannot-be-made"])
    }

    @Test("nothing is said of what nobody asked about")
    func silent() throws {
        #expect(try Self.said { _ in } == [])
    }

    @Test("an image and its repository are there or not, or we may not look")
    func present() throws {
        let fine = ["ok image-platform-mismatch", "ok image-repo-missing", "ok image-tag-not-found"]
        let facts: (inout Facts) throws -> Void = {
            $0.repository = Self.repository()
            $0.image = try Self.image()
        }
        #expect(try Self.said(facts) == fine)
        #expect(try Self.said(facts, Self.byDigest).contains("ok image-digest-gone"))
        #expect(try Self.said { $0.image = .missing } == ["fail image-tag-not-found"])
        #expect(try Self.said({ $0.image = .missing }, Self.byDigest) == ["fail image-digest-gone"])
        #expect(try Self.said { $0.image = .denied(action: "ecr:BatchGetImage") } == ["unknown image-tag-not-found"])
        #expect(
            try Self.said {
                $0.repository = .missing
                $0.image = .missing
            } == ["fail image-repo-missing"])
        #expect(
            try Self.said { $0.repository = .denied(action: "ecr:DescribeRepositories") }
                == ["unknown image-repo-missing"])
    }

    @Test("what this run builds is planned")
    func planned() throws {
        #expect(try Self.said({ $0.image = .planned(by: .image) }, Self.built) == ["planned image-tag-not-found"])
        #expect(try Self.said({ $0.image = .missing }, Self.built) == ["planned image-tag-not-found"])
    }

    @Test("an index without the variant is refused at the pull, a plain image at the start")
    func platforms() throws {
        let index = "application/vnd.oci.image.index.v1+json"
        let plain = "application/vnd.oci.image.manifest.v1+json"
        func facts(_ type: String?) -> (inout Facts) throws -> Void {
            {
                $0.image = try Self.image {
                    $0.platforms = [Self.arm]
                    $0.mediaType = type
                }
            }
        }
        for type in [nil, index] {
            #expect(try Self.said(facts(type)) == ["fail image-platform-mismatch", "ok image-tag-not-found"])
        }
        #expect(try Self.said(facts(plain)) == ["fail image-exec-format-error", "ok image-tag-not-found"])
        #expect(
            try Self.said(facts(plain), { $0.platform = .linuxARM })
                == ["ok image-platform-mismatch", "ok image-tag-not-found"])
        #expect(
            try Self.said { $0.image = try Self.image { $0.platforms = [] } }
                == ["unknown image-platform-mismatch", "ok image-tag-not-found"])
    }

    @Test("a program of another processor inside a fitting image is found by looking into it")
    func programs() throws {
        func facts(_ found: ProgramFact) -> (inout Facts) throws -> Void {
            {
                var contents = ImageContentsFact()
                contents.entryPoint = ["/app/server"]
                contents.programs["/app/server"] = found
                $0.imageContents = .known(contents)
            }
        }
        let other = ProgramFact.otherProcessor(path: "/app/server", architecture: "arm64")
        #expect(try Self.said(facts(other)) == ["fail image-exec-format-error"])
        #expect(try Self.said(facts(.fine(path: "/app/server"))) == [])
        #expect(try Self.said(facts(other), { $0.entryPoint = ["/app/other"] }) == [])
    }

    @Test("an artifact under the tag is no image, whatever its platforms")
    func artifacts() throws {
        let chart: (inout Facts) throws -> Void = {
            $0.image = try Self.image {
                $0.platforms = []
                $0.configMediaType = "application/vnd.cncf.helm.config.v1+json"
            }
        }
        #expect(try Self.said(chart) == ["fail image-manifest-unsupported"])
    }

    @Test("an image that cannot fit fails, one that hardly fits warns, and a large one takes long")
    func size() throws {
        func said(_ gigabytes: Int64, _ storage: Int? = nil) throws -> [String] {
            try Self.said {
                $0.image = try Self.image { $0.compressedBytes = gigabytes << 30 }
                $0.definition = Foreseen.definition { $0.ephemeralStorage = storage }
            }.filter { !$0.hasSuffix("mismatch") && !$0.hasSuffix("not-found") }
        }
        #expect(try said(1) == ["ok image-no-space"])
        #expect(try said(7) == ["warn image-no-space", "warn image-slow-pull"])
        #expect(try said(7, 100) == ["ok image-no-space", "warn image-slow-pull"])
        #expect(try said(20) == ["fail image-no-space", "warn image-slow-pull"])
    }

    @Test("images of Docker Hub without a login warn, sidecars among them")
    func hub() throws {
        func said(_ image: String, _ credentials: String? = nil) throws -> [String] {
            try Self.said {
                $0.definition = Foreseen.definition {
                    $0.containers[0].image = image
                    $0.containers[0].repositoryCredentials = credentials
                }
            }
        }
        #expect(try said("nginx:1.27") == ["warn image-rate-limited"])
        #expect(try said("docker.io/library/nginx:1.27", "arn:secret") == [])
        #expect(try said("public.ecr.aws/nginx/nginx:1.27") == [])
    }

    @Test("the login of a private registry has a username and a password, or the pull fails")
    func credentials() throws {
        let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf"
        func said(_ fact: Fact<SecretFact>?) throws -> [String] {
            try Self.said {
                $0.definition = Foreseen.definition {
                    $0.containers[0].image = "registry.example/shop:1"
                    $0.containers[0].repositoryCredentials = arn
                }
                $0.secrets[arn] = fact
            }
        }
        func secret(_ content: Fact<SecretContent>, deletedAt: Moment? = nil) -> Fact<SecretFact> {
            .known(SecretFact(arn: arn, name: "hub", deletedAt: deletedAt, content: content))
        }
        let both = ["username", "password"].map { SecretKey(name: $0, isEmpty: false) }
        #expect(try said(secret(.known(.object(both)))) == ["ok image-private-registry-credentials"])
        for bad in [
            Fact.missing, secret(.missing), secret(.known(.text(isEmpty: false))), secret(.known(.object([both[0]]))),
            secret(.known(.object(both)), deletedAt: Foreseen.now),
        ] {
            #expect(try said(bad) == ["fail image-private-registry-credentials"])
        }
        #expect(
            try said(secret(.denied(action: "secretsmanager:GetSecretValue")))
                == ["unknown image-private-registry-credentials"])
        #expect(try said(nil) == [])
    }

    @Test("the execution role must be allowed to pull, and another account's repository must let it in")
    func permissions() throws {
        func said(_ token: Fact<Bool>, _ get: Fact<Bool>) throws -> [String] {
            try Self.said {
                $0.permissions = [
                    PermissionFact(
                        principal: Self.role, action: "ecr:GetAuthorizationToken", resource: "*", allowed: token),
                    PermissionFact(
                        principal: Self.role, action: "ecr:BatchGetImage", resource: Self.repositoryARN, allowed: get),
                ]
            }
        }
        #expect(try said(.known(true), .known(true)) == ["ok image-pull-denied", "ok image-pull-denied"])
        #expect(try said(.known(true), .known(false)) == ["ok image-pull-denied", "fail image-pull-denied"])
        #expect(
            try said(.denied(action: "iam:SimulatePrincipalPolicy"), .known(true))
                == ["unknown image-pull-denied", "ok image-pull-denied"])
        #expect(
            try Self.said { $0.repository = Self.repository { $0.allowsOurAccount = false } }
                == ["fail image-pull-denied", "ok image-repo-missing"])
        #expect(
            try Self.said { $0.repository = Self.repository { $0.allowsOurAccount = true } }
                == ["ok image-pull-denied", "ok image-repo-missing"])
    }

    @Test("a role that only the task has is told from the one that pulls")
    func taskRole() throws {
        let facts = Foreseen.facts {
            $0.definition = Foreseen.definition()
            $0.permissions = ["execution": false, "task": true].sorted { $0.key < $1.key }.map {
                PermissionFact(
                    principal: "arn:aws:iam::111122223333:role/shop-\($0.key)", action: "ecr:BatchGetImage",
                    resource: Self.repositoryARN, allowed: .known($0.value))
            }
        }
        let found = Foreseen.findings(.image, facts, try Foreseen.plan())
        #expect(found.map(\.severity) == [.fail])
        #expect(found[0].cause.en.contains("the task role may"))
        #expect(found[0].fix.en.contains("--role-name shop-execution"))
    }

    @Test("a lifecycle rule that is going to remove the release's image warns")
    func lifecycle() throws {
        let facts: (inout Facts) throws -> Void = {
            $0.repository = Self.repository { $0.expiring = ["sha256:\(Self.hex)"] }
            $0.image = try Self.image()
        }
        #expect(try Self.said(facts).contains("warn image-digest-gone"))
    }

    @Test("tags that cannot be overwritten are no hindrance, and tags without consistency warn")
    func tags() throws {
        #expect(
            try Self.said({ $0.repository = Self.repository { $0.immutableTags = true } }, Self.built)
                == ["ok image-repo-missing", "ok registry-immutable-tag-push"])
        func loose(_ image: String) throws -> [String] {
            try Self.said {
                $0.definition = Foreseen.definition {
                    $0.containers[0].image = image
                    $0.containers[0].isVersionConsistencyOff = true
                }
            }
        }
        #expect(try loose("host.example/shop:latest") == ["warn image-mutable-tag-race"])
        #expect(try loose("host.example/shop@sha256:\(Self.hex)") == [])
    }
}
