import SlipwayDomain
import Testing

@Suite("Secrets") struct SecretTests {
    static let arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:dev/db-AbCdEf"

    @Test(
        "reads every form and writes it back",
        arguments: [
            "secret:dev/database#url", "secret:token", "ssm:/dev/token", arn, "\(arn):url::", "\(arn):url:AWSPREVIOUS:",
            "\(arn):::EXAMPLE1-90ab", "arn:aws:ssm:eu-west-1:123456789012:parameter/dev/token",
        ])
    func roundTrip(text: String) throws {
        #expect(try SecretReference(parsing: text).description == text)
    }

    @Test("keeps the key apart from the name")
    func key() throws {
        let reference = try SecretReference(parsing: "secret:dev/realworld/database#jwt_secret")
        #expect(reference.identifier == "dev/realworld/database")
        #expect(reference.key == "jwt_secret")
        #expect(reference.valueFrom(arn: Self.arn) == "\(Self.arn):jwt_secret::")
        #expect(try SecretReference(parsing: "secret:token").valueFrom(arn: Self.arn) == Self.arn)
        #expect(try SecretReference(parsing: "\(Self.arn)#url").description == "\(Self.arn):url::")
    }

    @Test(
        "refuses what ECS would misread",
        arguments: [
            ("hunter2", SecretReference.ParseError.form), ("secret:", .emptyName), ("secret:a#", .emptyKey),
            ("ssm:", .emptyName), ("\(arn):url", .arn("\(arn):url")), ("\(arn)::STAGE:ID", .stageAndVersion),
            ("arn:aws:s3:::bucket/key", .arn("arn:aws:s3:::bucket/key")),
        ])
    func refuses(text: String, error: SecretReference.ParseError) {
        #expect(throws: error) { try SecretReference(parsing: text) }
    }

    @Test("a redacted value never shows, however it is printed")
    func redacted() {
        struct Holder { var password = Redacted("hunter2") }
        let holder = Holder()
        var dumped = ""
        dump(holder, to: &dumped)
        for text in ["\(holder)", String(reflecting: holder), "\(holder.password)", dumped] {
            #expect(!text.contains("hunter2"))
        }
        #expect(holder.password.reveal() == "hunter2")
        #expect(holder.password == Redacted("hunter2"))
    }
}
