import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Stacks") struct StackTests {
    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)

    static func event(
        _ logicalID: String, _ type: String, _ status: String, _ reason: String, at seconds: Int = 0
    ) -> StackEventObservation {
        StackEventObservation(
            stack: "shop-dev", logicalID: logicalID, type: type, status: status, reason: reason,
            at: now.advanced(by: .seconds(seconds)))
    }

    static func classify(_ events: [StackEventObservation]) -> [Finding] {
        Classifier.classify(Signals(observation: Observation(takenAt: now), stackEvents: events))
    }

    static let noise = event("Service", "AWS::ECS::Service", "CREATE_FAILED", "Resource creation cancelled", at: 2)
    static let cause = event(
        "Rule", "AWS::ElasticLoadBalancingV2::ListenerRule", "CREATE_FAILED",
        "Priority '26' is currently in use (Service: AmazonElasticLoadBalancingV2; Error Code: PriorityInUse)", at: 1)
    static let over = event(
        "shop-dev", "AWS::CloudFormation::Stack", "ROLLBACK_COMPLETE",
        "The following resource(s) failed to create: [Rule]. Rollback requested by user.", at: 9)

    @Test("the cause comes first, what follows from it is passed over, and what is left to do comes last")
    func order() {
        let found = Self.classify([Self.over, Self.noise, Self.cause])
        #expect(found.map(\.failure) == ["lb-listener-priority-in-use", "cfn-rollback-complete"])
        #expect(found.map(\.severity) == [.fail, .warn])
        #expect(Self.classify([Self.noise]).map(\.failure) == ["cfn-cancelled-noise"])
        #expect(Self.classify([Self.over]).first?.failure == "cfn-rollback-complete")
        #expect(Self.classify([Self.over]).first?.severity == .fail)
    }

    @Test("behind a service that did not stabilise the cause is looked for")
    func behindVerdict() {
        let stuck = Self.event(
            "Service", "AWS::ECS::Service", "UPDATE_FAILED",
            "Resource handler returned message: \"Exceeded attempts to wait\" (HandlerErrorCode: NotStabilized)", at: 0)
        #expect(
            Self.classify([stuck, Self.cause]).map(\.failure)
                == ["lb-listener-priority-in-use", "cfn-service-did-not-stabilise"])
    }

    @Test("another resource that was not ready in time is told as what it is")
    func otherResource() throws {
        let database = Self.event(
            "Database", "AWS::RDS::DBInstance", "CREATE_FAILED",
            "Resource timed out waiting for completion (HandlerErrorCode: NotStabilized)")
        let finding = try #require(Self.classify([database]).first)
        #expect(finding.failure == "cfn-service-did-not-stabilise")
        #expect(finding.confidence == .likely)
        #expect(finding.cause.en.contains("Database (AWS::RDS::DBInstance)"))
    }

    @Test("a certificate that has been issued waits no more")
    func certificate() {
        let waits = Self.event(
            "Certificate", "AWS::CertificateManager::Certificate", "CREATE_IN_PROGRESS",
            "Content of DNS Record is: {Name: _a.shop.example.,Type: CNAME,Value: _b.acm-validations.aws.}")
        let issued = Self.event("Certificate", "AWS::CertificateManager::Certificate", "CREATE_COMPLETE", "", at: 60)
        #expect(Self.classify([waits]).map(\.failure) == ["lb-certificate-validation-stuck"])
        #expect(Self.classify([waits, issued]) == [])
    }

    @Test("a refusal is a race only where the role or its policy is younger than a minute")
    func race() {
        func said(_ created: [String: Moment]) -> String? {
            let reason =
                "ResourceInitializationError: AccessDeniedException: User: arn:aws:sts::1:assumed-role/exec/1 is not "
                + "authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:r:1:secret:s"
            var task = TaskObservation(
                arn: "arn:aws:ecs:r:a:task/c/1", taskDefinition: "td:1", lastStatus: "STOPPED",
                desiredStatus: "STOPPED",
                stopCode: "TaskFailedToStart", stoppedReason: reason)
            task.createdAt = Self.now
            let found = Classifier.classify(
                Observation(takenAt: Self.now, tasks: [task]), Workload(createdAt: created))
            return found.first?.failure.name
        }
        let young = Self.now.advanced(by: .seconds(-20))
        let old = Self.now.advanced(by: .seconds(-90))
        #expect(said(["arn:aws:iam::1:role/exec": young]) == "cfn-iam-race")
        #expect(said(["AWS::IAM::Policy ExecPolicy": young]) == "cfn-iam-race")
        #expect(said(["arn:aws:iam::1:role/exec": old]) != "cfn-iam-race")
        #expect(said(["arn:aws:iam::1:role/other": young]) != "cfn-iam-race")
        #expect(said([:]) != "cfn-iam-race")
    }
}
