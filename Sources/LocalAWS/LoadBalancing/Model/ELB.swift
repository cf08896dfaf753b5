/// Elastic Load Balancing (v2, application load balancers) as LocalAWS does it.
///
/// `Model` and `Store` are plain values that decide; `DataPlane` carries the traffic and asks targets for their health;
/// `Service` answers the API and keeps the two together.
package enum ELB {}

extension ELB {
    /// The account and region that own a resource; names are unique inside one.
    package struct Scope: Hashable, Sendable {
        package var account: String
        package var region: String

        package init(account: String, region: String) {
            self.account = account
            self.region = region
        }

        private var prefix: String { "arn:aws:elasticloadbalancing:\(region):\(account):" }

        func loadBalancerARN(name: String, id: String) -> String { prefix + "loadbalancer/app/\(name)/\(id)" }

        func targetGroupARN(name: String, id: String) -> String { prefix + "targetgroup/\(name)/\(id)" }
    }

    /// `…:loadbalancer/app/NAME/ID` to `…:listener/app/NAME/ID/LISTENER`.
    static func listenerARN(loadBalancer arn: String, id: String) -> String {
        replacing("loadbalancer/", by: "listener/", in: arn) + "/\(id)"
    }

    /// `…:listener/app/NAME/ID/LISTENER` to `…:listener-rule/app/NAME/ID/LISTENER/RULE`.
    static func ruleARN(listener arn: String, id: String) -> String {
        replacing("listener/", by: "listener-rule/", in: arn) + "/\(id)"
    }

    private static func replacing(_ kind: String, by other: String, in arn: String) -> String {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5].hasPrefix(kind) else { return arn }
        return parts[..<5].joined(separator: ":") + ":" + other + parts[5].dropFirst(kind.count)
    }

    /// A key and a value on a resource, in the order given.
    package struct Tag: Hashable, Sendable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }
}
