/// What a client makes of an answer that lacks a required member.
///
/// Services leave out members that their models call required, most often empty lists, and a client that gives up over
/// one cannot see the rest of the answer. So they are filled as the Smithy specification says ("client error
/// correction"): empty text, lists and maps, zero, false, the epoch. Servers never do this: `ModelValidator` refuses.
enum MissingMembers {
    static func filled(_ value: AWSValue, _ shape: Shape) -> AWSValue {
        switch (value, shape.kind) {
        case (.list(let values), .list(let traits)):
            let element = traits.element()
            guard mayHoldStructures(element) else { return value }
            return .list(values.map { filled($0, element) })
        case (.map(let entries), .map(let traits)):
            let element = traits.value()
            guard mayHoldStructures(element) else { return value }
            return .map(entries.mapValues { filled($0, element) })
        case (.structure(var members), .structure(let traits)):
            for member in traits.members {
                if let present = members[member.name] {
                    let target = member.target()
                    if mayHoldStructures(target) { members[member.name] = filled(present, target) }
                } else if member.isRequired, !traits.isUnion {
                    members[member.name] = empty(member.target())
                }
            }
            return .structure(members)
        default: return value
        }
    }

    private static func mayHoldStructures(_ shape: Shape) -> Bool {
        switch shape.kind {
        case .list, .map, .structure: true
        default: false
        }
    }

    /// Nil for documents, and for a union: which of its members would it be?
    private static func empty(_ shape: Shape) -> AWSValue? {
        switch shape.kind {
        case .string: .string("")
        case .boolean: .boolean(false)
        case .integer, .long: .integer(0)
        case .float, .double: .double(0)
        case .timestamp: .timestamp(Timestamp(millisecondsSinceEpoch: 0))
        case .blob: .blob([])
        case .list: .list([])
        case .map: .map([:])
        case .structure(let traits): traits.isUnion ? nil : filled(.structure([:]), shape)
        case .document: nil
        }
    }
}
