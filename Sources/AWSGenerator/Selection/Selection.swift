extension ServiceModel {
    /// The model with only the allowed operations and the shapes that they reach.
    ///
    /// - Throws: when an allowed operation is not in the model, or a shape is named and missing.
    package func selecting(_ names: [String]?) throws(GeneratorProblem) -> ServiceModel {
        var result = self
        if let names {
            result.operations = [:]
            for name in names {
                guard let operation = operations[name] else {
                    throw GeneratorProblem("allow-list", "the model of \(metadata.serviceID) has no operation \(name)")
                }
                result.operations[name] = operation
            }
        }
        var open: [String] = result.operations.values.flatMap { [$0.input, $0.output].compactMap(\.self) + $0.errors }
        var reached: [String: ModelShape] = [:]
        while let name = open.popLast() {
            guard reached[name] == nil else { continue }
            guard let shape = shapes[name] else { throw GeneratorProblem("shape \(name)", "is named and missing") }
            guard !shape.isEventStream else {
                throw GeneratorProblem("shape \(name)", "is an event stream, which no codec here speaks")
            }
            reached[name] = shape
            open += (shape.members + [shape.element, shape.key, shape.value].compactMap(\.self)).map(\.shape)
        }
        result.shapes = reached
        result.paginators = paginators.filter { result.operations[$0.key] != nil }
        return result
    }
}
