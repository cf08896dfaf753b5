import AWSRuntime
import SlipwayConsole
import SlipwayDomain

/// The world as a command sees it. `run()` of a command only builds it; tests build their own.
struct CommandContext: Sendable {
    var environment: [String: String]
    /// The folder that the command was typed in.
    var directory: String
    var home: String
    var console: Console
    var redactor: Redactor
    /// The wall clock.
    var now: @Sendable () -> Moment
    var random: any RandomSource
    /// Leads elsewhere than the network, in tests.
    var transport: (any AWSTransport)?
    /// How long AWS may take to answer.
    var timeouts = TransportTimeouts()
    /// How long a call may take with all its repetitions.
    var longestCall = Duration.seconds(60)

    /// This process.
    static func process(_ options: GlobalOptions) -> CommandContext {
        let aws = AWSEnvironment.process()
        let redactor = Redactor()
        var (style, dataStyle) = (
            Style.of(.words, environment: aws.variables), Style.of(.data, environment: aws.variables)
        )
        style.language = options.language ?? Language.of(aws.variables)
        dataStyle.language = style.language
        let console = Console(
            format: options.output, style: style, dataStyle: dataStyle, isLive: ConsoleStream.words.isTerminal,
            canAsk: ConsoleStream.canAnswer, sink: ProcessSink(), redactor: redactor)
        return CommandContext(
            environment: aws.variables, directory: ProcessFacts.currentDirectory, home: aws.homeDirectory,
            console: console, redactor: redactor, now: { SystemTime.now() }, random: SystemRandom())
    }

    var isContinuousIntegration: Bool { environment["CI"].map { $0 != "false" && $0 != "0" } ?? false }

    /// For things that can be made again, such as compressed layers (XDG base directory specification).
    var cacheFolder: String { "\(environment["XDG_CACHE_HOME"] ?? "\(home)/.cache")/slipway" }

    /// Where running LocalAWS are remembered.
    var stateFolder: String { "\(environment["XDG_STATE_HOME"] ?? "\(home)/.local/state")/slipway" }

    /// A path relative to the folder of the command.
    func path(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }
}
