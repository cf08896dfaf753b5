import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("What is foreseen of volumes") struct VolumeForesightTests {
    static let id = "fs-0123456789abcdef0"

    static func facts(
        root: String? = nil, accessPoint: String? = nil, usesIAM: Bool = false, encrypts: Bool = false,
        _ system: Fact<FileSystemFact>? = .known(
            FileSystemFact(id: id, zones: ["a", "b"], securityGroups: ["sg-efs"])),
        _ change: (inout Facts) -> Void = { _ in }
    ) -> Facts {
        Foreseen.facts {
            $0.definition = Foreseen.definition {
                $0.volumes = [
                    VolumeFact(
                        name: "data",
                        kind: .efs(
                            fileSystem: id, accessPoint: accessPoint, root: root, usesIAM: usesIAM,
                            encryptsTransit: encrypts))
                ]
            }
            if let system { $0.fileSystems = [id: system] }
            $0.network = .known(Self.network())
            change(&$0)
        }
    }

    static func network(_ peer: TrafficRule.Peer = .group("sg-app"), port: Int = 2049) -> NetworkFact {
        let subnets = ["a", "b"].map { zone in
            SubnetFact(id: "subnet-\(zone)", vpc: "vpc", zone: zone, egress: .none)
        }
        let group = SecurityGroupFact(
            id: "sg-efs", vpc: "vpc", inbound: [TrafficRule(ports: port...port, peer: peer)])
        return NetworkFact(vpc: VPCFact(id: "vpc"), subnets: subnets, securityGroups: [group])
    }

    static func said(_ facts: Facts, _ change: (inout ServicePlan) throws -> Void = { _ in }) throws -> [String] {
        Foreseen.said(.start, facts, try Foreseen.plan(change))
    }

    @Test("a file system with a mount target in every zone and an open way is in order")
    func fine() throws {
        #expect(try Self.said(Self.facts()) == ["ok efs-dns-unresolved", "ok efs-mount-timeout"])
    }

    @Test("a file system that is missing, or has no mount target where a task may stand, does not resolve")
    func unresolved() throws {
        #expect(try Self.said(Self.facts(.missing)) == ["fail efs-dns-unresolved"])
        #expect(
            try Self.said(Self.facts(.known(FileSystemFact(id: Self.id, zones: [])))) == ["fail efs-dns-unresolved"])
        let half = Self.facts(.known(FileSystemFact(id: Self.id, zones: ["a"])))
        let finding = try #require(Foreseen.findings(.start, half, try Foreseen.plan()).first)
        #expect(finding.severity == .fail)
        #expect(finding.cause.en.contains("no mount target in b"))
        #expect(finding.fix.en.contains("--subnet-id subnet-b"))
    }

    @Test("what may not be looked at is unknown, and what nobody asked about is not told")
    func denied() throws {
        let facts = Self.facts(.denied(action: "elasticfilesystem:DescribeMountTargets"))
        #expect(try Self.said(facts) == ["unknown efs-dns-unresolved"])
        #expect(try Self.said(Self.facts(nil)) == [])
    }

    @Test(
        "the mount targets' group must let the tasks in on 2049",
        arguments: [
            (TrafficRule.Peer.group("sg-app"), 2049, "ok"), (.group("sg-other"), 2049, "fail"),
            (.group("sg-app"), 443, "fail"), (.addresses("0.0.0.0/0"), 2049, "ok"),
            (.prefixList("pl-1"), 2049, "unknown"),
        ])
    func way(peer: TrafficRule.Peer, port: Int, wanted: String) throws {
        let facts = Self.facts { $0.network = .known(Self.network(peer, port: port)) }
        #expect(try Self.said(facts) == ["ok efs-dns-unresolved", "\(wanted) efs-mount-timeout"])
    }

    @Test("IAM authorization needs a task role that may mount, encryption, and an access point that exists")
    func access() throws {
        let denied = "fail efs-access-denied"
        let roleless = Self.facts(usesIAM: true, encrypts: true) { $0.definition?.taskRole = nil }
        #expect(try Self.said(roleless) { $0.roles.task = nil }.first == denied)
        #expect(try Self.said(Self.facts(usesIAM: true)).first == denied)
        #expect(try Self.said(Self.facts(accessPoint: "fsap-1", encrypts: true)).first == denied)
        let refused = Self.facts(usesIAM: true, encrypts: true) {
            $0.permissions = [
                PermissionFact(
                    principal: "arn:aws:iam::111122223333:role/shop-task", action: "elasticfilesystem:ClientMount",
                    resource: "*", allowed: .known(false))
            ]
        }
        #expect(try Self.said(refused).first == denied)
        let fine = Self.facts(usesIAM: true, encrypts: true)
        #expect(try Self.said(fine) == ["ok efs-dns-unresolved", "ok efs-mount-timeout"])
    }

    @Test("a folder that mounting does not make is warned of, unless an access point makes it")
    func root() throws {
        #expect(try Self.said(Self.facts(root: "/data")).last == "warn efs-path-missing")
        #expect(try Self.said(Self.facts(root: "/")) == ["ok efs-dns-unresolved", "ok efs-mount-timeout"])
    }

    // MARK: EBS

    static func ebs(
        _ volumes: [String] = ["data"],
        _ managed: Fact<[ManagedVolumeFact]>? = .known([ManagedVolumeFact(name: "data")])
    ) -> Facts {
        Foreseen.facts {
            $0.definition = Foreseen.definition { $0.volumes = volumes.map { VolumeFact(name: $0, kind: .ebs) } }
            $0.managedVolumes = managed
        }
    }

    @Test("an EBS volume is one, configured, and made from what is there")
    func ebsVolumes() throws {
        let key = KeyFact(arn: "arn:aws:kms:eu-west-1:111122223333:key/1", state: "Disabled")
        func volume(_ snapshot: Fact<String>? = nil, _ key: Fact<KeyFact>? = nil) -> Facts {
            Self.ebs(["data"], .known([ManagedVolumeFact(name: "data", snapshot: snapshot, key: key)]))
        }
        #expect(try Self.said(Self.ebs()) == ["ok ebs-attach-failed"])
        #expect(try Self.said(volume(.known("completed"))) == ["ok ebs-attach-failed"])
        for facts in [
            Self.ebs(["data", "more"]), Self.ebs(["data"], .known([])), Self.ebs(["data"], .missing), volume(.missing),
            volume(.known("pending")), volume(nil, .known(key)), volume(nil, .missing),
        ] { #expect(try Self.said(facts) == ["fail ebs-attach-failed"]) }
        #expect(try Self.said(volume(.denied(action: "ec2:DescribeSnapshots"))) == ["unknown ebs-attach-failed"])
        #expect(try Self.said(Self.ebs(["data"], nil)) == [])
    }
}
