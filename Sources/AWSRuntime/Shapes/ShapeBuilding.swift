/// Short ways to describe shapes, so that generated tables stay readable and cheap to compile.
extension Shape {
    package static func list(
        _ name: String, of element: @autoclosure @escaping @Sendable () -> Shape, elementName: String? = nil,
        isFlattened: Bool = false, constraints: Constraints = Constraints(), isSensitive: Bool = false
    ) -> Shape {
        Shape(
            name, .list(ListTraits(elementName: elementName, isFlattened: isFlattened, element: element)),
            constraints: constraints, isSensitive: isSensitive)
    }

    package static func map(
        _ name: String, key: @autoclosure @escaping @Sendable () -> Shape,
        value: @autoclosure @escaping @Sendable () -> Shape, keyName: String? = nil, valueName: String? = nil,
        isFlattened: Bool = false, constraints: Constraints = Constraints(), isSensitive: Bool = false
    ) -> Shape {
        let traits = MapTraits(
            keyName: keyName, valueName: valueName, isFlattened: isFlattened, key: key, value: value)
        return Shape(name, .map(traits), constraints: constraints, isSensitive: isSensitive)
    }
}

/// Collects the members of a structure's shape, one statement each.
package struct StructureShapeBuilder {
    private let name: String
    private let isSensitive: Bool
    private let isUnion: Bool
    private var members: [Shape.Member] = []

    package init(_ name: String, isSensitive: Bool = false, isUnion: Bool = false) {
        self.name = name
        self.isSensitive = isSensitive
        self.isUnion = isUnion
    }

    package mutating func add(
        _ name: String, _ target: @autoclosure @escaping @Sendable () -> Shape, required: Bool = false,
        wireName: String? = nil, idempotencyToken: Bool = false, location: Shape.Location? = nil,
        timestampFormat: Shape.TimestampFormat? = nil
    ) {
        members.append(
            Shape.Member(
                name, wireName: wireName, isRequired: required, isIdempotencyToken: idempotencyToken,
                location: location, timestampFormat: timestampFormat, target: target))
    }

    package var shape: Shape {
        Shape(name, .structure(Shape.StructureTraits(members, isUnion: isUnion)), isSensitive: isSensitive)
    }
}
