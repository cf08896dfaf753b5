extension ServiceRenderer {
    func operationsFile(_ part: String, _ operations: [OperationCode]) -> GeneratedFile {
        file(part) { source in
            for operation in operations {
                source.line()
                source.block("extension \(code.namespace)") { source in
                    self.operation(operation, &source)
                }
            }
        }
    }

    private func operation(_ operation: OperationCode, _ source: inout SourceText) {
        source.doc("Operation `\(operation.name)`.\(operation.isDeprecated ? " Deprecated in the model." : "")")
        source.block("package enum \(operation.name): AWSOperation") { source in
            source.line("package typealias Input = \(code.namespace).\(operation.input)")
            source.line("package typealias Output = \(code.namespace).\(operation.output)")
            source.line("package typealias Failure = \(code.namespace).\(operation.failure)")
            source.line("package static var service: ServiceDescription { \(code.namespace).service }")
            source.line("package static var name: String { \(PlainShapes.literal(operation.name)) }")
            source.line("package static var isReadOnly: Bool { \(operation.isReadOnly) }")
            let wrapper = operation.resultWrapper.map(PlainShapes.literal) ?? "nil"
            source.line("package static var resultWrapper: String? { \(wrapper) }")
        }
    }

    func operationErrors() -> GeneratedFile {
        file("OperationErrors") { source in
            for operation in code.operations {
                source.line()
                source.block("extension \(code.namespace)") { source in
                    self.operationError(operation, &source)
                }
            }
        }
    }

    private func operationError(_ operation: OperationCode, _ source: inout SourceText) {
        source.doc("What `\(operation.name)` can refuse with.")
        source.block("package enum \(operation.failure): AWSOperationError") { source in
            for error in operation.errors {
                source.doc("`\(error.code)` on the wire.")
                source.line("case \(error.name)(\(code.namespace).\(error.typeName))")
            }
            source.doc("An error that the model does not list here, or whose members do not fit it.")
            source.line("case other(AWSServiceError)")
            source.line()
            let types = operation.errors.map { "\(code.namespace).\($0.typeName).self" }
            source.call("package static let errorShapes: [any AWSErrorShape.Type] = [", types, "]")
            source.line()
            source.block("package init(_ error: AWSServiceError)") { source in
                guard !operation.errors.isEmpty else { return source.line("self = .other(error)") }
                source.cases(of: "error.code") { source in
                    for error in operation.errors {
                        let type = "\(code.namespace).\(error.typeName)"
                        source.line("case \(PlainShapes.literal(error.code)):")
                        source.line(
                            "    self = error.typed(as: \(type).self).map { .\(error.name)($0) } ?? .other(error)")
                    }
                    source.line("default: self = .other(error)")
                }
            }
            source.line()
            source.block("package var serviceError: AWSServiceError") { source in
                source.cases(of: "self") { source in
                    for error in operation.errors {
                        source.line("case .\(error.name)(let error): error.serviceError")
                    }
                    source.line("case .other(let error): error")
                }
            }
        }
    }

    func client() -> GeneratedFile {
        file("Client") { source in
            source.line()
            source.block("extension \(code.namespace)") { source in
                source.doc("Calls \(code.metadata.serviceID).")
                source.block("package struct Client: Sendable") { source in
                    source.line("private let caller: any AWSCalling")
                    source.line()
                    source.block("package init(_ caller: any AWSCalling)") { $0.line("self.caller = caller") }
                    for operation in code.operations {
                        source.line()
                        method(operation, &source)
                        if let pages = operation.pages {
                            source.line()
                            pagesMethod(operation, pages, &source)
                        }
                    }
                }
            }
        }
    }

    private func input(_ operation: OperationCode) -> String {
        let type = "\(code.namespace).\(operation.input)"
        return "_ input: \(type)\(operation.inputHasDefault ? " = \(type)()" : "")"
    }

    private func method(_ operation: OperationCode, _ source: inout SourceText) {
        source.doc("Calls `\(operation.name)`.")
        source.line("package func \(operation.method)(")
        source.line("    \(input(operation))")
        source.line(
            ") async throws(AWSCallError<\(code.namespace).\(operation.failure)>) "
                + "-> \(code.namespace).\(operation.output) {")
        source.line("    try await caller.call(\(code.namespace).\(operation.name).self, input)")
        source.line("}")
    }

    private func pagesMethod(_ operation: OperationCode, _ pages: OperationCode.Pages, _ source: inout SourceText) {
        let name = "\(code.namespace).\(operation.name)"
        source.doc("The answers of `\(operation.name)`, page after page.")
        source.line("package func \(operation.method)Pages(")
        source.line("    \(input(operation))")
        source.line(") -> AWSPages<\(name)> {")
        source.line("    AWSPages<\(name)>(")
        source.line("        caller, first: input,")
        source.line(
            "        token: { (page: \(code.namespace).\(operation.output)) -> String? "
                + "in page.\(SwiftNaming.quoted(pages.outputProperty)) },")
        source.line(
            "        withToken: { (input: \(code.namespace).\(operation.input), token: String) "
                + "-> \(code.namespace).\(operation.input) in")
        source.line("            var next: \(code.namespace).\(operation.input) = input")
        source.line("            next.\(SwiftNaming.quoted(pages.inputProperty)) = token")
        source.line("            return next")
        source.line("        })")
        source.line("}")
    }
}
