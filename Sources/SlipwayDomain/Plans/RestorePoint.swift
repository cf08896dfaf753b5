/// What a service goes back to when a release fails: recorded before it is touched.
package struct RestorePoint: Hashable, Sendable, Codable {
    package enum Origin: Hashable, Sendable, Codable {
        /// The last service deployment that reached SUCCESSFUL: its ARN and its service revision's.
        case lastSuccessful(serviceDeployment: String, revision: String)
        /// ECS holds no such record: what ran when we began.
        case whatRan
    }

    package var origin: Origin
    /// Every field to write back. Task definition, network, load balancers, capacity and platform are the revision's;
    /// count, percents, grace period and circuit breaker those from before the update.
    package var settings: ServiceSettings
    /// What the revision's tags meant: a restore runs these digests, not what a tag means today.
    package var images: [PinnedImage]

    package init(origin: Origin, settings: ServiceSettings, images: [PinnedImage] = []) {
        self.origin = origin
        self.settings = settings
        self.images = images
    }
}

/// A container's image with the digest that ran.
package struct PinnedImage: Hashable, Sendable, Codable {
    package var container: String
    package var image: String
    package var digest: Digest?

    package init(container: String, image: String, digest: Digest?) {
        self.container = container
        self.image = image
        self.digest = digest
    }
}
