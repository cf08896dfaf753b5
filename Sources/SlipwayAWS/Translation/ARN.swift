/// The parts of an Amazon Resource Name.
struct ARN: Hashable, Sendable {
    var partition: String
    var service: String
    var region: String
    var account: String
    /// Everything behind the account, such as `role/team/web`.
    var resource: String

    /// Nothing for what is not an ARN.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        (partition, service, region, account, resource) = (parts[1], parts[2], parts[3], parts[4], parts[5])
    }

    /// The last part of a path: of a role its name, of a stack its id.
    var name: String { resource.split(separator: "/").last.map(String.init) ?? resource }
}
