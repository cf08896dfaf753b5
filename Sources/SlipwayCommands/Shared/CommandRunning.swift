import ArgumentParser
import SlipwayConsole
import SlipwayDomain

/// A command of Slipway: `run()` builds the world, `run(_:)` does the work and says how it ended.
///
/// Its configuration spells the command's name: deriving it from the type took a third of the time of every start.
protocol SlipwayCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
    /// - Returns: the exit code; anything thrown is printed once, here.
    func run(_ context: CommandContext) async throws -> Int32
}

extension SlipwayCommand {
    func run() async throws {
        let context = CommandContext.process(global)
        let code = await perform(context)
        if code != 0 { throw ArgumentParser.ExitCode(code) }
    }

    /// The one place where errors are printed and become exit codes.
    func perform(_ context: CommandContext) async -> Int32 {
        do {
            return try await run(context)
        } catch let problem as Problem {
            context.console.clearLive()
            context.console.fail(problem)
            return problem.exitCode.rawValue
        } catch is CancellationError {
            context.console.fail(Problem("interrupted", "interrupted", exitCode: .interrupted))
            return SlipwayDomain.ExitCode.interrupted.rawValue
        } catch let code as ArgumentParser.ExitCode {
            return code.rawValue
        } catch {
            context.console.fail(
                Problem(
                    "bug", "Slipway has a bug: an error that nothing explains", cause: "\(error)",
                    next: "please report it with this message and the command you typed", exitCode: .bug))
            return SlipwayDomain.ExitCode.bug.rawValue
        }
    }
}
