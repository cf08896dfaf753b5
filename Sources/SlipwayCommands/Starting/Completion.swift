import ArgumentParser

struct Completion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the completion script of a shell.",
        discussion: """
            Examples:
              slipway completion bash > /etc/bash_completion.d/slipway
              slipway completion zsh > ~/.zfunc/_slipway
              slipway completion fish > ~/.config/fish/completions/slipway.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish

        var kind: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() async throws {
        print(Slipway.completionScript(for: shell.kind))
    }
}
