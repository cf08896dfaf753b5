/// Where to call and as whom, resolved once per process as the AWS CLI does it.
package struct AWSConfiguration: Sendable {
    package var profile: SharedProfile
    /// Whether the profile was asked for by option: then the environment's keys are not used.
    package var profileWasGiven: Bool
    /// Nil when nothing names one; a caller must then be given one.
    package var region: String?
    package var endpoints: EndpointRules

    /// What the command line or the manifest says; it wins over everything.
    package struct Overrides: Hashable, Sendable {
        package var profile: String?
        package var region: String?
        package var endpointURL: String?

        package init(profile: String? = nil, region: String? = nil, endpointURL: String? = nil) {
            self.profile = profile
            self.region = region
            self.endpointURL = endpointURL
        }
    }

    /// Reads variables and shared files.
    package static func resolve(
        _ environment: AWSEnvironment, overrides: Overrides = Overrides()
    ) throws(ConfigurationError) -> AWSConfiguration {
        let shared = try SharedConfiguration.load(environment)
        let named =
            overrides.profile ?? environment.variable("AWS_PROFILE") ?? environment.variable("AWS_DEFAULT_PROFILE")
        let name = named ?? "default"
        if named != nil, shared.profiles[name] == nil {
            throw .profileNotFound(
                name: name, known: shared.profiles.keys.sorted(), paths: [shared.configPath, shared.credentialsPath])
        }
        let profile = shared.profiles[name] ?? SharedProfile(name: name)
        return AWSConfiguration(
            profile: profile, profileWasGiven: overrides.profile != nil,
            region: try region(environment, profile, overrides),
            endpoints: try EndpointRules.resolve(
                environment, profile: profile, shared: shared, override: overrides.endpointURL))
    }

    private static func region(
        _ environment: AWSEnvironment, _ profile: SharedProfile, _ overrides: Overrides
    ) throws(ConfigurationError) -> String? {
        let sources: [(String, String?)] = [
            ("region", overrides.region),
            ("AWS_REGION", environment.variable("AWS_REGION")),
            ("AWS_DEFAULT_REGION", environment.variable("AWS_DEFAULT_REGION")),
            ("region of profile \"\(profile.name)\"", profile.setting("region")),
        ]
        for (place, region) in sources {
            guard let region else { continue }
            guard Partition.isRegionName(region) else { throw .invalidRegion(where: place, region: region) }
            return region
        }
        return nil
    }
}
