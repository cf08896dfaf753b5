import AWSRuntime
import Testing

/// An environment out of dictionaries.
func environment(_ variables: [String: String] = [:], files: [String: String] = [:]) -> AWSEnvironment {
    AWSEnvironment(variables: variables, homeDirectory: "/user") { files[$0] }
}

@Suite("Shared configuration files")
struct INIFileTests {
    @Test("reads sections, comments, nested blocks and continued values")
    func reads() throws {
        let file = try INIFile(
            parsing: """
                # a comment
                [default]
                region=eu-west-1 ; the near one
                Output = json

                [profile "my  team"]
                s3 =
                    max_concurrent_requests = 20
                    # inside
                    addressing_style = path
                cli_pager =
                note = one
                   two
                token = a#b;c
                [empty]
                """)
        #expect(file.sections["default"] == ["region": .text("eu-west-1"), "output": .text("json")])
        #expect(
            file.sections["profile my team"] == [
                "s3": .block(["max_concurrent_requests": "20", "addressing_style": "path"]),
                "cli_pager": .text(""), "note": .text("one\ntwo"), "token": .text("a#b;c"),
            ])
        #expect(file.sections["empty"] == [:])
    }

    @Test(
        "names the line that it cannot read",
        arguments: [
            ("region = x", 1, "a setting stands before the first section"),
            ("[default\n", 1, "a section has no closing bracket"),
            ("[a]\nnonsense\n", 2, "expected `name = value`"),
            ("[a]\n  b = c", 2, "an indented line continues nothing"),
        ])
    func namesTheLine(text: String, line: Int, problem: String) {
        #expect(throws: INIFile.Malformed(line: line, problem: problem)) { try INIFile(parsing: text) }
    }
}

@Suite("Configuration")
struct ConfigurationTests {
    let files = [
        "/user/.aws/config": """
        [default]
        region = eu-west-1
        [profile dev]
        region = ap-northeast-2
        endpoint_url = http://localhost:4566
        services = local
        [services local]
        ecs =
          endpoint_url = http://localhost:5000
        """,
        "/user/.aws/credentials": "[dev]\naws_access_key_id = AKDEV\naws_secret_access_key = s\n",
    ]
    let ecs = ServiceDescription(
        endpointPrefix: "ecs", signingName: "ecs", environmentSuffix: "ECS", apiVersion: "2014-11-13",
        wireProtocol: .awsJSON11)
    let logs = ServiceDescription(
        endpointPrefix: "logs", signingName: "logs", environmentSuffix: "CLOUDWATCH_LOGS", apiVersion: "2014-03-28",
        wireProtocol: .awsJSON11)

    @Test("finds the region where the AWS CLI does")
    func findsRegion() throws {
        func region(_ variables: [String: String], _ overrides: AWSConfiguration.Overrides = .init()) throws -> String?
        {
            try AWSConfiguration.resolve(environment(variables, files: files), overrides: overrides).region
        }
        #expect(try region([:]) == "eu-west-1")
        #expect(try region(["AWS_PROFILE": "dev"]) == "ap-northeast-2")
        #expect(try region(["AWS_PROFILE": "dev", "AWS_DEFAULT_REGION": "us-east-1"]) == "us-east-1")
        #expect(try region(["AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-east-1"]) == "us-west-2")
        #expect(try region(["AWS_REGION": "us-west-2"], .init(region: "sa-east-1")) == "sa-east-1")
        #expect(try region(["AWS_REGION": ""], .init(profile: "dev")) == "ap-northeast-2")
        #expect(try AWSConfiguration.resolve(environment()).region == nil)
        #expect(throws: ConfigurationError.invalidRegion(where: "AWS_REGION", region: "evil.com/")) {
            try region(["AWS_REGION": "evil.com/"])
        }
    }

    @Test("an asked-for profile that is not there names those that are")
    func unknownProfile() throws {
        #expect(
            throws: ConfigurationError.profileNotFound(
                name: "prod", known: ["default", "dev"], paths: ["/user/.aws/config", "/user/.aws/credentials"])
        ) {
            try AWSConfiguration.resolve(environment(["AWS_PROFILE": "prod"], files: files))
        }
    }

    @Test("finds endpoints in botocore's order")
    func findsEndpoints() throws {
        func url(
            _ service: ServiceDescription, _ variables: [String: String],
            _ overrides: AWSConfiguration.Overrides = .init()
        ) throws -> String {
            let configuration = try AWSConfiguration.resolve(environment(variables, files: files), overrides: overrides)
            return configuration.endpoints.endpoint(for: service, region: "ap-northeast-2").url.description
        }
        #expect(try url(ecs, [:]) == "https://ecs.ap-northeast-2.amazonaws.com")
        #expect(try url(ecs, ["AWS_PROFILE": "dev"]) == "http://localhost:5000")
        #expect(try url(logs, ["AWS_PROFILE": "dev"]) == "http://localhost:4566")
        #expect(try url(ecs, ["AWS_PROFILE": "dev", "AWS_ENDPOINT_URL": "http://a:1/b/"]) == "http://a:1/b")
        #expect(
            try url(logs, ["AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://c"])
                == "http://c")
        #expect(
            try url(
                ecs,
                ["AWS_PROFILE": "dev", "AWS_ENDPOINT_URL": "http://a", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"])
                == "https://ecs.ap-northeast-2.amazonaws.com")
        #expect(
            try url(ecs, ["AWS_ENDPOINT_URL": "http://a"], .init(endpointURL: "https://[::1]:8443"))
                == "https://[::1]:8443")
        #expect(
            throws: ConfigurationError.invalidEndpoint(
                where: "AWS_ENDPOINT_URL_ECS",
                problem: "\"localhost\" is not a URL; write http://HOST:PORT or https://HOST")
        ) { try url(logs, ["AWS_ENDPOINT_URL_ECS": "localhost"]) }
    }

    @Test(
        "regions lie in their partition",
        arguments: [
            ("ap-northeast-2", "https://ecs.ap-northeast-2.amazonaws.com"),
            ("cn-north-1", "https://ecs.cn-north-1.amazonaws.com.cn"),
            ("us-gov-west-1", "https://ecs.us-gov-west-1.amazonaws.com"),
            ("us-iso-east-1", "https://ecs.us-iso-east-1.c2s.ic.gov"),
            ("us-isob-east-1", "https://ecs.us-isob-east-1.sc2s.sgov.gov"),
            ("eu-isoe-west-1", "https://ecs.eu-isoe-west-1.cloud.adc-e.uk"),
        ])
    func partitions(region: String, url: String) {
        let endpoint = EndpointRules().endpoint(for: ecs, region: region)
        #expect(endpoint.url.description == url)
        #expect(endpoint.signingRegion == region)
    }

    @Test(
        "a global service has one endpoint for its partition",
        arguments: [
            ("ap-northeast-2", "https://iam.amazonaws.com", "us-east-1"),
            ("us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
            ("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("us-iso-west-1", "https://iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ])
    func globalService(region: String, url: String, signingRegion: String) {
        let iam = ServiceDescription(
            endpointPrefix: "iam", signingName: "iam", environmentSuffix: "IAM", apiVersion: "2010-05-08",
            wireProtocol: .awsQuery, globalSigningRegion: "us-east-1")
        let endpoint = EndpointRules().endpoint(for: iam, region: region)
        #expect(endpoint.url.description == url)
        #expect(endpoint.signingRegion == signingRegion)
    }
}
