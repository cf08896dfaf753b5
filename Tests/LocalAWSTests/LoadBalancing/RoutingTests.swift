import LocalAWS
import NIOHTTP1
import Testing

@Suite("Routing requests")
struct BalancingRoutingTests {
    private static func numbers(_ routing: inout ELB.Routing, _ door: ELB.Door, _ count: Int) -> [Int?] {
        (0..<count).map { _ in
            if case .forward(let candidate, _) = routing.decide(door, host: "h", path: "/") {
                candidate.number
            } else {
                nil
            }
        }
    }

    @Test("takes turns among healthy targets only")
    func roundRobin() throws {
        var world = try BalancingWorld()
        for host in 1...4 { try world.register("10.0.0.\(host)") }
        for host in [1, 2, 4] { world.check(.answered(200), "10.0.0.\(host)") }
        var routing = ELB.Routing()
        routing.update(from: world.store)
        #expect(Self.numbers(&routing, .listener(world.listener), 5) == [1, 2, 4, 1, 2])
    }

    @Test("goes on with the turns when targets come and go")
    func turnsAcrossUpdates() throws {
        var world = try BalancingWorld()
        for host in 1...3 {
            try world.register("10.0.0.\(host)")
            world.check(.answered(200), "10.0.0.\(host)")
        }
        var routing = ELB.Routing()
        routing.update(from: world.store)
        #expect(Self.numbers(&routing, .listener(world.listener), 2) == [1, 2])
        try world.deregister("10.0.0.1")
        try world.register("10.0.0.4")
        world.check(.answered(200), "10.0.0.4")
        routing.update(from: world.store)
        #expect(Self.numbers(&routing, .listener(world.listener), 4) == [3, 4, 2, 3])
        #expect(!routing.isServing(1))
        #expect(routing.isServing(4))
    }

    @Test("asks everybody when nobody is healthy, and nobody when all drain")
    func failOpen() throws {
        var world = try BalancingWorld()
        try world.register("10.0.0.1")
        try world.register("10.0.0.2")
        world.check(.failed, "10.0.0.1")
        world.check(.failed, "10.0.0.1")
        var routing = ELB.Routing()
        routing.update(from: world.store)
        #expect(Self.numbers(&routing, .listener(world.listener), 3) == [1, 2, 1])
        try world.deregister("10.0.0.1")
        try world.deregister("10.0.0.2")
        routing.update(from: world.store)
        #expect(routing.decide(.listener(world.listener), host: "h", path: "/") == .noTarget)
    }

    @Test("shares requests by weight, smoothly")
    func weights() throws {
        var world = try BalancingWorld()
        let green = try world.addGroup("green")
        try world.register("10.0.0.1")
        try world.register("10.0.1.1", in: green)
        let (listener, blue, scope) = (world.listener, world.group, world.scope)
        _ = try world.store.modifyListener(
            listener, port: nil, action: .forward([.init(arn: blue, weight: 3), .init(arn: green, weight: 1)]),
            in: scope)
        var routing = ELB.Routing()
        routing.update(from: world.store)
        #expect(Self.numbers(&routing, .listener(listener), 8) == [1, 1, 2, 1, 1, 1, 2, 1])
        _ = try world.store.modifyListener(
            listener, port: nil, action: .forward([.init(arn: blue, weight: 0), .init(arn: green, weight: 0)]),
            in: scope)
        routing.update(from: world.store)
        #expect(routing.decide(.listener(listener), host: "h", path: "/") == .noTarget)
    }

    @Test("asks the rules in the order of their priorities, all conditions of each")
    func rules() throws {
        var world = try BalancingWorld()
        let api = ELB.Condition.path([.init("/api/*", ignoresCase: false)])
        let host = ELB.Condition.host([.init("*.example.com", ignoresCase: true)])
        _ = try world.addRule(2, [api], .fixedResponse(.init(status: 200, body: "api")))
        _ = try world.addRule(1, [api, host], .fixedResponse(.init(status: 200, body: "both")))
        var routing = ELB.Routing()
        routing.update(from: world.store)
        let door = ELB.Door.listener(world.listener)
        #expect(
            routing.decide(door, host: "A.EXAMPLE.com", path: "/api/x")
                == .fixedResponse(.init(status: 200, body: "both")))
        #expect(routing.decide(door, host: "other", path: "/api/x") == .fixedResponse(.init(status: 200, body: "api")))
        #expect(routing.decide(door, host: "a.example.com", path: "/") == .noTarget)
        #expect(routing.decide(.listener("gone"), host: "h", path: "/") == .closed)
    }

    @Test("leads a load balancer's name to its lowest port")
    func frontDoor() throws {
        var world = try BalancingWorld()
        _ = try world.addListener(port: 8080, .fixedResponse(.init(status: 200, body: "8080")))
        var routing = ELB.Routing()
        routing.update(from: world.store)
        #expect(routing.decide(.loadBalancer(world.balancer), host: "h", path: "/") == .noTarget)
        let (listener, scope) = (world.listener, world.scope)
        try world.store.deleteListener(listener, in: scope)
        routing.update(from: world.store)
        #expect(
            routing.decide(.loadBalancer(world.balancer), host: "h", path: "/")
                == .fixedResponse(.init(status: 200, body: "8080")))
    }
}

