import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process that a `Launch` started. It lives on a thread of its own, which waits for it.
final class ChildProcess: Sendable {
    /// On this machine.
    let number: Int32
    /// Set once it has ended; `killedForMemory` is not known here.
    let ended = ExitLatch()
    private let reaped = Mutex(false)

    private init(number: Int32) { self.number = number }

    /// - Parameters:
    ///   - output: a descriptor that becomes its standard output; stays open here.
    ///   - error: the same for standard error.
    static func start(_ launch: Launch, output: Int32, error: Int32) async throws(Launch.Refusal) -> ChildProcess {
        let result = await withCheckedContinuation {
            (answer: CheckedContinuation<Result<ChildProcess, Launch.Refusal>, Never>) in
            let began = OwnThread.run {
                do throws(Launch.Refusal) {
                    let child = ChildProcess(number: try launch.start(output: output, error: error))
                    answer.resume(returning: .success(child))
                    child.waitOnThisThread()
                } catch {
                    answer.resume(returning: .failure(error))
                }
            }
            if !began { answer.resume(returning: .failure(.init(stage: .clone, code: EAGAIN))) }
        }
        return try result.get()
    }

    private func waitOnThisThread() {
        var info = siginfo_t()
        // Leaves it unreaped, so that its number stays its own until nobody can signal it any more.
        while waitid(P_PID, id_t(number), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let code = reaped.withLock { reaped in
            reaped = true
            return Launch.wait(for: number)
        }
        ended.set(ExitStatus(code: code))
    }

    /// Does nothing when it has ended.
    func signal(_ signal: Int32) { send(signal, to: number) }

    /// Kills it with all that it started in its session.
    func killGroup() {
        send(SIGKILL, to: -number)
        send(SIGKILL, to: number)
    }

    private func send(_ signal: Int32, to target: Int32) {
        reaped.withLock { reaped in
            if !reaped { _ = kill(target, signal) }
        }
    }
}
