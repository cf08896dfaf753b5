/// One place where credentials may be.
package protocol CredentialsProvider: Sendable {
    /// In words, for errors: `environment`, `profile "dev"`.
    var name: String { get }
    func credentials() async -> CredentialsOutcome
}

/// What a provider found.
package enum CredentialsOutcome: Hashable, Sendable {
    case found(AWSCredentials)
    /// Nothing is set up here: the chain goes on.
    case absent(String)
    /// Something is set up and does not work: the chain stops, because the user meant this one.
    case failed(String)
}

/// Providers in order; the first that is set up decides.
package struct CredentialsChain: Sendable {
    package var providers: [any CredentialsProvider]

    package init(_ providers: [any CredentialsProvider]) {
        self.providers = providers
    }

    /// - Throws: every provider asked, each with why it gave none.
    package func resolve() async throws(CredentialsError) -> AWSCredentials {
        var attempts: [CredentialsError.Attempt] = []
        for provider in providers {
            switch await provider.credentials() {
            case .found(let credentials): return credentials
            case .absent(let reason): attempts.append(.init(source: provider.name, problem: reason))
            case .failed(let reason):
                attempts.append(.init(source: provider.name, problem: reason))
                throw CredentialsError(attempts: attempts)
            }
        }
        throw CredentialsError(attempts: attempts)
    }

    /// The usual order: environment (unless a profile was asked for by option), profile, container endpoint.
    package static func standard(
        _ environment: AWSEnvironment, configuration: AWSConfiguration, transport: any AWSTransport
    ) -> CredentialsChain {
        var providers: [any CredentialsProvider] = []
        if !configuration.profileWasGiven {
            providers.append(EnvironmentCredentials(environment: environment))
        }
        providers.append(ProfileCredentials(profile: configuration.profile))
        providers.append(ContainerCredentials(environment: environment, transport: transport))
        return CredentialsChain(providers)
    }
}

/// Always the same key pair: tests, `rehearse`, LocalAWS's own callers.
package struct FixedCredentials: CredentialsProvider {
    package let name: String
    private let fixed: AWSCredentials

    package init(_ credentials: AWSCredentials) {
        self.name = credentials.source
        self.fixed = credentials
    }

    package func credentials() async -> CredentialsOutcome {
        .found(fixed)
    }
}
