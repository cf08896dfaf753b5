import AWSRuntime
import LocalAWS
import Testing

@Suite("No input field is accepted in silence")
struct HonouredFieldsTests {
    private static func table() -> OperationTable {
        ECSService(
            ports: ECSPorts(
                time: ManualCloudTime(), runtime: MemoryRuntime(), images: MemoryImages(), secrets: MemorySecrets(),
                logs: MemoryLogs(), targetGroups: MemoryTargets()), seed: 1
        ).operations()
    }

    /// A value of a shape that says something.
    private static func sample(_ shape: Shape, depth: Int = 0) -> AWSValue {
        switch shape.kind {
        case .string: .string("x")
        case .boolean: .boolean(true)
        case .integer, .long: .integer(7)
        case .float, .double: .double(7)
        case .timestamp: .timestamp(Timestamp(millisecondsSinceEpoch: 1))
        case .blob: .blob([1])
        case .document: .document(.boolean(true))
        case .list(let traits): .list([sample(traits.element(), depth: depth + 1)])
        case .map(let traits): .map(["k": sample(traits.value(), depth: depth + 1)])
        case .structure(let traits):
            .structure(
                depth > 8
                    ? [:]
                    : Dictionary(
                        uniqueKeysWithValues: traits.members.map { ($0.name, sample($0.target(), depth: depth + 1)) }))
        }
    }

    @Test("each top-level member of each operation is honoured or refused by name")
    func everyMember() throws {
        let table = Self.table()
        #expect(table.entries.keys.sorted() == HonouredFields.table.keys.sorted())
        for (name, entry) in table.entries {
            guard case .structure(let traits) = entry.input.kind else { continue }
            let honoured = try #require(HonouredFields.table[name])
            for member in traits.members {
                let value = AWSValue.structure([member.name: Self.sample(member.target())])
                let refused = UnsupportedFields.find(in: value, of: entry.input, honoured: honoured)
                let isHonoured = honoured.contains(member.name)
                #expect(isHonoured == refused.isEmpty, "\(name).\(member.name)")
                #expect(refused.allSatisfy { $0 == member.name || $0.hasPrefix("\(member.name).") })
            }
        }
    }

    @Test("each honoured path is a member of the model")
    func everyPath() throws {
        let table = Self.table()
        for (name, paths) in HonouredFields.table {
            let entry = try #require(table.entries[name])
            for path in paths {
                var shape = entry.input
                for part in path.split(separator: ".") {
                    while case .list(let traits) = shape.kind { shape = traits.element() }
                    guard case .structure(let traits) = shape.kind,
                        let member = traits.members.first(where: { $0.name == part })
                    else {
                        Issue.record("\(name).\(path) is not in the model")
                        break
                    }
                    shape = member.target()
                }
            }
        }
    }

    @Test("can fail: a member that nobody honours is found, however deep")
    func canFail() throws {
        let entry = try #require(Self.table().entries["CreateService"])
        let found = UnsupportedFields.find(
            in: Self.sample(entry.input), of: entry.input, honoured: ["cluster", "loadBalancers.containerName"])
        #expect(
            found.contains("loadBalancers.targetGroupArn") && found.contains("serviceName")
                && !found.contains("cluster"))
    }
}
