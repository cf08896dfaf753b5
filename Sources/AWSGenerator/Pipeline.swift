/// From a service's model to its Swift files: parse, correct, select, build, render. Reads and writes nothing.
package enum Pipeline {
    /// - Parameters:
    ///   - service: the text of `service-2.json`.
    ///   - paginators: the text of `paginators-1.json`, where the service has one.
    /// - Throws: `GeneratorProblem` with the place in the model.
    package static func files(
        for allowed: AllowedService, service: [UInt8], paginators: [UInt8]?, source: ModelSource,
        corrections: [Correction] = Correction.all
    ) throws(GeneratorProblem) -> [GeneratedFile] {
        var model = try ServiceModel(
            service: try parse(service, named: "service-2.json"),
            paginators: try paginators.map { bytes throws(GeneratorProblem) in
                try parse(bytes, named: "paginators-1.json")
            })
        for correction in corrections where correction.service == allowed.namespace {
            try correction.apply(to: &model)
        }
        let selected = try model.selecting(allowed.operations)
        var code = try CodeBuilder(model: selected, namespace: allowed.namespace).build(source: source)
        code.isGlobal = allowed.isGlobal
        return ServiceRenderer(code).files()
    }

    private static func parse(_ bytes: [UInt8], named name: String) throws(GeneratorProblem) -> OrderedJSON {
        do throws(OrderedJSON.SyntaxError) {
            return try OrderedJSON(parsing: bytes)
        } catch {
            throw GeneratorProblem(name, error.description)
        }
    }
}
