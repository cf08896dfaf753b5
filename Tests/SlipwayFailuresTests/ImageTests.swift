import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Failures of images") struct ImageTests {
    static let host = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"

    static func pull(_ text: String, _ change: (inout Workload) -> Void = { _ in }) throws -> Finding {
        try #require(Stopped.findings([Stopped.task("CannotPullContainerError: \(text)")], change).first)
    }

    @Test("the cause names the image, the fix how to see which exist")
    func names() throws {
        let image = "\(Self.host)/shop:1.2"
        let found = try Self.pull("failed to resolve ref \(image): \(image): not found")
        #expect(found.failure == "image-tag-not-found")
        #expect(found.cause.en == "\(image) does not exist in its registry")
        #expect(found.fix.en.contains("aws ecr describe-images --repository-name shop"))
        #expect(found.nature == .cannotHeal)
    }

    @Test("how young the named thing is comes along")
    func young() throws {
        let made = Moment(millisecondsSinceEpoch: 1_789_999_990_000)
        let found = try Self.pull("failed to resolve ref host/shop:1.2: host/shop:1.2: not found") {
            $0.createdAt = ["host/shop": made]
        }
        #expect(found.failure == "image-tag-not-found")
        #expect(found.subjectCreatedAt == made)
    }

    @Test("a repository of another account asks for its policy, one of ours for the role's")
    func accounts() throws {
        let refused = "unexpected status from HEAD request to https://h/v2/shop/manifests/1.2: 403 Forbidden"
        let ours = try Self.pull("failed to resolve ref \(Self.host)/shop:1.2: \(refused)")
        #expect(ours.failure == "image-pull-denied")
        #expect(ours.fix.en.contains("aws iam attach-role-policy"))
        let others = try Self.pull(
            "failed to resolve ref 444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop:1.2: \(refused)")
        #expect(others.cause.en.contains("belongs to account 444455556666"))
        #expect(others.fix.en.contains("aws ecr set-repository-policy --registry-id 444455556666"))
        let digest = "sha256:\(String(repeating: "a", count: 64))"
        let gone = try Self.pull("failed to resolve ref \(Self.host)/shop@\(digest): \(refused)")
        #expect(gone.failure == "image-pull-denied")
        #expect(gone.confidence == .likely)
    }

    @Test(
        "the policy that said no is named, and the fix is its",
        arguments: [
            (" because no identity-based policy allows the action", "no policy of the role", "put-role-policy"),
            (" because no resource-based policy allows the action", "the resource's own policy", "itself carries"),
            (" because no VPC endpoint policy allows the action", "VPC endpoint's policy", "modify-vpc-endpoint"),
            (" with an explicit deny in an identity-based policy", "forbids it", "take the Deny"),
            (" with an explicit deny in a service control policy", "organisation forbids it", "organisation"),
            ("", "pull", "put-role-policy"),
        ])
    func policies(end: String, says: String, fix: String) throws {
        let user = "User: arn:aws:sts::111122223333:assumed-role/shop-execution/x is not authorized to perform: "
        let found = try Self.pull(
            "denied: \(user)ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/shop\(end)")
        #expect(found.failure == "image-pull-denied")
        #expect(found.cause.en.contains("shop-execution"))
        #expect(found.cause.en.contains(says))
        #expect(found.fix.en.contains(fix))
    }

    @Test("the address that was tried tells an endpoint from the internet")
    func addresses() throws {
        func fix(_ address: String) throws -> String {
            let reason =
                "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: "
                + "RequestError: send request failed caused by: Post \"https://secretsmanager.eu-west-1.amazonaws.com/\": "
                + "dial tcp \(address):443: connect: connection refused"
            let found = try #require(Stopped.findings([Stopped.task(reason)]).first)
            #expect(found.failure == "secret-network-timeout")
            return found.fix.en
        }
        #expect(try fix("10.0.1.7").contains("authorize-security-group-ingress"))
        #expect(try fix("172.31.4.4").contains("authorize-security-group-ingress"))
        #expect(try fix("52.95.119.44").contains("publicIP: true"))
        #expect(try fix("172.32.0.1").contains("publicIP: true"))
    }

    @Test("a full disk is the image's at the pull and the application's while it runs")
    func disks() throws {
        let pull = try Self.pull("failed to extract layer x: write /var/lib/docker/tmp/y: no space left on device")
        #expect(pull.failure == "image-no-space")
        #expect(pull.fix.en.contains("docker system prune"))
        let task = Stopped.task(
            "Essential container in task exited", code: "EssentialContainerExited",
            containers: [ContainerObservation(name: "app", exitCode: 1)])
        let log = LogTail(task: task.arn, container: "app", lines: ["write: no space left on device"])
        let run = try #require(Stopped.findings([task], logs: [log]).first)
        #expect(run.failure == "image-no-space")
        #expect(run.cause.en.hasPrefix("the application has filled"))
    }

    @Test("a pull of less than three minutes is not slow, nor one that has ended or failed")
    func quick() {
        func findings(began: Int64, _ change: (inout TaskObservation) -> Void = { _ in }) -> [FailureID] {
            let task = Stopped.task(nil, code: nil) {
                $0.lastStatus = "PENDING"
                $0.desiredStatus = "RUNNING"
                $0.pullStartedAt = Stopped.now.advanced(by: .seconds(-began))
                change(&$0)
            }
            return Stopped.findings([task]).map(\.failure)
        }
        #expect(findings(began: 200) == ["image-slow-pull"])
        #expect(findings(began: 170) == [])
        #expect(findings(began: 200) { $0.pullStoppedAt = Stopped.now } == [])
        #expect(findings(began: 200) { $0.desiredStatus = "STOPPED" } == [])
    }

    @Test("two digests are a race only within one deployment and one container")
    func races() {
        func running(_ id: String, _ digest: String, by deployment: String = "ecs-svc/2") -> TaskObservation {
            Stopped.task(
                nil, id: id, code: nil,
                containers: [ContainerObservation(name: "app", imageDigest: digest)]
            ) {
                $0.lastStatus = "RUNNING"
                $0.desiredStatus = "RUNNING"
                $0.startedBy = deployment
            }
        }
        let race = Stopped.findings([running("a", "sha256:1"), running("b", "sha256:2")])
        #expect(race.map(\.failure) == ["image-mutable-tag-race"])
        #expect(race.map(\.severity) == [.warn])
        #expect(Stopped.findings([running("a", "sha256:1"), running("b", "sha256:1")]) == [])
        #expect(Stopped.findings([running("a", "sha256:1"), running("b", "sha256:2", by: "ecs-svc/3")]) == [])
        #expect(Stopped.findings([running("a", "sha256:1", by: "me"), running("b", "sha256:2", by: "me")]) == [])
    }
}
