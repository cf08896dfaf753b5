/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
package struct EnvironmentCredentials: CredentialsProvider {
    package let name = "environment"
    private let environment: AWSEnvironment

    package init(environment: AWSEnvironment) {
        self.environment = environment
    }

    package func credentials() async -> CredentialsOutcome {
        let key = environment.variable("AWS_ACCESS_KEY_ID")
        let secret = environment.variable("AWS_SECRET_ACCESS_KEY")
        switch (key, secret) {
        case (let key?, let secret?):
            let token = environment.variable("AWS_SESSION_TOKEN") ?? environment.variable("AWS_SECURITY_TOKEN")
            return .found(
                AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token, source: name))
        case (nil, nil): return .absent("AWS_ACCESS_KEY_ID is not set")
        case (nil, _): return .failed("AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not")
        case (_, nil): return .failed("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not")
        }
    }
}
