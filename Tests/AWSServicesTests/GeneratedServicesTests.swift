import AWSRuntime
import AWSServices
import Testing

@Suite("Generated services")
struct GeneratedServicesTests {
    @Test("all operations of the allow-list are there")
    func counts() {
        #expect(ECS.operations.count == 88)
        #expect(Set(ECS.operations.map { $0.name }).count == 88)
        for name in ["CreateService", "UpdateService", "RunTask", "StopServiceDeployment", "DescribeServiceRevisions"] {
            #expect(ECS.operations.contains { $0.name == name })
        }
        #expect(STS.operations.map { $0.name } == ["AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity"])
        #expect(ECS.service.targetPrefix == "AmazonEC2ContainerServiceV20141113")
        #expect(ELBv2.service.environmentSuffix == "ELASTIC_LOAD_BALANCING_V2")
        #expect(ECR.service.endpointPrefix == "api.ecr")
        #expect(ECR.service.signingName == "ecr")
        #expect(EC2.service.wireProtocol == .ec2Query)
        #expect(CloudWatch.service.protocols == [.awsJSON10, .rpcV2CBOR, .awsQuery])
        #expect(CloudWatch.service.isQueryCompatible)
        #expect(IAM.service.globalSigningRegion == "us-east-1")
    }

    @Test("every input goes through types and wire unchanged", arguments: AllServices.operations.indices)
    func inputs(index: Int) throws {
        try Self.checkInput(AllServices.operations[index])
    }

    private static func checkInput<O: AWSOperation>(_ type: O.Type) throws {
        let schema = OperationSchema(type)
        let value = try #require(AllServices.sample(O.Input.shape))
        #expect(try O.Input(awsValue: value).awsValue == value)
        for wireProtocol in O.service.protocols {
            let codec = WireCodec.for(wireProtocol)
            let request = try codec.encodeRequest(schema, value)
            #expect(try codec.decodeRequest(schema, body: request.body) == value)
            let route = RequestRoute(headers: request.headers, path: request.path, query: nil, body: request.body)
            let prefix = O.service.targetPrefix ?? ""
            switch wireProtocol {
            case .awsQuery, .ec2Query: #expect(route == .query(action: O.name, version: O.service.apiVersion))
            case .awsJSON10, .awsJSON11: #expect(route == .json(targetPrefix: prefix, operation: O.name))
            case .rpcV2CBOR: #expect(route == .cbor(targetPrefix: prefix, operation: O.name))
            }
        }
    }

    @Test("every output goes through types and wire unchanged", arguments: AllServices.operations.indices)
    func outputs(index: Int) throws {
        try Self.checkOutput(AllServices.operations[index])
    }

    private static func checkOutput<O: AWSOperation>(_ type: O.Type) throws {
        let schema = OperationSchema(type)
        let value = try #require(AllServices.sample(O.Output.shape))
        #expect(try O.Output(awsValue: value).awsValue == value)
        for wireProtocol in O.service.protocols {
            let codec = WireCodec.for(wireProtocol)
            let response = try codec.encodeResponse(schema, value, requestID: "id")
            #expect(try codec.decodeResponse(schema, response) == value)
        }
    }

    @Test("every error keeps its code, status, message and members", arguments: AllServices.operations.indices)
    func errors(index: Int) throws {
        try Self.checkErrors(AllServices.operations[index])
    }

    private static func checkErrors<O: AWSOperation>(_ type: O.Type) throws {
        for wireProtocol in O.service.protocols { try checkErrors(type, WireCodec.for(wireProtocol)) }
    }

