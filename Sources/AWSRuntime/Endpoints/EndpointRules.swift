/// Where each service answers: what was configured, else AWS's own host.
///
/// Order as in botocore: the service's variable, `AWS_ENDPOINT_URL`, the service's block in the profile's `services`
/// section, the profile's `endpoint_url`.
package struct EndpointRules: Hashable, Sendable {
    /// Given by option; wins over all.
    package var override: EndpointURL?
    /// By `ServiceDescription.environmentSuffix`.
    package var byVariable: [String: EndpointURL]
    package var byGlobalVariable: EndpointURL?
    package var byServiceSection: [String: EndpointURL]
    package var byProfile: EndpointURL?

    package init(
        override: EndpointURL? = nil, byVariable: [String: EndpointURL] = [:], byGlobalVariable: EndpointURL? = nil,
        byServiceSection: [String: EndpointURL] = [:], byProfile: EndpointURL? = nil
    ) {
        self.override = override
        self.byVariable = byVariable
        self.byGlobalVariable = byGlobalVariable
        self.byServiceSection = byServiceSection
        self.byProfile = byProfile
    }

    /// The endpoint of a service, and the region to sign for.
    package struct Endpoint: Hashable, Sendable {
        package var url: EndpointURL
        package var signingRegion: String
        /// Whether it was configured rather than AWS's own.
        package var isConfigured: Bool
    }

    package func endpoint(for service: ServiceDescription, region: String) -> Endpoint {
        let partition = Partition.of(region: region)
        let global = service.globalSigningRegion.map { _ in partition.globalEndpoint(service.endpointPrefix) }
        let signingRegion = global?.region ?? region
        let suffix = service.environmentSuffix
        if let url = override ?? byVariable[suffix] ?? byGlobalVariable ?? byServiceSection[suffix] ?? byProfile {
            return Endpoint(url: url, signingRegion: signingRegion, isConfigured: true)
        }
        let host = global?.host ?? "\(service.endpointPrefix).\(region).\(partition.domain)"
        return Endpoint(
            url: EndpointURL(scheme: "https", host: host), signingRegion: signingRegion, isConfigured: false)
    }

    /// Reads every configured endpoint at once, so that a wrong one is told before the first call.
    static func resolve(
        _ environment: AWSEnvironment, profile: SharedProfile, shared: SharedConfiguration, override: String?
    ) throws(ConfigurationError) -> EndpointRules {
        var rules = EndpointRules()
        rules.override = try parse(override, at: "endpoint")
        let ignored =
            environment.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            ?? profile.setting("ignore_configured_endpoint_urls")
        guard ignored?.lowercased() != "true" else { return rules }
        let prefix = "AWS_ENDPOINT_URL"
        rules.byGlobalVariable = try parse(environment.variable(prefix), at: prefix)
        for name in environment.variables.keys.sorted() where name.hasPrefix(prefix + "_") {
            rules.byVariable[String(name.dropFirst(prefix.count + 1))] = try parse(environment.variable(name), at: name)
        }
        if let section = profile.setting("services") {
            for (service, settings) in (shared.services[section] ?? [:]).sorted(by: { $0.key < $1.key }) {
                rules.byServiceSection[service.uppercased()] = try parse(
                    settings["endpoint_url"], at: "endpoint_url of \(service) in [services \(section)]")
            }
        }
        rules.byProfile = try parse(
            profile.setting("endpoint_url"), at: "endpoint_url of profile \"\(profile.name)\"")
        return rules
    }

    private static func parse(_ text: String?, at place: String) throws(ConfigurationError) -> EndpointURL? {
        guard let text, !text.isEmpty else { return nil }
        do {
            return try EndpointURL(parsing: text)
        } catch {
            throw .invalidEndpoint(where: place, problem: error.problem)
        }
    }
}
