extension ELB.Store {
    /// Creates it, or finds the one that was created with the same settings before.
    /// - Parameters:
    ///   - id: 16 hexadecimal digits of the listener.
    ///   - ruleID: the same of the rule that stands for its default action.
    package mutating func createListener(
        loadBalancer: String, port: Int, action: ELB.Action, tags: [ELB.Tag] = [], id: String, ruleID: String,
        in scope: Scope
    ) throws(Refusal) -> ELB.Listener {
        _ = try loadBalancerIndex(loadBalancer, scope)
        try Self.checkTags(tags)
        let same = listeners.first {
            $0.loadBalancer == loadBalancer && $0.port == port && $0.defaultAction == action && $0.tags == tags
        }
        if let same { return same }
        try checkPort(port, of: loadBalancer, except: nil)
        let own = listeners.count { $0.loadBalancer == loadBalancer }
        guard own < ELB.Quota.listenersPerLoadBalancer else {
            throw Refusal(
                .tooManyListeners, "The maximum number of listeners has been reached on load balancer '\(loadBalancer)'"
            )
        }
        try check(action, for: loadBalancer, in: scope)
        let arn = ELB.listenerARN(loadBalancer: loadBalancer, id: id)
        let made = ELB.Listener(
            arn: arn, loadBalancer: loadBalancer, port: port, defaultAction: action, tags: tags,
            defaultRule: ELB.ruleARN(listener: arn, id: ruleID))
        listeners.append(made)
        refreshUse()
        return made
    }

    /// Those of a load balancer, in the order of their ports, or the named ones.
    package func describeListeners(
        arns: [String] = [], loadBalancer: String? = nil, in scope: Scope
    ) throws(Refusal) -> [ELB.Listener] {
        guard arns.isEmpty != (loadBalancer == nil) else {
            throw .invalid("You must specify either listener ARNs or a load balancer ARN")
        }
        if let loadBalancer {
            _ = try loadBalancerIndex(loadBalancer, scope)
            return listeners.filter { $0.loadBalancer == loadBalancer }.sorted { $0.port < $1.port }
        }
        var found: [ELB.Listener] = []
        for arn in arns { found.append(listeners[try listenerIndex(arn, scope)]) }
        return found
    }

    /// Nil keeps what is there.
    package mutating func modifyListener(
        _ arn: String, port: Int?, action: ELB.Action?, in scope: Scope
    ) throws(Refusal) -> ELB.Listener {
        let index = try listenerIndex(arn, scope)
        var next = listeners[index]
        if let port {
            try checkPort(port, of: next.loadBalancer, except: arn)
            next.port = port
        }
        if let action {
            try check(action, for: next.loadBalancer, in: scope)
            next.defaultAction = action
        }
        listeners[index] = next
        refreshUse()
        return next
    }

    package mutating func deleteListener(_ arn: String, in scope: Scope) throws(Refusal) {
        let index = try listenerIndex(arn, scope)
        rules.removeAll { $0.listener == arn }
        listeners.remove(at: index)
        refreshUse()
    }

    private func checkPort(_ port: Int, of loadBalancer: String, except arn: String?) throws(Refusal) {
        guard (1...65535).contains(port) else {
            throw .invalid("Port '\(port)' must be in the range 1-65535 inclusive")
        }
        let taken = listeners.contains { $0.loadBalancer == loadBalancer && $0.port == port && $0.arn != arn }
        guard !taken else {
            throw Refusal(
                .duplicateListener, "A listener already exists on this port for this load balancer '\(loadBalancer)'")
        }
    }

    /// An action's groups must be there and belong to no other load balancer; its values must be ones that are carried
    /// out.
    func check(_ action: ELB.Action, for loadBalancer: String, in scope: Scope) throws(Refusal) {
        switch action {
        case .forward(let groups):
            guard (1...ELB.Quota.groupsPerForward).contains(groups.count) else {
                throw .invalid("A forward action takes 1 to \(ELB.Quota.groupsPerForward) target groups")
            }
            guard Set(groups.map(\.arn)).count == groups.count else {
                throw .invalid("A target group can be listed only once in a forward action")
            }
            for group in groups {
                guard (0...999).contains(group.weight) else {
                    throw .invalid("Target group weight '\(group.weight)' must be in the range 0-999 inclusive")
                }
                _ = try targetGroupIndex(group.arn, scope)
                guard loadBalancers(using: group.arn).allSatisfy({ $0 == loadBalancer }) else {
                    throw Refusal(
                        .targetGroupAssociationLimit,
                        "The following target groups cannot be associated with more than one load balancer: \(group.arn)"
                    )
                }
            }
        case .fixedResponse(let response):
            guard [2, 4, 5].contains(response.status / 100), (200...599).contains(response.status) else {
                throw .invalid("Fixed response status code '\(response.status)' must be a 2XX, 4XX or 5XX code")
            }
            guard (response.body ?? "").utf8.count <= 1024 else {
                throw .invalid("Fixed response message body cannot be longer than 1024 characters")
            }
            let types = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"]
            guard response.contentType.map(types.contains) ?? true else {
                throw .invalid("Fixed response content type must be one of \(types.joined(separator: ", "))")
            }
        case .redirect(let redirect):
            try Self.check(redirect)
        }
    }

    private static func check(_ redirect: ELB.Redirect) throws(Refusal) {
        guard redirect.status == 301 || redirect.status == 302 else {
            throw .invalid("Redirect status code must be HTTP_301 or HTTP_302")
        }
        guard ["HTTP", "HTTPS", "#{protocol}"].contains(redirect.protocol) else {
            throw .invalid("Redirect protocol '\(redirect.protocol)' must be HTTP, HTTPS or #{protocol}")
        }
        guard redirect.port == "#{port}" || Int(redirect.port).map((1...65535).contains) == true else {
            throw .invalid("Redirect port '\(redirect.port)' must be 1-65535 or #{port}")
        }
        guard redirect.path.hasPrefix("/"), redirect.path.utf8.count <= 128, redirect.query.utf8.count <= 128,
            (1...128).contains(redirect.host.utf8.count)
        else {
            throw .invalid(
                "Redirect host, path and query take at most 128 characters, and the path must begin with '/'")
        }
        let same = ELB.Redirect(status: redirect.status)
        guard redirect != same else {
            throw Refusal(
                .invalidLoadBalancerAction, "The redirect would lead to itself: change protocol, host, port or path")
        }
        let text = redirect.host + redirect.path + redirect.query
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .invalid("Redirect host, path and query take printable ASCII characters only")
        }
    }
}
