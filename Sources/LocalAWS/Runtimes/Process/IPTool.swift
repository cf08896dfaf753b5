import Subprocess

/// iproute2's `ip`: it makes namespaces, pairs of interfaces and bridges.
struct IPTool: Sendable {
    struct Refusal: Error, Hashable, Sendable {
        var message: String
    }

    /// Whether it is installed.
    func isThere() async -> Bool {
        do throws(Refusal) {
            try await run(["link show lo"])
            return true
        } catch {
            return false
        }
    }

    /// Runs commands one after the other, up to the first that fails.
    /// - Parameter namespace: a network namespace's name; nil is this machine's own.
    func run(_ commands: [String], in namespace: String? = nil) async throws(Refusal) {
        let words = (namespace.map { ["-n", $0] } ?? []) + ["-batch", "-"]
        do {
            let result = try await Subprocess.run(
                .name("ip"), arguments: Arguments(words), input: .string(commands.joined(separator: "\n") + "\n"),
                output: .discarded, error: .string(limit: 64 * 1024))
            guard result.terminationStatus.isSuccess else {
                let text = result.standardError.split(separator: "\n").first.map(String.init) ?? "no reason told"
                throw Refusal(message: "ip: \(text)")
            }
        } catch let error as Refusal {
            throw error
        } catch {
            throw Refusal(message: "ip cannot be run: \(error)")
        }
    }
}
