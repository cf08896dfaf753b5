/// The name of an application: what `name:` in `slipway.yml` says. One application has one or more services.
package struct Application: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Lower-case letters, digits and dashes, beginning with a letter; at most 100 characters.
    package var name: String

    package init(name: String) {
        self.name = name
    }

    package var description: String { name }
}

/// One of an application's environments, such as `dev` or `prod`.
package struct Environment: Hashable, Sendable, Codable, CustomStringConvertible {
    package var name: String

    package init(name: String) {
        self.name = name
    }

    package var description: String { name }
}

/// Where a service lives: what a person would have to type to find it again.
package struct Service: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The AWS region, such as `ap-northeast-2`.
    package var region: String
    /// The cluster's name or ARN.
    package var cluster: String
    /// The service's name inside the cluster.
    package var name: String

    package init(region: String, cluster: String, name: String) {
        self.region = region
        self.cluster = cluster
        self.name = name
    }

    package var description: String { "\(cluster)/\(name)" }

    /// The cluster's name, where `cluster` is its ARN.
    package var clusterName: String { cluster.split(separator: "/").last.map(String.init) ?? cluster }
}

/// One version of a service as deployed: what `history` lists and `rollback --to` names.
package struct Release: Hashable, Sendable, Codable {
    /// Counts from 1 inside a service and environment.
    package var number: Int
    package var service: Service
    /// The task definition's ARN with its revision.
    package var taskDefinition: String
    /// The image that ran, with its digest where that is known.
    package var image: ImageReference
    package var createdAt: Moment
    /// Who deployed: an ARN, or a name from continuous integration.
    package var by: String?

    package init(
        number: Int, service: Service, taskDefinition: String, image: ImageReference, createdAt: Moment,
        by: String? = nil
    ) {
        self.number = number
        self.service = service
        self.taskDefinition = taskDefinition
        self.image = image
        self.createdAt = createdAt
        self.by = by
    }
}

/// The steps of `slipway deploy`, in their order; the last two only after a failure.
package enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
    case check, infrastructure, image, before, service, verify, restore, tell
}
