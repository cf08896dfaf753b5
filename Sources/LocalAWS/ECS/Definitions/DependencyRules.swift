import AWSServices

/// What is refused about `dependsOn`.
struct DependencyRules {
    var containers: [ECS.ContainerDefinition]

    func check() throws {
        for container in containers {
            for dependency in container.dependsOn ?? [] { try check(dependency, of: container.name ?? "") }
        }
        if let circle = circle() {
            throw Refusal.client(
                "The containers depend on each other in a circle: \(circle.joined(separator: " -> ")).")
        }
    }

    private func check(_ dependency: ECS.ContainerDependency, of name: String) throws {
        guard let other = containers.first(where: { $0.name == dependency.containerName }) else {
            throw Refusal.client(
                "Container '\(name)' depends on '\(dependency.containerName)', which is not in the task definition.")
        }
        switch dependency.condition {
        case .start: break
        case .complete, .success:
            if other.essential ?? true {
                throw Refusal.client(
                    "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container")
            }
        case .healthy:
            if other.healthCheck == nil {
                throw Refusal.client(
                    "Container '\(name)' waits for '\(dependency.containerName)' to be HEALTHY, which has no health "
                        + "check."
                )
            }
        case .unknown(let condition):
            throw Refusal.client("Invalid 'dependsOn' condition for container '\(name)'. Got: \(condition)")
        }
    }

    /// The names along one circle, its first name again at the end.
    private func circle() -> [String]? {
        for container in containers {
            if let path = walk(from: container.name ?? "", path: []) { return path }
        }
        return nil
    }

    private func walk(from name: String, path: [String]) -> [String]? {
        if let start = path.firstIndex(of: name) { return path[start...] + [name] }
        let next = containers.first { $0.name == name }?.dependsOn ?? []
        for dependency in next {
            if let found = walk(from: dependency.containerName, path: path + [name]) { return found }
        }
        return nil
    }
}
