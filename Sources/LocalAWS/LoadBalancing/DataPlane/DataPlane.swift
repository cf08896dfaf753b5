package import Logging
package import NIOCore
import NIOPosix

extension ELB {
    /// Carries the traffic: one socket a door, one lane an event loop.
    ///
    /// Everything is bound to 127.0.0.1.
    package final class DataPlane: Sendable {
        private let group: any EventLoopGroup
        private let switchboard = Switchboard()
        private let lanes: [NIOLoopBoundBox<Lane>]
        private let sockets = Sockets()
        private let logger: Logger

        /// The open sockets by door.
        private actor Sockets {
            private var channels: [Door: any Channel] = [:]
            private var isStopped = false

            /// False when all has been stopped meanwhile.
            func add(_ channel: any Channel, _ door: Door) -> Bool {
                guard !isStopped else { return false }
                channels[door] = channel
                return true
            }

            func take(_ door: Door) -> (any Channel)? { channels.removeValue(forKey: door) }

            func takeAll() -> [any Channel] {
                isStopped = true
                defer { channels = [:] }
                return Array(channels.values)
            }
        }

        /// - Parameters:
        ///   - group: not owned; it must outlive the data plane.
        ///   - random: 64 random bits, for trace ids.
        package init(
            group: any EventLoopGroup, limits: Limits = Limits(), time: any CloudTime, logger: Logger,
            random: @escaping @Sendable () -> UInt64
        ) {
            self.group = group
            self.logger = logger
            let switchboard = switchboard
            lanes = group.makeIterator().map { loop in
                let lane = Lane(
                    eventLoop: loop, switchboard: switchboard, limits: limits, time: time, random: random)
                return NIOLoopBoundBox.makeBoxSendingValue(lane, eventLoop: loop)
            }
        }

        /// Opens a door on its own number where that is free and permitted, else on a free one.
        /// - Parameter port: nil takes any free one.
        /// - Returns: the port that it has.
        package func open(_ door: Door, preferring port: Int?) async throws -> Int {
            if let port {
                do {
                    return try await bind(door, port: port)
                } catch let error as IOError where [EADDRINUSE, EACCES, EPERM].contains(error.errnoCode) {
                    logger.debug("listener's own port is taken or not permitted", metadata: ["port": "\(port)"])
                }
            }
            return try await bind(door, port: 0)
        }

        private func bind(_ door: Door, port: Int) async throws -> Int {
            let lanes = lanes
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.autoRead, value: false)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard let lane = lanes.first(where: { $0.eventLoop === channel.eventLoop }) else {
                            throw ChannelError.operationUnsupported
                        }
                        try ClientConnection.install(in: channel, door: door, lane: lane.value)
                    }
                }
                .bind(host: "127.0.0.1", port: port)
                .get()
            guard await sockets.add(channel, door) else {
                try await channel.close()
                throw ChannelError.ioOnClosedChannel
            }
            return channel.localAddress?.port ?? port
        }

        /// Accepts nobody more by this door; those who are in finish what they are at.
        package func close(_ door: Door) async {
            guard let channel = await sockets.take(door) else { return }
            await Self.close(channel)
            onEachLane { $0.endClients(of: door) }
        }

        /// Follows the store: new requests go where it says now.
        package func update(from store: Store) {
            switchboard.update(from: store)
        }

        /// Targets that get no more requests.
        package func closeIdle(_ numbers: [Int]) {
            guard !numbers.isEmpty else { return }
            onEachLane { lane in numbers.forEach(lane.closeIdle) }
        }

        /// Targets whose time to finish is over.
        package func cut(_ numbers: [Int]) {
            guard !numbers.isEmpty else { return }
            onEachLane { lane in numbers.forEach(lane.cut) }
        }

        /// Closes every socket and connection, and returns when that is done. Nothing can be opened afterwards.
        package func shutdown() async {
            for channel in await sockets.takeAll() { await Self.close(channel) }
            for lane in lanes {
                do {
                    try await lane.eventLoop.submit { lane.value.stop() }.get()
                } catch {
                    logger.debug("event loop ended first", metadata: ["error": "\(error)"])
                }
            }
        }

        private func onEachLane(_ body: @escaping @Sendable (Lane) -> Void) {
            for lane in lanes { lane.eventLoop.execute { body(lane.value) } }
        }

        private static func close(_ channel: any Channel) async {
            do {
                try await channel.close()
            } catch {
                // It is closed already, which is what was asked for.
            }
        }
    }
}
