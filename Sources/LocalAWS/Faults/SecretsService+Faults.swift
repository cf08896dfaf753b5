import AWSRuntime
import FoundationEssentials

extension SecretsService {
    /// - Parameter subjects: each is `NAME` or `NAME#key`; none strikes all.
    func strike(_ fault: CloudFault.AccountFault, _ subjects: [String]) -> [AccountFaults.Undo] {
        let keys = Dictionary(
            subjects.map { subject in
                let parts = subject.split(separator: "#", maxSplits: 1).map(String.init)
                return (parts.first ?? "", parts.count == 2 ? parts[1] : nil)
            }, uniquingKeysWith: { first, _ in first })
        return strike { secret, now in
            guard keys.isEmpty || keys.keys.contains(secret.name) else { return .kept }
            if case .secretsRotated = fault {
                return secret.rotate(key: keys[secret.name] ?? nil, newVersionID(), at: now)
            }
            return secret.suffer(fault, key: keys[secret.name] ?? nil, at: now)
        }
    }
}

/// What a fault made of a secret.
enum SecretChange { case kept, changed, removed }

extension Secret {
    /// The members of a value that is a JSON object.
    private var members: [String: JSONValue]? {
        guard case .text(let text)? = version(stage: Self.current)?.content,
            case .object(let members)? = SecretJSON.parse(text)
        else { return nil }
        return members
    }

    fileprivate mutating func suffer(
        _ fault: CloudFault.AccountFault, key: String?, at now: Timestamp
    ) -> SecretChange {
        switch fault {
        // Without a key's name all of them are struck: one of them is what somebody asks for.
        case .secretKeysRemoved:
            guard var members else { return .kept }
            for gone in key.map({ [$0] }) ?? Array(members.keys) { members[gone] = nil }
            replaceCurrent(.text(SecretJSON.text(members)))
        case .secretsEmptied:
            guard var members else {
                replaceCurrent(.text(" "))
                return .changed
            }
            for empty in key.map({ [$0] }) ?? Array(members.keys) { members[empty] = .string("") }
            replaceCurrent(.text(SecretJSON.text(members)))
        case .secretsNotJSON: replaceCurrent(.text("'not JSON'"))
        case .secretsScheduledForDeletion:
            deleted = now
            purge = now.advanced(by: .seconds(30 * 86400))
        case .secretVersionsRemoved: versions = versions.map { $0.without(Self.current) }
        default: return .removed
        }
        return .changed
    }

    /// As a rotation leaves it: another value is current, and what was current is the previous one.
    fileprivate mutating func rotate(key: String?, _ id: String, at now: Timestamp) -> SecretChange {
        guard let before = version(stage: Self.current), case .text(let text) = before.content else { return .kept }
        let content: Content
        if var members {
            for (name, value) in members where key == nil || key == name {
                if case .string(let text) = value { members[name] = .string(text + Self.rotated) }
            }
            content = .text(SecretJSON.text(members))
        } else {
            content = .text(text + Self.rotated)
        }
        versions.append(Version(id: id, content: content, created: now, stages: []))
        move(Self.previous, to: before.id)
        move(Self.current, to: id)
        lastChanged = now
        return .changed
    }

    private static let rotated = "-rotated"

    private mutating func replaceCurrent(_ content: Content) {
        guard let index = versions.firstIndex(where: { $0.stages.contains(Self.current) }) else { return }
        versions[index].content = content
    }
}

extension Secret.Version {
    fileprivate func without(_ stage: String) -> Secret.Version {
        var copy = self
        copy.stages.removeAll { $0 == stage }
        return copy
    }
}

/// A secret's value as JSON, for changing one member of it.
enum SecretJSON {
    /// Nil when it is none.
    static func parse(_ text: String) -> JSONValue? {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            return nil
        }
    }

    static func text(_ members: [String: JSONValue]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(members), as: UTF8.self)
        } catch {
            // Unreachable: what was decoded from JSON can be encoded as JSON.
            return "{}"
        }
    }
}
