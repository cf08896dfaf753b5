/// Turns a selected model into `ServiceCode`.
package struct CodeBuilder {
    private let model: ServiceModel
    private let namespace: String
    private let recursive: Set<String>

    package init(model: ServiceModel, namespace: String) {
        self.model = model
        self.namespace = namespace
        recursive = Self.structuresHoldingThemselves(model.shapes)
    }

    package func build(source: ModelSource) throws(GeneratorProblem) -> ServiceCode {
        var code = ServiceCode(
            namespace: namespace, source: source, metadata: model.metadata, structures: [], enumerations: [],
            plainShapes: [], operations: [])
        for (name, shape) in model.shapes.sorted(by: { $0.key < $1.key }) {
            switch shape.type {
            case "structure" where !shape.isDocument: code.structures.append(try structure(name, shape))
            case "string" where !shape.known.isEmpty: code.enumerations.append(try enumeration(name, shape))
            default: code.plainShapes.append(try plain(name, shape))
            }
        }
        for operation in model.operations.values.sorted(by: { $0.name < $1.name }) {
            code.operations.append(try self.operation(operation, &code))
        }
        code.structures.sort { $0.typeName < $1.typeName }
        try checkNames(code)
        return code
    }

    // MARK: Shapes

    private func structure(_ name: String, _ shape: ServiceModel.ModelShape) throws(GeneratorProblem) -> StructureCode {
        var members: [MemberCode] = []
        for member in shape.members {
            members.append(try self.member(member, of: name, shape))
        }
        var failure: StructureCode.Failure?
        if shape.isException {
            let status = shape.errorStatus ?? (shape.isFault ? 500 : 400)
            failure = StructureCode.Failure(code: shape.errorCode ?? name, httpStatus: status)
            members = Self.messageFirst(members)
        }
        return StructureCode(
            shapeName: name, typeName: SwiftNaming.type(name), members: members, isSensitive: shape.isSensitive,
            isUnion: shape.isUnion, failure: failure)
    }

    /// Every error has a message on the wire, also where the model does not list one.
    private static func messageFirst(_ members: [MemberCode]) -> [MemberCode] {
        var rest = members
        guard let index = rest.firstIndex(where: { $0.property == "message" }) else {
            let message = MemberCode(
                name: "message", property: "message", type: .string, isRequired: false, isBoxed: false,
                isIdempotencyToken: false, shape: "Shape(\"String\", .string)", notes: [])
            return [message] + rest
        }
        var message = rest.remove(at: index)
        message.isRequired = false
        return [message] + rest
    }

    private func member(
        _ member: ServiceModel.ModelMember, of owner: String, _ shape: ServiceModel.ModelShape
    ) throws(GeneratorProblem) -> MemberCode {
        guard let target = model.shapes[member.shape] else {
            throw GeneratorProblem("\(owner).\(member.name)", "there is no shape \(member.shape)")
        }
        let isRequired = shape.required.contains(member.name)
        let spokenName = member.wireName ?? member.name
        if let own = member.queryName, own != spokenName.prefix(1).uppercased() + spokenName.dropFirst() {
            throw GeneratorProblem("\(owner).\(member.name)", "is called \(own) in requests, which no codec here knows")
        }
        let wireName = member.wireName == member.name ? nil : member.wireName
        return MemberCode(
            name: member.name, property: SwiftNaming.member(member.name),
            type: try type(of: member.shape, at: "\(owner).\(member.name)"), isRequired: isRequired,
            isBoxed: recursive.contains(owner) && recursive.contains(member.shape), wireName: wireName,
            location: member.location, timestampFormat: member.timestampFormat,
            isIdempotencyToken: member.isIdempotencyToken, shape: reference(member.shape, target),
            notes: ShapeNotes.notes(member: member, target: target, isRequired: isRequired))
    }

    private func enumeration(
        _ name: String, _ shape: ServiceModel.ModelShape
    ) throws(GeneratorProblem) -> EnumerationCode {
        var cases: [EnumerationCode.Case] = []
        for value in shape.known {
            var caseName = SwiftNaming.enumerationCase(value)
            while cases.contains(where: { $0.name == caseName }) { caseName += "_" }
            cases.append(EnumerationCode.Case(name: caseName, value: value))
        }
        return EnumerationCode(
            shapeName: name, typeName: SwiftNaming.type(name), cases: cases, isSensitive: shape.isSensitive)
    }

    private func plain(_ name: String, _ shape: ServiceModel.ModelShape) throws(GeneratorProblem) -> PlainShapeCode {
        var arguments: [String] = []
        if let constraints = PlainShapes.constraints(shape) { arguments.append("constraints: \(constraints)") }
        if shape.isSensitive { arguments.append("isSensitive: true") }
        let tail = arguments.map { ", \($0)" }.joined()
        let quoted = PlainShapes.literal(name)
        let expression: String
        switch shape.type {
        case "list":
            expression =
                "Shape.list(\(quoted), of: \(try target(shape.element, of: name))"
                + PlainShapes.listTraits(shape) + tail + ")"
        case "map":
            expression =
                "Shape.map(\(quoted), key: \(try target(shape.key, of: name)), "
                + "value: \(try target(shape.value, of: name))" + PlainShapes.mapTraits(shape) + tail + ")"
        default:
            guard let kind = PlainShapes.kind(shape) else {
                throw GeneratorProblem("shape \(name)", "has the type \(shape.type), which is not known")
            }
            expression = "Shape(\(quoted), \(kind)\(tail))"
        }
        return PlainShapeCode(property: SwiftNaming.quoted(SwiftNaming.member(name)), expression: expression)
    }

    private func target(_ member: ServiceModel.ModelMember?, of owner: String) throws(GeneratorProblem) -> String {
        guard let member, let shape = model.shapes[member.shape] else {
            throw GeneratorProblem("shape \(owner)", "has no element")
        }
        return reference(member.shape, shape)
    }

    private func reference(_ name: String, _ shape: ServiceModel.ModelShape) -> String {
        let hasOwnType =
            (shape.type == "structure" && !shape.isDocument)
            || (shape.type == "string" && !shape.known.isEmpty)
        return hasOwnType
            ? "\(namespace).\(SwiftNaming.type(name)).shape"
            : "\(namespace).Shapes.\(SwiftNaming.quoted(SwiftNaming.member(name)))"
    }

    private func type(of name: String, at place: String) throws(GeneratorProblem) -> SwiftType {
        guard let shape = model.shapes[name] else { throw GeneratorProblem(place, "there is no shape \(name)") }
        if shape.isDocument { return .document }
        switch shape.type {
        case "structure": return .named("\(namespace).\(SwiftNaming.type(name))")
        case "string": return shape.known.isEmpty ? .string : .named("\(namespace).\(SwiftNaming.type(name))")
        case "integer", "long": return .int
        case "float", "double": return .double
        case "boolean": return .bool
        case "timestamp": return .timestamp
        case "blob": return .blob
        case "list", "map":
            guard let inner = (shape.element ?? shape.value)?.shape else {
                throw GeneratorProblem(place, "\(name) has no element")
            }
            let element = try type(of: inner, at: place)
            guard element != .blob else { throw GeneratorProblem(place, "collections of blobs have no reader") }
            return shape.type == "list" ? .list(element) : .map(element)
        default: throw GeneratorProblem(place, "\(name) has the type \(shape.type), which is not known")
        }
    }

    // MARK: Operations

    private func operation(
        _ operation: ServiceModel.Operation, _ code: inout ServiceCode
    ) throws(GeneratorProblem) -> OperationCode {
        let input = structureName(operation.input, orNew: "\(operation.name)Request", &code)
        let output = structureName(operation.output, orNew: "\(operation.name)Response", &code)
        var errors: [OperationCode.ErrorCase] = []
        for name in operation.errors {
            guard let failure = model.shapes[name] else { throw GeneratorProblem(operation.name, "no error \(name)") }
            errors.append(
                OperationCode.ErrorCase(
                    name: SwiftNaming.quoted(SwiftNaming.member(name)), typeName: SwiftNaming.type(name),
                    code: failure.errorCode ?? name))
        }
        let inputMembers = code.structures.first { $0.typeName == input }?.members ?? []
        return OperationCode(
            name: operation.name, method: SwiftNaming.quoted(SwiftNaming.member(operation.name)), input: input,
            output: output, failure: "\(operation.name)Error", errors: errors,
            isReadOnly: Self.isRepeatable(operation, inputMembers), isDeprecated: operation.isDeprecated,
            inputHasDefault: inputMembers.allSatisfy { !$0.isRequired }, resultWrapper: operation.resultWrapper,
            pages: pages(operation, inputMembers, code.structures.first { $0.typeName == output }?.members ?? []))
    }

    private func structureName(_ name: String?, orNew fresh: String, _ code: inout ServiceCode) -> String {
        if let name { return SwiftNaming.type(name) }
        if !code.structures.contains(where: { $0.typeName == fresh }) {
            code.structures.append(
                StructureCode(shapeName: fresh, typeName: fresh, members: [], isSensitive: false, isUnion: false))
        }
        return fresh
    }

    private func pages(
        _ operation: ServiceModel.Operation, _ input: [MemberCode], _ output: [MemberCode]
    ) -> OperationCode.Pages? {
        guard let paginator = model.paginators[operation.name],
            let inputToken = input.first(where: { $0.name == paginator.inputToken && $0.type == .string }),
            let outputToken = output.first(where: { $0.name == paginator.outputToken && $0.type == .string })
        else { return nil }
        return OperationCode.Pages(inputProperty: inputToken.property, outputProperty: outputToken.property)
    }

    private static func isRepeatable(_ operation: ServiceModel.Operation, _ input: [MemberCode]) -> Bool {
        let reads = ["BatchCheck", "BatchGet", "Describe", "Filter", "Get", "List", "Lookup", "Simulate", "Validate"]
        return operation.isReadOnly || operation.isIdempotent || reads.contains { operation.name.hasPrefix($0) }
            || input.contains(where: \.isIdempotencyToken)
    }

    // MARK: Checks

    private func checkNames(_ code: ServiceCode) throws(GeneratorProblem) {
        var names: Set<String> = ["Client", "Shapes"]
        let types =
            code.structures.map(\.typeName) + code.enumerations.map(\.typeName)
            + code.operations.map(\.name) + code.operations.map(\.failure)
        for name in types where !names.insert(name).inserted {
            throw GeneratorProblem(namespace, "two types would be called \(name)")
        }
        for structure in code.structures {
            var properties: Set<String> = []
            for member in structure.members where !properties.insert(member.property).inserted {
                throw GeneratorProblem(structure.shapeName, "two members would be called \(member.property)")
            }
        }
        var shapes: Set<String> = []
        for shape in code.plainShapes where !shapes.insert(shape.property).inserted {
            throw GeneratorProblem(namespace, "two shapes would be called \(shape.property)")
        }
    }

    /// Structures that contain themselves without a list or map in between, so that Swift needs a box.
    private static func structuresHoldingThemselves(_ shapes: [String: ServiceModel.ModelShape]) -> Set<String> {
        func direct(_ name: String) -> [String] {
            (shapes[name]?.members ?? []).map(\.shape).filter { shapes[$0]?.type == "structure" }
        }
        return Set(
            shapes.keys.filter { start in
                var open = direct(start)
                var seen: Set<String> = []
                while let name = open.popLast() {
                    if name == start { return true }
                    if seen.insert(name).inserted { open += direct(name) }
                }
                return false
            })
    }
}
