/// Who holds which connection: the pool's rules, without connections, threads or clocks.
///
/// `Connection` is whatever is lent; the tests lend numbers. Idle connections are lent last in, first out, so that those
/// not needed grow old and can be closed.
struct PoolState<Connection> {
    enum Answer {
        /// Take this one; it was idle.
        case reuse(Connection)
        /// Open one; there is room for it.
        case open
        /// Stand in line under this number.
        case wait(Int)
        /// The line is too long already, or the pool is closed.
        case refuse
    }

    /// What somebody in line gets: a connection, leave to open one, or nothing any more.
    enum Handover {
        case connection(Connection)
        case permit
        case refused
    }

    let limit: Int
    let longestLine: Int
    private(set) var idle: [(connection: Connection, since: ContinuousClock.Instant)] = []
    private(set) var inUse = 0
    private(set) var line: [Int] = []
    private(set) var closed = false
    private var nextTicket = 0

    init(limit: Int, longestLine: Int) {
        self.limit = limit
        self.longestLine = longestLine
    }

    mutating func ask() -> Answer {
        guard !closed else { return .refuse }
        if let last = idle.popLast() {
            inUse += 1
            return .reuse(last.connection)
        }
        if inUse < limit {
            inUse += 1
            return .open
        }
        guard line.count < longestLine else { return .refuse }
        nextTicket += 1
        line.append(nextTicket)
        return .wait(nextTicket)
    }

    /// A lease ends; `connection` is nil when it broke or could not be opened. Says who in line gets what.
    mutating func giveBack(_ connection: Connection?, at now: ContinuousClock.Instant) -> (ticket: Int, Handover)? {
        if closed {
            inUse -= 1
            return nil
        }
        if !line.isEmpty {
            let ticket = line.removeFirst()
            return (ticket, connection.map(Handover.connection) ?? .permit)
        }
        inUse -= 1
        if let connection { idle.append((connection, now)) }
        return nil
    }

    /// Somebody in line has waited long enough, or went away; false when they were served at the same moment.
    mutating func leaveLine(_ ticket: Int) -> Bool {
        guard let place = line.firstIndex(of: ticket) else { return false }
        line.remove(at: place)
        return true
    }

    /// Takes out the connections that nobody has used since `limit`.
    mutating func dropIdle(since limit: ContinuousClock.Instant) -> [Connection] {
        let old = idle.filter { $0.since < limit }.map(\.connection)
        idle.removeAll { $0.since < limit }
        return old
    }

    /// No more leases; returns what can be closed now and who waits in vain.
    mutating func close() -> (connections: [Connection], tickets: [Int]) {
        closed = true
        defer {
            idle = []
            line = []
        }
        return (idle.map(\.connection), line)
    }
}

extension PoolState.Answer: Sendable where Connection: Sendable {}
extension PoolState.Handover: Sendable where Connection: Sendable {}
