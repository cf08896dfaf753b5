import ArgumentParser
import SlipwayCommands

@main
struct Main {
    static func main() async {
        await Slipway.main(Slipway.completed(Array(CommandLine.arguments.dropFirst())))
    }
}
