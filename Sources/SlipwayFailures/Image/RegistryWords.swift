import SlipwayDomain

/// Which registries the release's containers come from (recipe P-IMG-5).
enum RegistryWords {
    struct Container {
        var name: String
        var image: String
        /// The secret with the registry's login; nothing where none is named.
        var credentials: String?
    }

    /// The containers that this run would register, sidecars among them; the plan's own where no definition is known.
    static func containers(_ plan: ServicePlan, _ facts: Facts) -> [Container] {
        if let definition = facts.definition {
            return definition.containers.map {
                Container(name: $0.name, image: $0.image, credentials: $0.repositoryCredentials)
            }
        }
        // A name without a registry is looked for in ECR first.
        guard case .reference(let reference) = plan.image, reference.registry != nil || facts.repository == nil else {
            return []
        }
        return [Container(name: plan.container, image: reference.description, credentials: nil)]
    }

    /// Whether an image comes from Docker Hub, whose limits for pulls without a login are tight.
    static func isHub(_ image: String) -> Bool {
        guard let host = ImageWords.host(image) else { return false }
        return ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(host)
    }
}
