import AWSRuntime
import NIOCore
import NIOHTTP1

extension ELB {
    /// One client connection of the data plane: takes requests one after the other, sends each where the switchboard
    /// says, and lets body bytes through in both directions only as fast as the slower side takes them.
    final class ClientConnection: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        /// A request and its answer.
        struct Exchange {
            var isHead: Bool
            var version: HTTPVersion
            var keepsAlive: Bool
            var destination: HeaderRules.Destination
            /// The request is all here.
            var requestEnded = false
            var answerStarted = false
            var answerEnded = false
            /// Nobody wants the rest of the request: it is read and dropped.
            var dropsRequest = false
            var target: TargetConnection?
            /// Tells this exchange from a later one on the same connection.
            var serial: Int
        }

        let door: Door
        let lane: Lane
        var context: ChannelHandlerContext?
        var exchange: Exchange?
        /// Parts that cannot go on yet: while a target is being connected, or of the next request already. Nothing
        /// more is read from the socket until it is empty.
        private var waiting = CircularBuffer<HTTPServerRequestPart>()
        private var isEnding = false
        private var isBroken = false
        var lastActivity = NIODeadline.now()
        /// When the connection has been kept long enough: it ends with the request after that.
        private var lastRequestAt = NIODeadline.now()
        private var timer: Scheduled<Void>?
        private(set) var clientAddress = ""
        private(set) var localPort = 0
        private var lastSerial = 0

        init(door: Door, lane: Lane) {
            self.door = door
            self.lane = lane
        }

        static func install(in channel: any Channel, door: Door, lane: Lane) throws {
            var encoding = HTTPResponseEncoder.Configuration()
            encoding.automaticallySetFramingHeaders = false
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = lane.limits.headerFieldBytes
            limits.maxHeaderListSize = lane.limits.headerBytes
            limits.maxHeaderFieldCount = lane.limits.headerCount
            let decoder = HTTPRequestDecoder(
                leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
            try channel.pipeline.syncOperations.addHandlers([
                HTTPResponseEncoder(configuration: encoding), ByteToMessageHandler(decoder),
                ClientConnection(door: door, lane: lane),
            ])
        }

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }

        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func channelActive(context: ChannelHandlerContext) {
            guard let entry = lane.switchboard.entry(door), lane.admit(self) else {
                context.close(promise: nil)
                return
            }
            lastRequestAt = .now() + TimeAmount(entry.clientKeepAlive)
            clientAddress = context.channel.remoteAddress?.ipAddress ?? "127.0.0.1"
            localPort = context.channel.localAddress?.port ?? 0
            scheduleTimer(after: idleTimeout)
            context.read()
        }

        func channelInactive(context: ChannelHandlerContext) {
            timer?.cancel()
            timer = nil
            lane.remove(self)
            waiting.removeAll()
            let target = exchange?.target
            exchange = nil
            target?.abandon()
            context.fireChannelInactive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            lastActivity = .now()
            guard !isEnding else { return }
            waiting.append(unwrapInboundIn(data))
            advance()
        }

        func channelReadComplete(context: ChannelHandlerContext) {
            exchange?.target?.flush()
            readIfWanted()
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if context.channel.isWritable {
                lastActivity = .now()
                exchange?.target?.readIfWanted()
            }
            context.fireChannelWritabilityChanged()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            guard error is HTTPParserError, !isEnding else {
                context.close(promise: nil)
                return
            }
            // Nothing after it can be understood; answers to what came before go out first.
            isBroken = true
            let isWhole = waiting.contains { if case .end = $0 { true } else { false } }
            if exchange == nil {
                refuseBroken()
            } else if exchange?.requestEnded == false, !isWhole {
                // The body that is being passed on is malformed: the target must not take it for a whole one.
                let target = exchange?.target
                exchange?.target = nil
                target?.abandon()
                if exchange?.answerStarted == true { abort() } else { refuseBroken() }
            }
        }
    }
}

// Requests.
extension ELB.ClientConnection {
    /// Takes parts as far as they can go.
    func advance() {
        // Taking a part can lead back here, so it leaves the queue first.
        while !isEnding, !waiting.isEmpty, canTakePart { take(waiting.removeFirst()) }
    }