@Suite("Heads that pass through the load balancer")
struct HeaderRulesTests {
    private static func head(
        _ fields: [(String, String)], uri: String = "/a?b=c", method: HTTPMethod = .GET, version: HTTPVersion = .http1_1
    ) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: method, uri: uri, headers: HTTPHeaders(fields))
    }

    @Test(
        "refuses what two parties could read differently",
        arguments: [
            [("Host", "a"), ("Content-Length", "5"), ("Transfer-Encoding", "chunked")],
            [("Host", "a"), ("Content-Length", "5"), ("Content-Length", "5")],
            [("Host", "a"), ("Content-Length", "+5")], [("Host", "a"), ("Content-Length", "5, 5")],
            [("Host", "a"), ("Transfer-Encoding", "gzip, chunked")],
            [("Host", "a"), ("Transfer-Encoding", "xchunked")],
            [("Host", "a"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
            [("Host", "a"), ("Host", "b")], [],
        ])
    func smuggling(fields: [(String, String)]) {
        #expect(throws: ELB.HeaderRules.Rejection(status: 400)) {
            try ELB.HeaderRules.destination(of: Self.head(fields))
        }
    }

    @Test("takes origin and absolute forms, and only HTTP/1.0 without a host")
    func destinations() throws {
        let plain = try ELB.HeaderRules.destination(of: Self.head([("Host", "h:81")]))
        #expect(plain.host == "h" && plain.path == "/a" && plain.query == "b=c" && plain.originForm == "/a?b=c")
        let absolute = try ELB.HeaderRules.destination(of: Self.head([("Host", "x")], uri: "http://h.example:80?q"))
        #expect(absolute.host == "h.example" && absolute.originForm == "/?q" && absolute.path == "/")
        #expect(try ELB.HeaderRules.destination(of: Self.head([], version: .http1_0)).host == "")
        #expect(throws: ELB.HeaderRules.Rejection(status: 405)) {
            try ELB.HeaderRules.destination(of: Self.head([("Host", "h")], method: .TRACE))
        }
        #expect(throws: ELB.HeaderRules.Rejection(status: 414)) {
            try ELB.HeaderRules.destination(
                of: Self.head([("Host", "h")], uri: "/" + String(repeating: "a", count: 20_000)))
        }
        #expect(throws: ELB.HeaderRules.Rejection(status: 400)) {
            try ELB.HeaderRules.destination(of: Self.head([("Host", "h")], uri: "ftp://h/"))
        }
    }

    @Test("keeps what belongs to the client's connection from the target, and says who asked")
    func requests() throws {
        let head = Self.head([
            ("Host", "h:81"), ("Connection", "keep-alive, X-Private, Host"), ("X-Private", "1"), ("Keep-Alive", "5"),
            ("TE", "trailers"), ("Upgrade", "h2c"), ("Expect", "100-continue"), ("X-Forwarded-For", "1.1.1.1"),
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "443"), ("Transfer-Encoding", "chunked"),
            ("Accept", "*/*"),
        ])
        let destination = try ELB.HeaderRules.destination(of: head)
        let passed = ELB.HeaderRules.request(
            head, to: destination, from: .init(clientAddress: "127.0.0.1", listenerPort: 80, traceID: "1-2-3"))
        #expect(
            Array(passed.headers).map { "\($0.name): \($0.value)" } == [
                "Host: h:81", "Accept: */*", "X-Forwarded-For: 1.1.1.1, 127.0.0.1", "X-Forwarded-Proto: http",
                "X-Forwarded-Port: 80", "X-Amzn-Trace-Id: Root=1-2-3", "Transfer-Encoding: chunked",
            ])
    }

    @Test("frames answers for the client that asked")
    func answers() {
        func framing(
            _ fields: [(String, String)], status: HTTPResponseStatus = .ok, isHead: Bool = false,
            version: HTTPVersion = .http1_1
        ) -> (String, ELB.HeaderRules.Framing) {
            let head = HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(fields))
            let (passed, framing) = ELB.HeaderRules.response(head, isHead: isHead, version: version, keepsAlive: true)
            return (Array(passed.headers).map { "\($0.name): \($0.value)" }.joined(separator: "|"), framing)
        }
        #expect(framing([("Content-Length", "3")]) == ("Content-Length: 3|Connection: keep-alive", .length))
        #expect(
            framing([("Transfer-Encoding", "chunked")]) == (
                "Transfer-Encoding: chunked|Connection: keep-alive", .chunked
            ))
        #expect(framing([]) == ("Transfer-Encoding: chunked|Connection: keep-alive", .chunked))
        #expect(framing([], version: .http1_0) == ("Connection: close", .close))
        #expect(framing([("Content-Length", "3")], isHead: true) == ("Content-Length: 3|Connection: keep-alive", .none))
        #expect(framing([("Transfer-Encoding", "chunked")], isHead: true) == ("Connection: keep-alive", .none))
        #expect(framing([("Content-Length", "0")], status: .noContent) == ("Connection: keep-alive", .none))
        #expect(
            framing([("Content-Length", "9")], status: .notModified) == (
                "Content-Length: 9|Connection: keep-alive", .none
            ))
        #expect(
            framing([("Connection", "close, X-A"), ("X-A", "1"), ("Keep-Alive", "2")]).0
                == "Transfer-Encoding: chunked|Connection: keep-alive")
    }

    @Test("fills in a redirect, once")
    func redirects() throws {
        let destination = try ELB.HeaderRules.destination(of: Self.head([("Host", "h:81")], uri: "/a/b?q=#{host}"))
        #expect(
            ELB.Redirect(status: 301, protocol: "HTTPS", port: "443").location(for: destination, port: 81)
                == "https://h:443/a/b?q=#{host}")
        #expect(
            ELB.Redirect(status: 302, host: "x.#{host}", path: "/new/#{path}/#{odd}", query: "").location(
                for: destination, port: 81)
                == "http://x.h:81/new/a/b/#{odd}")
    }
}
