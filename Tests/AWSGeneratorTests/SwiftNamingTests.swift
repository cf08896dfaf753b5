import AWSGenerator
import Testing

@Suite("Names in Swift")
struct SwiftNamingTests {
    @Test(
        "members begin lower, with runs of capitals lowered",
        arguments: [
            ("LoadBalancerArn", "loadBalancerArn"), ("DNSName", "dnsName"), ("VPCZoneId", "vpcZoneId"),
            ("ARN", "arn"), ("ARNs", "arns"), ("SecretARNs", "secretARNs"), ("VpcId", "vpcId"),
            ("S3Bucket", "s3Bucket"),
            ("taskDefinitionArn", "taskDefinitionArn"), ("KmsKeyId", "kmsKeyId"), ("IPv6Addresses", "ipv6Addresses"),
            ("IpAddressType", "ipAddressType"), ("shape", "shapeValue"), ("Description", "description"),
            ("debugDescription", "debugDescriptionValue"), ("SSLPolicy", "sslPolicy"),
        ])
    func members(model: String, swift: String) {
        #expect(SwiftNaming.member(model) == swift)
    }

    @Test(
        "cases come from the value on the wire",
        arguments: [
            ("FARGATE_SPOT", "fargateSpot"), ("awsvpc", "awsvpc"), ("HTTP", "http"), ("HTTP1", "http1"),
            ("CREATE_COMPLETE", "createComplete"), ("application-load-balancer", "applicationLoadBalancer"),
            ("X86_64", "x86_64"), ("path-pattern", "pathPattern"), ("containerInsights", "containerInsights"),
            ("Target.NotRegistered", "targetNotRegistered"), ("NONE", "noneValue"), ("UNKNOWN", "unknownValue"),
            ("1.0", "value1_0"), ("", "empty"), ("default", "default"), ("init", "initValue"),
        ])
    func cases(wire: String, swift: String) {
        #expect(SwiftNaming.enumerationCase(wire) == swift)
    }

    @Test("types begin upper and keep away from Swift's own; keywords are quoted")
    func types() {
        #expect(SwiftNaming.type("tagListEntry") == "TagListEntry")
        #expect(SwiftNaming.type("Protocol") == "ProtocolShape")
        #expect(SwiftNaming.type("Error") == "ErrorShape")
        #expect(SwiftNaming.quoted("protocol") == "`protocol`")
        #expect(SwiftNaming.quoted("port") == "port")
    }
}
