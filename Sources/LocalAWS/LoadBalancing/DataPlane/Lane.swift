import AWSRuntime
import NIOCore
import NIOHTTP1
import NIOPosix

extension ELB {
    /// What the data plane keeps on one event loop: client connections, and idle and busy connections to targets.
    ///
    /// A client and its target always share a loop, so nothing here is locked; what loops share is the `Switchboard`.
    final class Lane {
        let eventLoop: any EventLoop
        let switchboard: Switchboard
        let limits: Limits
        let time: any CloudTime
        /// 64 random bits, for trace ids.
        let random: @Sendable () -> UInt64

        private var clients: [ObjectIdentifier: ClientConnection] = [:]
        private var targets: [ObjectIdentifier: TargetConnection] = [:]
        /// By target number, the one used last at the end.
        private var idle: [Int: [TargetConnection]] = [:]
        private var isStopping = false

        init(
            eventLoop: any EventLoop, switchboard: Switchboard, limits: Limits, time: any CloudTime,
            random: @escaping @Sendable () -> UInt64
        ) {
            self.eventLoop = eventLoop
            self.switchboard = switchboard
            self.limits = limits
            self.time = time
            self.random = random
        }

        /// Root-less form of a trace id: seconds and 96 bits, in hexadecimal.
        func traceID() -> String {
            let seconds = UInt64(max(0, time.now().secondsSinceEpoch))
            return "1-\(hexadecimal(seconds, 8))-\(hexadecimal(random(), 16))\(hexadecimal(random() >> 32, 8))"
        }

        private func hexadecimal(_ number: UInt64, _ digits: Int) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text.suffix(digits)
        }
    }
}

// Clients.
extension ELB.Lane {
    /// False when there are too many, or all is coming to an end.
    func admit(_ client: ELB.ClientConnection) -> Bool {
        guard !isStopping, clients.count < limits.clientConnections else { return false }
        clients[ObjectIdentifier(client)] = client
        return true
    }

    func remove(_ client: ELB.ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
    }

    /// Ends connections that came in by a door that is closed now, each after the exchange that it is in.
    func endClients(of door: ELB.Door) {
        for client in Array(clients.values) where client.door == door { client.endAfterExchange() }
    }
}

// Connections to targets.
extension ELB.Lane {
    /// A kept connection on which the target has neither hung up nor said anything; nil when there is none.
    func takeIdle(_ number: Int) -> ELB.TargetConnection? {
        while let connection = idle[number]?.popLast() {
            if connection.isFresh() { return connection }
            connection.close()
        }
        return nil
    }

    func connect(to candidate: ELB.Routing.Candidate) -> EventLoopFuture<ELB.TargetConnection>.Isolated {
        let address: SocketAddress
        do {
            address = try SocketAddress(ipAddress: candidate.address, port: candidate.port)
        } catch {
            return eventLoop.assumeIsolated().makeFailedFuture(error).assumeIsolated()
        }
        let connection = ELB.TargetConnection(lane: self, number: candidate.number)
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        return ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(limits.connectTimeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.install(in: channel) }
            }
            .connect(to: address)
            .assumeIsolated()
            .map { _ in connection }
    }

    func add(_ connection: ELB.TargetConnection) {
        targets[ObjectIdentifier(connection)] = connection
        if isStopping { connection.close() }
    }

    func remove(_ connection: ELB.TargetConnection) {
        targets[ObjectIdentifier(connection)] = nil
        idle[connection.number]?.removeAll { $0 === connection }
        if idle[connection.number]?.isEmpty == true { idle[connection.number] = nil }
    }

    /// Keeps a connection for the next request, where there may be one.
    func release(_ connection: ELB.TargetConnection) {
        let kept = idle[connection.number]?.count ?? 0
        guard !isStopping, connection.isReusable, kept < limits.idlePerTarget,
            switchboard.isServing(connection.number)
        else {
            connection.close()
            return
        }
        idle[connection.number, default: []].append(connection)
    }

    /// A target gets no more requests: its idle connections end, those in use finish.
    func closeIdle(_ number: Int) {
        for connection in idle.removeValue(forKey: number) ?? [] { connection.close() }
    }

    /// A target's draining is over: whatever is still open ends.
    func cut(_ number: Int) {
        for connection in Array(targets.values) where connection.number == number { connection.close() }
    }

    /// Ends everything at once.
    func stop() {
        isStopping = true
        for client in Array(clients.values) { client.abort() }
        for connection in Array(targets.values) { connection.close() }
    }
}
