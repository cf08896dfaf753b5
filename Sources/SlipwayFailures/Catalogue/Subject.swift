/// Something that `check` looks at, one line each.
package enum Subject: Hashable, Sendable, CustomStringConvertible {
    case cluster(String)
    case service(String)
    case image(String)
    case secret(String)
    case parameter(String)
    case variables
    case size
    case percents
    case roles
    case network
    case logGroup(String)
    case targetGroup(String)

    package var description: String {
        switch self {
        case .cluster(let name): "cluster \(name)"
        case .service(let name): "service \(name)"
        case .image(let reference): "image \(reference)"
        case .secret(let name): "secret \(name)"
        case .parameter(let name): "parameter \(name)"
        case .variables: "variables"
        case .size: "task size"
        case .percents: "deployment percents"
        case .roles: "roles"
        case .network: "network"
        case .logGroup(let name): "log group \(name)"
        case .targetGroup(let name): "target group \(name)"
        }
    }
}