    private var canTakePart: Bool {
        guard let exchange else { return true }
        return !exchange.requestEnded && (exchange.dropsRequest || exchange.target != nil)
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): exchange?.target?.write(.body(.byteBuffer(bytes)))
        case .end(let trailers):
            exchange?.target?.write(.end(trailers))
            exchange?.target?.flush()
            exchange?.requestEnded = true
            complete()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        // The parser takes nothing more after a request that asks for another protocol, though it gets a plain answer.
        let isLast = head.headers.contains(name: "upgrade") || NIODeadline.now() > lastRequestAt
        lastSerial += 1
        var new = Exchange(
            isHead: head.method == .HEAD, version: head.version, keepsAlive: head.isKeepAlive && !isLast,
            destination: .init(host: "", path: "/", originForm: "/"), serial: lastSerial)
        do throws(ELB.HeaderRules.Rejection) {
            new.destination = try ELB.HeaderRules.destination(of: head)
        } catch {
            new.keepsAlive = false
            exchange = new
            answer(.page(error.status, at: lane.time.now()))
            return
        }
        exchange = new
        route(head, new)
    }

    private func route(_ head: HTTPRequestHead, _ new: Exchange) {
        let now = lane.time.now()
        let expectsContinue = head.headers.first(name: "expect")?.isSame(as: "100-continue") == true
        // A client that waits for a word before it sends the body would leave the connection in doubt.
        func answerAtOnce(_ local: ELB.LocalAnswer) {
            if expectsContinue { exchange?.keepsAlive = false }
            answer(local)
        }
        switch lane.switchboard.decide(door, host: new.destination.host, path: new.destination.path) {
        case .closed: end()
        case .noTarget: answerAtOnce(.page(503, at: now))
        case .fixedResponse(let response): answerAtOnce(.fixed(response, at: now))
        case .redirect(let redirect):
            answerAtOnce(.redirect(redirect, of: new.destination, port: localPort, at: now))
        case .forward(let candidate, let listenerPort):
            if expectsContinue, head.version == .http1_1 {
                context?.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
            let origin = ELB.HeaderRules.Origin(
                clientAddress: clientAddress, listenerPort: listenerPort, traceID: lane.traceID())
            forward(ELB.HeaderRules.request(head, to: new.destination, from: origin), to: candidate)
        }
    }

    private func forward(_ head: HTTPRequestHead, to candidate: ELB.Routing.Candidate) {
        if let kept = lane.takeIdle(candidate.number) {
            send(head, over: kept)
            return
        }
        let serial = lastSerial
        lane.connect(to: candidate).whenComplete { [self] result in
            let isWanted = exchange?.serial == serial && exchange?.answerStarted == false && !isEnding
            switch result {
            case .success(let connection):
                guard isWanted else {
                    connection.readIfWanted()
                    lane.release(connection)
                    return
                }
                send(head, over: connection)
                advance()
                exchange?.target?.flush()
                readIfWanted()
            case .failure(let error):
                guard isWanted else { return }
                let isTimeout = if case ChannelError.connectTimeout? = error as? ChannelError { true } else { false }
                fail(with: isTimeout ? 504 : 502)
            }
        }
    }

    private func send(_ head: HTTPRequestHead, over connection: ELB.TargetConnection) {
        lastActivity = .now()
        exchange?.target = connection
        connection.serve(self)
        connection.write(.head(head))
        connection.readIfWanted()
    }

    /// Reads on unless something waits already, or the target is slower than the client.
    func readIfWanted() {
        guard let context, waiting.isEmpty else { return }
        if isEnding {
            context.read()
        } else if let exchange {
            let isWanted = exchange.dropsRequest || exchange.target?.isWritable == true
            if !exchange.requestEnded, isWanted { context.read() }
        } else if !isBroken {
            context.read()
        }
    }
}

// Answers.
extension ELB.ClientConnection {
    /// Whether the client keeps up with what it gets.
    var canTakeMore: Bool { context?.channel.isWritable ?? false }

    func targetAnswered(_ head: HTTPResponseHead) {
        guard let current = exchange else { return }
        lastActivity = .now()
        let (passed, framing) = ELB.HeaderRules.response(
            head, isHead: current.isHead, version: current.version, keepsAlive: current.keepsAlive && !isLastWord)
        if framing == .close || isLastWord { exchange?.keepsAlive = false }
        exchange?.answerStarted = true
        context?.write(wrapOutboundOut(.head(passed)), promise: nil)
    }

    func targetSent(_ bytes: ByteBuffer) {
        lastActivity = .now()
        guard exchange?.isHead == false else { return }
        context?.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
    }

    func targetFinished(_ trailers: HTTPHeaders?) {
        context?.write(wrapOutboundOut(.end(trailers)), promise: nil)
        exchange?.answerEnded = true
    }

    /// The target has nothing more for now; an exchange whose answer is whole ends.
    func targetReadEnded(_ target: ELB.TargetConnection) {
        context?.flush()
        if exchange?.answerEnded == true { complete() }
    }

