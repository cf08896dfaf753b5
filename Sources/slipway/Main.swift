import ArgumentParser
import SlipwayCommands

@main
struct Main {
    static func main() async {
        await Slipway.perform(Slipway.completed(Array(CommandLine.arguments.dropFirst())))
    }
}
