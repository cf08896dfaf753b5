import AWSRuntime
import AWSServices
import LocalAWS
import Testing

/// Every operation of every service's model is either there or refused by its name.
@Suite("What is not there says so")
struct ModelWalkTests {
    static let services: [(String, [any AWSOperation.Type])] = [
        ("ECS", ECS.operations), ("ECR", ECR.operations), ("ELBv2", ELBv2.operations), ("STS", STS.operations),
        ("SecretsManager", SecretsManager.operations), ("SSM", SSM.operations),
        ("CloudWatchLogs", CloudWatchLogs.operations), ("IAM", IAM.operations), ("EC2", EC2.operations),
        ("KMS", KMS.operations), ("ServiceQuotas", ServiceQuotas.operations), ("CloudWatch", CloudWatch.operations),
        ("RDS", RDS.operations), ("ElastiCache", ElastiCache.operations),
        ("ApplicationAutoScaling", ApplicationAutoScaling.operations), ("AutoScaling", AutoScaling.operations),
        ("ACM", ACM.operations), ("CloudTrail", CloudTrail.operations), ("CloudFormation", CloudFormation.operations),
        ("EventBridge", EventBridge.operations), ("CloudMap", CloudMap.operations),
    ]

    @Test("each operation of the model is answered or refused by name", arguments: services.map(\.0))
    func walks(service: String) async throws {
        let test = try TestCloud()
        let operations = try #require(Self.services.first { $0.0 == service }?.1)
        #expect(!operations.isEmpty)
        let tables = Dictionary(
            test.cloud.dispatcher.services.map { ($0.service.environmentSuffix, $0) }, uniquingKeysWith: { $1 })
        for operation in operations {
            let name = "\(operation.service.signingName):\(operation.name)"
            let answer = await test.cloud.dispatcher.answer(request(operation, test))
            let text = String(decoding: answer.body, as: UTF8.self)
            let table = try #require(tables[operation.service.environmentSuffix])
            if table.entries[operation.name] == nil {
                #expect(answer.status == 501, "\(name)")
                #expect(text.contains("LocalAWS does not implement \(name)"), "\(name): \(text)")
            } else {
                #expect(answer.status != 501, "\(name): \(text)")
                #expect(answer.status != 500, "\(name): \(text)")
            }
        }
        await test.cloud.stop()
    }

    private func request(_ operation: any AWSOperation.Type, _ test: TestCloud) -> HTTPRequestMessage {
        let service = operation.service
        var headers: [HTTPField] = []
        let body: String
        if service.wireProtocol.isQuery {
            headers.append(HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"))
            body = "Action=\(operation.name)&Version=\(service.apiVersion)"
        } else {
            let version = service.wireProtocol == .awsJSON10 ? "1.0" : "1.1"
            headers.append(HTTPField("Content-Type", "application/x-amz-json-\(version)"))
            headers.append(HTTPField("X-Amz-Target", "\(service.targetPrefix ?? "").\(operation.name)"))
            body = "{}"
        }
        let plain = HTTPRequestMessage(
            method: "POST", scheme: "http", host: "127.0.0.1", port: 4566, headers: headers, body: Array(body.utf8))
        let signer = SigV4Signer(
            credentials: test.cloud.owner.credentials, region: TestCloud.region, service: service.signingName)
        return signer.sign(plain, at: test.time.now())
    }
}
