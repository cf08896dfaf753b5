extension ServiceRenderer {
    func structuresFile(_ part: String, _ structures: [StructureCode]) -> GeneratedFile {
        file(part) { source in
            for structure in structures {
                source.line()
                source.block("extension \(code.namespace)") { source in
                    self.structure(structure, &source)
                }
            }
        }
    }

    private func structure(_ structure: StructureCode, _ source: inout SourceText) {
        source.doc(summary(structure))
        let conformance = structure.failure == nil ? "AWSStructure" : "AWSErrorShape"
        source.block("package struct \(structure.typeName): \(conformance)") { source in
            for member in structure.members {
                source.doc((["`\(member.name)` in the model."] + member.notes).joined(separator: " "))
                source.line("\(member.isBoxed ? "@Boxed " : "")package var \(property(member)): \(spelling(member))")
            }
            if !structure.members.isEmpty { source.line() }
            memberwise(structure, &source)
            source.line()
            decoding(structure, &source)
            source.line()
            encoding(structure, &source)
            source.line()
            shape(structure, &source)
            if let failure = structure.failure {
                source.line()
                source.line("package static let code: String = \(PlainShapes.literal(failure.code))")
                source.line("package static let httpStatus: Int = \(failure.httpStatus)")
            }
        }
    }

    private func summary(_ structure: StructureCode) -> String {
        var text = "Shape `\(structure.shapeName)`"
        if let failure = structure.failure {
            text += ": error `\(failure.code)`, HTTP status \(failure.httpStatus)"
        } else if structure.members.isEmpty {
            text += ", which has no members"
        } else if structure.isUnion {
            text += ": a union, exactly one member is set"
        }
        return text + "." + (structure.isSensitive ? " Sensitive: not shown in descriptions." : "")
    }

    private func memberwise(_ structure: StructureCode, _ source: inout SourceText) {
        guard !structure.members.isEmpty else { return source.line("package init() {}") }
        let parameters = structure.members.map { member in
            "\(property(member)): \(spelling(member))\(member.isRequired ? "" : " = nil")"
        }
        source.call("package init(", parameters, ") {")
        for member in structure.members {
            source.line("    self.\(property(member)) = \(property(member))")
        }
        source.line("}")
    }

    private func decoding(_ structure: StructureCode, _ source: inout SourceText) {
        source.block("package init(awsValue: AWSValue) throws(AWSDecodingError)") { source in
            guard !structure.members.isEmpty else {
                return source.line("_ = try StructureReader(awsValue)")
            }
            source.line("let reader: StructureReader = try StructureReader(awsValue)")
            for member in structure.members {
                let method = (member.isRequired ? "required" : "optional") + (member.type == .blob ? "Blob" : "")
                let name = PlainShapes.literal(member.name)
                source.line("self.\(property(member)) = try reader.\(method)(\(name))")
            }
        }
    }

    private func encoding(_ structure: StructureCode, _ source: inout SourceText) {
        source.block("package var awsValue: AWSValue") { source in
            guard !structure.members.isEmpty else { return source.line(".structure([:])") }
            source.line("var writer: StructureWriter = StructureWriter()")
            for member in structure.members {
                let method = member.type == .blob ? "setBlob" : "set"
                source.line("writer.\(method)(\(PlainShapes.literal(member.name)), \(property(member)))")
            }
            source.line("return writer.value")
        }
    }

    private func shape(_ structure: StructureCode, _ source: inout SourceText) {
        let traits = (structure.isSensitive ? ", isSensitive: true" : "") + (structure.isUnion ? ", isUnion: true" : "")
        let name = PlainShapes.literal(structure.shapeName)
        guard !structure.members.isEmpty else {
            return source.line("package static let shape: Shape = StructureShapeBuilder(\(name)\(traits)).shape")
        }
        source.line("package static let shape: Shape = makeShape()")
        source.line()
        source.block("private static func makeShape() -> Shape") { source in
            source.line("var builder: StructureShapeBuilder = StructureShapeBuilder(\(name)\(traits))")
            for member in structure.members {
                var arguments = [PlainShapes.literal(member.name), member.shape]
                if member.isRequired { arguments.append("required: true") }
                if let wireName = member.wireName { arguments.append("wireName: \(PlainShapes.literal(wireName))") }
                if member.isIdempotencyToken { arguments.append("idempotencyToken: true") }
                if let location = member.location.map(Self.location) { arguments.append("location: .\(location)") }
                if let format = member.timestampFormat { arguments.append("timestampFormat: .\(format)") }
                source.line("builder.add(\(arguments.joined(separator: ", ")))")
            }
            source.line("return builder.shape")
        }
    }

    private static func location(_ wire: String) -> String {
        wire == "header" || wire == "headers" || wire == "uri" || wire == "querystring" ? wire : "statusCode"
    }

    private func property(_ member: MemberCode) -> String { SwiftNaming.quoted(member.property) }

    private func spelling(_ member: MemberCode) -> String {
        member.type.spelling + (member.isRequired ? "" : "?")
    }
}
