extension ServiceModel {
    /// Reads a service model and, where the service has one, its paginators.
    ///
    /// - Throws: `GeneratorProblem` naming the part of the model that is missing or malformed.
    package init(service: OrderedJSON, paginators: OrderedJSON?) throws(GeneratorProblem) {
        metadata = try Metadata(service["metadata"])
        operations = [:]
        for member in service["operations"]?.members ?? [] {
            operations[member.key] = Operation(name: member.key, member.value)
        }
        shapes = [:]
        for member in service["shapes"]?.members ?? [] {
            shapes[member.key] = try ModelShape(name: member.key, member.value)
        }
        self.paginators = [:]
        for member in paginators?["pagination"]?.members ?? [] {
            // Tokens that are lists or expressions have no plain getter; such operations get no pages.
            guard let input = member.value["input_token"]?.string, let output = member.value["output_token"]?.string,
                output.allSatisfy({ $0.isLetter || $0.isNumber })
            else { continue }
            self.paginators[member.key] = Paginator(inputToken: input, outputToken: output)
        }
    }
}

extension ServiceModel.Metadata {
    /// JSON first: it says everything that a model can say, and people can read it.
    private static let spoken = ["json", "query", "ec2", "smithy-rpc-v2-cbor"]

    fileprivate init(_ json: OrderedJSON?) throws(GeneratorProblem) {
        func text(_ key: String) throws(GeneratorProblem) -> String {
            guard let value = json?[key]?.string else { throw GeneratorProblem("metadata", "has no \(key)") }
            return value
        }
        apiVersion = try text("apiVersion")
        endpointPrefix = try text("endpointPrefix")
        serviceID = try text("serviceId")
        let main = try text("protocol")
        let offered = json?["protocols"]?.elements.compactMap(\.string) ?? [main]
        guard let spoken = Self.spoken.first(where: offered.contains), spoken != "smithy-rpc-v2-cbor" else {
            throw GeneratorProblem(
                "metadata", "\(serviceID) speaks only \(offered.joined(separator: ", ")), which no client here speaks")
        }
        wireProtocol = spoken
        otherProtocols = offered.filter { $0 != spoken && Self.spoken.contains($0) }
        isQueryCompatible = json?["awsQueryCompatible"] != nil
        signingName = json?["signingName"]?.string
        jsonVersion = json?["jsonVersion"]?.string
        targetPrefix = json?["targetPrefix"]?.string
        xmlNamespace = json?["xmlNamespace"]?.string
    }
}

extension ServiceModel.Operation {
    fileprivate init(name: String, _ json: OrderedJSON) {
        self.name = name
        input = json["input"]?["shape"]?.string
        output = json["output"]?["shape"]?.string
        resultWrapper = json["output"]?["resultWrapper"]?.string
        errors = json["errors"]?.elements.compactMap { $0["shape"]?.string } ?? []
        isReadOnly = json["readonly"]?.isTrue ?? false
        isIdempotent = json["idempotent"]?.isTrue ?? false
        isDeprecated = json["deprecated"]?.isTrue ?? false
    }
}

extension ServiceModel.ModelShape {
    fileprivate init(name: String, _ json: OrderedJSON) throws(GeneratorProblem) {
        guard let type = json["type"]?.string else { throw GeneratorProblem("shape \(name)", "has no type") }
        self.type = type
        for member in json["members"]?.members ?? [] {
            members.append(try ServiceModel.ModelMember(of: name, member.key, member.value))
        }
        required = json["required"]?.elements.compactMap(\.string) ?? []
        element = try json["member"].map { json throws(GeneratorProblem) in
            try ServiceModel.ModelMember(of: name, "member", json)
        }
        key = try json["key"].map { json throws(GeneratorProblem) in
            try ServiceModel.ModelMember(of: name, "key", json)
        }
        value = try json["value"].map { json throws(GeneratorProblem) in
            try ServiceModel.ModelMember(of: name, "value", json)
        }
        known = json["enum"]?.elements.compactMap(\.string) ?? []
        minimum = json["min"]?.number
        maximum = json["max"]?.number
        pattern = json["pattern"]?.string
        timestampFormat = json["timestampFormat"]?.string
        isFlattened = json["flattened"]?.isTrue ?? false
        isSensitive = json["sensitive"]?.isTrue ?? false
        isDocument = json["document"]?.isTrue ?? false
        isUnion = json["union"]?.isTrue ?? false
        isException = json["exception"]?.isTrue ?? false
        isFault = json["fault"]?.isTrue ?? false
        isEventStream = json["eventstream"]?.isTrue ?? false
        errorCode = json["error"]?["code"]?.string
        errorStatus = json["error"]?["httpStatusCode"]?.number.map { Int($0) }
    }
}

extension ServiceModel.ModelMember {
    fileprivate init(of owner: String, _ name: String, _ json: OrderedJSON) throws(GeneratorProblem) {
        guard let shape = json["shape"]?.string else {
            throw GeneratorProblem("shape \(owner)", "member \(name) has no shape")
        }
        self.name = name
        self.shape = shape
        wireName = json["locationName"]?.string
        queryName = json["queryName"]?.string
        location = json["location"]?.string
        timestampFormat = json["timestampFormat"]?.string
        isIdempotencyToken = json["idempotencyToken"]?.isTrue ?? false
        isDeprecated = json["deprecated"]?.isTrue ?? false
        isFlattened = json["flattened"]?.isTrue ?? false
    }
}
