import AWSRuntime
import AWSServices
import SlipwayDeploy
import SlipwayDomain
import Testing

@testable import SlipwayAWS

@Suite("Failures of calls") struct FailureTests {
    typealias Failure = AWSCallError<ECS.UpdateServiceError>

    static func answered(_ code: String, _ message: String = "words") -> Failure {
        .service(
            ECS.UpdateServiceError(
                AWSServiceError(code: code, message: message, value: .structure(["message": .string(message)]))))
    }

    @Test("who may not is told which action to grant", arguments: ["AccessDeniedException", "AccessDenied"])
    func denied(code: String) {
        let failure = Self.answered(code).targetFailure("ecs:UpdateService")
        #expect(failure == .denied(action: "ecs:UpdateService", detail: "words"))
        let problem = failure.problem(doing: "updating web")
        #expect(problem.exitCode == .notPermitted)
        #expect(problem.message.contains("ecs:UpdateService"))
        let fact: Fact<String> = Self.answered(code).fact("ecs:DescribeServices")
        #expect(fact == .denied(action: "ecs:DescribeServices"))
    }

    @Test("the action that AWS names counts, not the call's own")
    func namedAction() {
        let words =
            "User: arn:aws:iam::111122223333:user/ci is not authorized to perform: iam:PassRole on resource: "
            + "arn:aws:iam::111122223333:role/shop-task because no identity-based policy allows the iam:PassRole action"
        let failure = Self.answered("AccessDeniedException", words).targetFailure("ecs:RegisterTaskDefinition")
        #expect(failure == .denied(action: "iam:PassRole", detail: words))
    }

    @Test(
        "credentials that AWS does not take are told as refused, and expired ones as to be renewed",
        arguments: [
            "ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "UnrecognizedClient",
            "InvalidSignatureException", "InvalidClientTokenId", "SignatureDoesNotMatch",
        ])
    func credentials(code: String) {
        let isExpired = code.hasPrefix("Expired")
        let failure = Self.answered(code).targetFailure("ecs:UpdateService")
        #expect(failure == .credentialsRefused(isExpired: isExpired, detail: "\(code): words"))
        let problem = failure.problem(doing: "updating web")
        #expect(problem.message.hasPrefix("AWS refused the credentials"))
        #expect(problem.exitCode == .notPermitted)
        #expect(problem.next?.contains("aws sso login") == isExpired)
    }

    @Test("every source of credentials that was tried is named")
    func sources() {
        let failure = Failure.credentials(
            CredentialsError(attempts: [.init(source: "environment", problem: "not set")]))
        #expect(failure.targetFailure("ecs:UpdateService") == .noCredentials(detail: "environment: not set"))
    }

    @Test("a refusal keeps the service's own code and words")
    func refused() {
        let failure = Self.answered("InvalidParameterException", "Subnet is wrong.").targetFailure("ecs:UpdateService")
        #expect(
            failure
                == .refused(
                    operation: "ecs:UpdateService", code: "InvalidParameterException", message: "Subnet is wrong."))
    }

    @Test("what is not there is missing only where the code says so")
    func missing() {
        let fact: Fact<String> = Self.answered("ClusterNotFoundException")
            .fact("ecs:DescribeServices", missing: ["ClusterNotFoundException"])
        #expect(fact == .missing)
        let other: Fact<String> = Self.answered("ServerException")
            .fact("ecs:DescribeServices", missing: ["ClusterNotFoundException"])
        #expect(other == .unknown(reason: "ServerException: words"))
    }

    @Test("an answer that may have been lost is told from a request that never arrived")
    func lost() {
        func transport(_ arrived: Bool) -> Failure {
            .transport(AWSTransportError(.broken, requestMayHaveArrived: arrived, detail: "broken"))
        }
        let lost: [Failure] = [
            transport(true), .undecodable(operation: "UpdateService", httpStatus: 200, problem: "cut"),
            .deadlineExceeded(operation: "UpdateService", lastError: "503"),
        ]
        let known: [Failure] = [
            transport(false), Self.answered("ServerException"), .cancelled,
            .invalidInput([ValidationProblem(path: "service", problem: "is missing")]),
            .credentials(CredentialsError(attempts: [])),
        ]
        #expect(lost.map(\.answerWasLost) == [true, true, true])
        #expect(known.map(\.answerWasLost) == [false, false, false, false, false])
    }
}

@Suite("Shape of secrets") struct SecretShapeTests {
    @Test("a JSON secret is its keys, sorted, and whether each has a value")
    func object() {
        let text = #"{"url":"postgres://u:canary-4711@h/d","empty":"  ","none":null,"port":5432,"list":[]}"#
        let shape = SecretText(text).shape
        #expect(
            shape
                == .object([
                    SecretKey(name: "empty", isEmpty: true), SecretKey(name: "list", isEmpty: false),
                    SecretKey(name: "none", isEmpty: true), SecretKey(name: "port", isEmpty: false),
                    SecretKey(name: "url", isEmpty: false),
                ]))
        var dumped = ""
        dump(shape, to: &dumped)
        #expect(!dumped.contains("canary-4711"))
        #expect(!dumped.contains("5432"))
    }

    @Test("whatever a secret holds is known to be one: each text and number of an object, else the whole value")
    func values() {
        let text = #"{"url":"one","more":{"list":["two",300,{"deep":"four"}],"on":true},"none":null}"#
        #expect(Set(SecretText(text).confidential.map { $0.reveal() }) == ["one", "two", "300", "four"])
        #expect(SecretText("[1, 2]").confidential.map { $0.reveal() } == ["[1, 2]"])
        #expect("\(SecretText(text).confidential)".contains("one") == false)
    }

    @Test("any other secret is only there or empty", arguments: ["canary-4711", "[1]", "42", "{", "\"text\""])
    func text(value: String) {
        #expect(SecretText(value).shape == .text(isEmpty: false))
        #expect(SecretText("").shape == .text(isEmpty: true))
        #expect(SecretText(" \n").shape == .text(isEmpty: true))
    }
}
