import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain
import SlipwayRollout
import Synchronization
import Testing

@testable import SlipwayCommands

@Suite("Ctrl-C") struct InterruptionTests {
    static let interrupt: Int32 = 2
    static let terminate: Int32 = 15

    /// What became of the interruptions: the wishes of the rollout, cancellations and ends at once.
    final class Seen: Sendable {
        let cancelled = Mutex(0)
        let ended = Mutex(0)
        let sink = MemorySink()
    }

    /// Plays `body`, and brings what the rollout is told.
    static func wishes(
        canAsk: Bool, detaches: Bool = false, answer: String? = nil, _ seen: Seen, _ body: (Interruptions) -> Void
    ) async -> [RolloutEvent.Interruption] {
        let console = Console(format: .text, canAsk: canAsk, sink: seen.sink)
        let interruptions = Interruptions(
            console: console, detaches: detaches, readAnswer: { answer },
            endAtOnce: { _ in seen.ended.withLock { $0 += 1 } })
        interruptions.begin { seen.cancelled.withLock { $0 += 1 } }
        body(interruptions)
        var wishes: [RolloutEvent.Interruption] = []
        if answer == nil {
            interruptions.end()
            for await wish in interruptions.stream { wishes.append(wish) }
        } else {
            for await wish in interruptions.stream {
                wishes.append(wish)
                interruptions.end()
            }
        }
        return wishes
    }

    @Test("before the rollout the first cancels, the second ends the process at once")
    func before() async {
        let seen = Seen()
        let wishes = await Self.wishes(canAsk: true, seen) { interruptions in
            interruptions.hear(.phaseStarted(.image))
            interruptions.received(Self.interrupt)
            #expect(seen.cancelled.withLock { $0 } == 1 && seen.ended.withLock { $0 } == 0)
            interruptions.received(Self.interrupt)
        }
        #expect(wishes.isEmpty)
        #expect(seen.cancelled.withLock { $0 } == 1 && seen.ended.withLock { $0 } == 1)
    }

    @Test("where nobody can be asked the rollout is put back, or left by a command that detaches")
    func unasked() async {
        for number in [Self.interrupt, Self.terminate] {
            let back = await Self.wishes(canAsk: false, Seen()) { interruptions in
                interruptions.hear(.phaseStarted(.service))
                interruptions.received(number)
            }
            #expect(back == [.putBack])
            let left = await Self.wishes(canAsk: false, detaches: true, Seen()) { interruptions in
                interruptions.hear(.phaseStarted(.service))
                interruptions.received(number)
            }
            #expect(left == [.leave])
        }
    }

    @Test("on a terminal the first asks, and the answer decides", arguments: ["p", "l"])
    func asked(answer: String) async {
        let seen = Seen()
        let wishes = await Self.wishes(canAsk: true, answer: answer, seen) { interruptions in
            interruptions.hear(.phaseStarted(.service))
            interruptions.received(Self.interrupt)
        }
        #expect(wishes == [answer == "p" ? .putBack : .leave])
        #expect(seen.sink.words.contains("what shall become of it?"))
        #expect(seen.cancelled.withLock { $0 } == 0)
    }

    @Test("whoever has left the rollout and interrupts once more ends the process at once")
    func onceMore() async {
        let seen = Seen()
        let wishes = await Self.wishes(canAsk: false, detaches: true, seen) { interruptions in
            interruptions.hear(.phaseStarted(.service))
            interruptions.received(Self.interrupt)
            interruptions.received(Self.interrupt)
        }
        #expect(wishes == [.leave])
        #expect(seen.ended.withLock { $0 } == 1)
    }
}