    /// The target hung up.
    func targetClosed(_ target: ELB.TargetConnection) {
        guard exchange?.target === target else { return }
        exchange?.target = nil
        context?.flush()
        if exchange?.answerEnded == true {
            exchange?.dropsRequest = true
            complete()
            advance()
            readIfWanted()
        } else {
            fail(with: 502)
        }
    }

    func targetFailed(_ target: ELB.TargetConnection, _ failure: ELB.TargetFailure) {
        guard exchange?.target === target else { return }
        exchange?.target = nil
        fail(with: 502)
    }

    /// A page where nothing has gone out yet; else the connection breaks, so that nobody takes half an answer for a
    /// whole.
    private func fail(with status: Int) {
        let target = exchange?.target
        exchange?.target = nil
        target?.abandon()
        if exchange?.answerStarted == true {
            abort()
        } else {
            answer(.page(status, at: lane.time.now()))
            advance()
            readIfWanted()
        }
    }

    /// Answers from here.
    private func answer(_ local: ELB.LocalAnswer) {
        guard let current = exchange, let context else { return }
        var headers = HTTPHeaders(local.headers.map { ($0.name, $0.value) })
        headers.add(name: "Connection", value: current.keepsAlive && !isLastWord ? "keep-alive" : "close")
        if isLastWord { exchange?.keepsAlive = false }
        let head = HTTPResponseHead(
            version: current.version == .http1_0 ? .http1_0 : .http1_1,
            status: HTTPResponseStatus(statusCode: local.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !current.isHead {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: local.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        exchange?.answerStarted = true
        exchange?.answerEnded = true
        exchange?.dropsRequest = true
        complete()
    }

    /// Ends the exchange once request and answer are whole; a connection that is to close does not wait for the
    /// request.
    private func complete() {
        guard let current = exchange, current.answerEnded else { return }
        guard current.requestEnded || !current.keepsAlive else {
            // The target answered early: it still gets the rest of the request.
            return
        }
        exchange = nil
        if let target = current.target {
            if current.requestEnded { target.finish() } else { target.abandon() }
        }
        if isLastWord {
            refuseBroken()
        } else if !current.keepsAlive {
            end()
        } else {
            lastActivity = .now()
            advance()
            exchange?.target?.flush()
            readIfWanted()
        }
    }

    /// What follows is not HTTP, and nothing whole is left to answer.
    private var isLastWord: Bool { isBroken && waiting.isEmpty }

    /// The last word to a client whose next request is not HTTP.
    private func refuseBroken() {
        exchange = Exchange(
            isHead: false, version: .http1_1, keepsAlive: false,
            destination: .init(host: "", path: "/", originForm: "/"), requestEnded: true, serial: lastSerial)
        isBroken = false
        answer(.page(400, at: lane.time.now()))
    }
}

// Endings and silence.
extension ELB.ClientConnection {
    /// Closes this side, and goes on reading for a moment: closing a socket that holds unread bytes would take the
    /// answer away from the client.
    private func end() {
        guard !isEnding, let context else { return }
        isEnding = true
        waiting.removeAll()
        context.flush()
        context.close(mode: .output, promise: nil)
        scheduleTimer(after: lane.limits.linger)
        context.read()
    }

    /// Closes now, whatever is going on.
    func abort() {
        isEnding = true
        context?.close(promise: nil)
    }

    func endAfterExchange() {
        if exchange == nil { end() } else { exchange?.keepsAlive = false }
    }

    private var idleTimeout: TimeAmount {
        lane.limits.idleTimeout ?? lane.switchboard.entry(door).map { TimeAmount($0.idleTimeout) } ?? .seconds(60)
    }

    /// One timer a connection, which looks how long it has been silent when it fires; nothing is scheduled per request.
    private func scheduleTimer(after delay: TimeAmount) {
        timer?.cancel()
        timer = lane.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in timerFired() }
    }

    private func timerFired() {
        guard !isEnding else { return abort() }
        let silent = NIODeadline.now() - lastActivity
        let timeout = idleTimeout
        guard silent >= timeout else { return scheduleTimer(after: timeout - silent) }
        guard let current = exchange else { return abort() }
        if current.answerStarted {
            abort()
        } else if current.requestEnded || current.target == nil {
            scheduleTimer(after: timeout)
            fail(with: 504)
        } else if current.target?.isWritable == false {
            // The target does not take the request's body.
            scheduleTimer(after: timeout)
            fail(with: 504)
        } else {
            exchange?.keepsAlive = false
            fail(with: 408)
        }
    }
}
