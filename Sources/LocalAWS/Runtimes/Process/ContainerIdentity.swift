/// The user a container runs as, from `name`, `uid`, `name:group` or `uid:gid` and the image's own `/etc/passwd` and
/// `/etc/group`.
struct ContainerIdentity: Hashable, Sendable {
    var user: UInt32 = 0
    var group: UInt32 = 0
    /// Further groups that the image lists the user in, sorted.
    var groups: [UInt32] = []
    var home = "/"

    init() {}

    /// - Throws: in the engine's words, when a name is not in the image.
    init(_ text: String, passwd: [Substring], groupFile: [Substring]) throws(RuntimeFailure) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let wanted = parts.first ?? "0"
        let users = passwd.map { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count >= 6 }
        let groups = groupFile.map { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count >= 4 }
        let entry =
            users.first { $0[0] == wanted } ?? users.first { UInt32($0[2]) == UInt32(wanted) && UInt32(wanted) != nil }
        guard let number = entry.flatMap({ UInt32($0[2]) }) ?? UInt32(wanted) else {
            throw Self.failure("user", wanted)
        }
        user = number
        group = entry.flatMap { UInt32($0[3]) } ?? 0
        home = entry.map { $0[5] } ?? "/"
        if home.isEmpty { home = "/" }
        if parts.count == 2 {
            guard let chosen = groups.first(where: { $0[0] == parts[1] }).flatMap({ UInt32($0[2]) }) ?? UInt32(parts[1])
            else { throw Self.failure("group", parts[1]) }
            group = chosen
        } else if let name = entry?[0] {
            self.groups = groups.filter { $0[3].split(separator: ",").contains { $0 == name } }
                .compactMap { UInt32($0[2]) }.sorted()
        }
    }

    private static func failure(_ kind: String, _ name: String) -> RuntimeFailure {
        let file = kind == "user" ? "passwd" : "group"
        return RuntimeFailure(
            "CannotStartContainerError",
            "Error response from daemon: unable to find \(kind) \(name): no matching entries in \(file) file")
    }
}