    private static func checkErrors<O: AWSOperation>(_ type: O.Type, _ codec: WireCodec) throws {
        let schema = OperationSchema(type)
        for error in O.Failure.errorShapes {
            let value = try #require(AllServices.sample(error.shape))
            let sent = try error.init(awsValue: value).serviceError
            #expect(sent.code == error.code)
            #expect(sent.message == "text")
            let response = try codec.encodeError(sent, shape: error.shape, requestID: "id")
            #expect(response.status == error.httpStatus)
            var received = codec.decodeError(schema, response)
            #expect(received.requestID == "id")
            received.requestID = nil
            #expect(received == sent)
            let typed = O.Failure(received)
            #expect(typed.serviceError == sent)
            #expect("\(typed)".hasPrefix("other") == false)
        }
        let unknown = AWSServiceError(code: "BrandNewException", message: "m", httpStatus: 418)
        #expect(O.Failure(unknown).serviceError == unknown)
    }

    @Test("no description shows a sensitive member", arguments: AllServices.operations.indices)
    func redaction(index: Int) throws {
        try Self.checkRedaction(AllServices.operations[index])
    }

    private static func checkRedaction<O: AWSOperation>(_ type: O.Type) throws {
        let input = try O.Input(awsValue: #require(AllServices.sample(O.Input.shape)))
        let output = try O.Output(awsValue: #require(AllServices.sample(O.Output.shape)))
        var dumped = ""
        dump((input, output), to: &dumped)
        for text in ["\(input)", "\(output)", String(reflecting: [input]), dumped] {
            #expect(!text.contains(AllServices.sensitiveText))
        }
    }

    @Test("secrets, tokens and environment values are among the sensitive ones")
    func sensitive() {
        let secret = SecretsManager.GetSecretValueResponse(name: "db", secretString: "hunter2")
        #expect("\(secret)" == "GetSecretValueResponse(Name: \"db\", SecretString: <redacted>)")
        #expect(!"\(ECS.KeyValuePair(name: "A", value: "hunter2"))".contains("hunter2"))
        #expect(!"\(ECR.AuthorizationData(authorizationToken: "hunter2"))".contains("hunter2"))
        #expect(!"\(SSM.Parameter(name: "p", value: "hunter2"))".contains("hunter2"))
        let credentials = STS.Credentials(
            accessKeyId: "AKIA", secretAccessKey: "hunter2", sessionToken: "hunter3",
            expiration: Timestamp(millisecondsSinceEpoch: 0))
        #expect(!"\(credentials)".contains("hunter"))
    }

    @Test("an unknown value of an enumeration is kept; known ones have names")
    func enumerations() throws {
        #expect(ECS.LaunchType(rawValue: "FARGATE") == .fargate)
        #expect(ECS.LaunchType(rawValue: "MOON") == .unknown("MOON"))
        #expect(ECS.LaunchType.unknown("MOON").rawValue == "MOON")
        #expect(ECS.LaunchType.allKnown.contains(.ec2))
        #expect(ECS.HealthStatus(rawValue: "UNKNOWN") == .unknownValue)
        #expect(ECS.NetworkMode(rawValue: "none") == .noneValue)
        #expect(ELBv2.ProtocolEnum(rawValue: "HTTP") == .http)
    }

    @Test("every pattern of the models can be matched")
    func patterns() {
        var seen: Set<String> = []
        var unreadable: Set<String> = []
        for operation in AllServices.operations {
            for shape in [OperationSchema(operation).input, OperationSchema(operation).output] {
                Self.walk(shape, &seen) { shape in
                    guard let pattern = shape.constraints.pattern else { return }
                    if (try? Regex(pattern)) == nil { unreadable.insert(pattern) }
                }
            }
        }
        #expect(seen.count > 500)
        #expect(unreadable.sorted() == [])
    }

    private static func walk(_ shape: Shape, _ seen: inout Set<String>, _ visit: (Shape) -> Void) {
        guard seen.insert(shape.name).inserted else { return }
        visit(shape)
        switch shape.kind {
        case .list(let traits): walk(traits.element(), &seen, visit)
        case .map(let traits):
            walk(traits.key(), &seen, visit)
            walk(traits.value(), &seen, visit)
        case .structure(let traits): for member in traits.members { walk(member.target(), &seen, visit) }
        default: return
        }
    }
}
