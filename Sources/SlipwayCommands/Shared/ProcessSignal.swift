import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Who hears a signal: whoever listens, else the system's default action.
///
/// A signal that was ever listened to keeps its Dispatch source: Dispatch leaves a handler behind that does nothing, so
/// that after the end of a source Ctrl-C would be lost.
enum ProcessSignal {
    private struct Hub {
        var sources: [Int32: any DispatchSourceSignal] = [:]
        var listeners: [(id: Int, numbers: [Int32], hear: @Sendable (Int32) -> Void)] = []
        var last = 0
    }

    private static let hub = Mutex(Hub())

    /// - Returns: what `ignore` takes.
    static func listen(to numbers: [Int32], _ hear: @escaping @Sendable (Int32) -> Void) -> Int {
        hub.withLock { hub in
            hub.last += 1
            hub.listeners.append((hub.last, numbers, hear))
            for number in numbers where hub.sources[number] == nil {
                #if canImport(Darwin)
                // The default action must be switched off there; a signalfd of Linux never sees what is ignored.
                signal(number, SIG_IGN)
                #endif
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { received(number) }
                source.resume()
                hub.sources[number] = source
            }
            return hub.last
        }
    }

    /// The listener hears no more.
    static func ignore(_ listener: Int) {
        hub.withLock { $0.listeners.removeAll { $0.id == listener } }
    }

    private static func received(_ number: Int32) {
        let heard = hub.withLock { hub in hub.listeners.filter { $0.numbers.contains(number) } }
        for listener in heard { listener.hear(number) }
        if heard.isEmpty { end(by: number) }
    }

    /// Ends the process as the signal does by default, so that a shell sees the same.
    static func end(by number: Int32) {
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }
}
