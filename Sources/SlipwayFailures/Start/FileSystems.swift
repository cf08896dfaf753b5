import SlipwayDomain

/// What the failures of EFS volumes share (recipe P-VOL-1).
enum FileSystems {
    static let troubleshooting = "https://docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html"

    /// What Fargate's refusal looks like where a volume cannot be mounted.
    static func reason(_ words: String) -> String {
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: \(words)"
    }

    /// A volume of the task definition that is a file system.
    struct Mount {
        var volume: String
        var id: String
        var accessPoint: String?
        var root: String?
        var usesIAM: Bool
        var encryptsTransit: Bool

        var subject: Words { Words("volume \(volume) (\(id))", ko: "볼륨 \(volume) (\(id))") }
    }

    static func mounts(_ facts: Facts) -> [Mount] {
        (facts.definition?.volumes ?? []).compactMap { volume in
            guard case .efs(let id, let accessPoint, let root, let usesIAM, let encrypts) = volume.kind else {
                return nil
            }
            return Mount(
                volume: volume.name, id: id, accessPoint: accessPoint, root: root, usesIAM: usesIAM,
                encryptsTransit: encrypts)
        }
    }

    /// What one failure makes of each file system that is known.
    static func foresee(_ facts: Facts, _ judge: (Mount, FileSystemFact) -> Foresight?) -> [Foresight] {
        mounts(facts).compactMap { mount in facts.fileSystems[mount.id]?.value.flatMap { judge(mount, $0) } }
    }

    /// Whether a text is about mounting a file system.
    static func isMount(_ reason: Reason) -> Bool { reason.hasAny("efs utils", "mount.nfs", ".efs.") }

    /// The file system's id: `fs-0123` of `fs-0123.efs.eu-west-1.amazonaws.com` or of `fs-0123:/folder`.
    static func id(_ reason: Reason) -> String? {
        guard let start = reason.text.firstRange(of: "fs-") else { return nil }
        let id = reason.text[start.upperBound...].prefix { $0.isHexDigit }
        return id.isEmpty ? nil : "fs-\(id)"
    }

    /// "the file system fs-0123".
    static func words(_ id: String?) -> Words {
        id.map { Words("the file system \($0)", ko: "'\($0)' 파일 시스템") } ?? Words("the file system", ko: "파일 시스템")
    }
}
